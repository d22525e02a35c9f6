// Outputs of CP2K 2023.1 and pw.x 6.7 as they wrote them: NaCl, FeO and Si, off their places.
#include <catch2/catch.hpp>
#include <cmath>

#include "active/labels/label_output.hpp"
#include "core/units.hpp"
#include "io/line_source.hpp"

using namespace liquidus;

namespace {

/// Without a last line's end: an output that was cut off has none.
std::string output_of(const std::string& name) {
  LineSource lines(LIQUIDUS_SOURCE_DIR "/tests/active/labels/outputs/" + name + ".gz");
  std::string text;
  for (std::string_view line; lines.next(line);) text.append(text.empty() ? "" : "\n").append(line);
  return text;
}

void check(const Vec3& found, const Vec3& printed, double unit, double digits) {
  for (std::size_t k = 0; k < 3; ++k) CHECK(found[k] == Approx(unit * printed[k]).margin(digits * std::abs(unit)));
}

constexpr double gigapascal = 1.0 / 160.21766208;  // eV/Å³

}  // namespace

TEST_CASE("Real outputs of CP2K end as they did", "[real_outputs_test]") {
  const std::pair<const char*, OutputEnd> ends[] = {{"cp2k-nacl8.out", OutputEnd::finished},
                                                    {"cp2k-nacl8-unconverged.out", OutputEnd::unconverged},
                                                    {"cp2k-nacl8-wall-time.out", OutputEnd::out_of_time},
                                                    {"cp2k-nacl8-killed.out", OutputEnd::cut_off},
                                                    {"cp2k-nacl8-no-basis.out", OutputEnd::stopped},
                                                    {"cp2k-nacl8-cut.out", OutputEnd::cut_off},
                                                    {"cp2k-nacl64.out", OutputEnd::finished},
                                                    {"cp2k-feo8-plus-u.out", OutputEnd::finished},
                                                    {"cp2k-feo8-smearing-killed.out", OutputEnd::cut_off}};
  for (const auto& [name, end] : ends) {
    INFO(name);
    const auto output = read_cp2k_output(output_of(name));
    CHECK(output.end == end);
    CHECK(output.program == "CP2K 2023.1");
    CHECK(output.message.empty() == (end == OutputEnd::finished));
  }
  // Stopped before it says which version it is.
  const auto refused = read_cp2k_output(output_of("cp2k-nacl8-unknown-keyword.out"));
  CHECK(refused.end == OutputEnd::stopped);
  CHECK_FALSE(refused.message.empty());
}

TEST_CASE("Each field of a real label of CP2K", "[real_outputs_test]") {
  const auto output = read_cp2k_output(output_of("cp2k-nacl8.out"));
  CHECK(output.energy.value() == Approx(-61.258685903841240 * units::hartree).epsilon(1e-14));
  REQUIRE(output.forces.size() == 8);
  constexpr double atomic = units::hartree / units::bohr;
  check(output.forces[0], {-0.00103274, -0.00309865, 0.00004530}, atomic, 1e-12);
  check(output.forces[7], {-0.00124036, 0.00719567, 0.00051284}, atomic, 1e-12);
  REQUIRE(output.stress);  // CP2K prints the pressure's sign
  check((*output.stress)[0], {1.11001545693, -3.69277811158e-2, 4.70488295344e-2}, -gigapascal, 1e-9);
  check((*output.stress)[2], {4.70488295344e-2, -1.52099195361e-3, 8.35644808396e-1}, -gigapascal, 1e-9);
  CHECK(output.elements == std::vector<std::string>{"Na", "Na", "Na", "Na", "Cl", "Cl", "Cl", "Cl"});
  REQUIRE(output.r.size() == 8);
  check(output.r[3], {-0.10746941, 3.04584313, 3.02281464}, 1.0, 1e-6);
  REQUIRE(output.cell);
  check((*output.cell)[1], {0.0, 5.922, 0.0}, 1.0, 1e-9);
  Vec3 net{};
  for (const Vec3& force : output.forces) net += force;
  CHECK(norm(net) < 0.001);  // eV/Å
  // The same in files of their own: the tables are the same.
  const auto files =
      read_cp2k_output(output_of("cp2k-nacl8-in-files.out") + "\n" + output_of("cp2k-nacl8-in-files-frc.xyz") + "\n" +
                       output_of("cp2k-nacl8-in-files-st.stress_tensor"));
  CHECK(files.end == OutputEnd::finished);
  CHECK(files.energy.value() == Approx(output.energy.value()).epsilon(1e-12));
  REQUIRE(files.forces.size() == 8);
  CHECK(norm(files.forces[5] - output.forces[5]) < 1e-6);
  REQUIRE(files.stress);
  CHECK((*files.stress)[1][2] == Approx((*output.stress)[1][2]).epsilon(1e-6));
}

TEST_CASE("Each field of a real label of pw.x", "[real_outputs_test]") {
  const auto output = read_pw_output(output_of("pw-si8.out"));
  CHECK(output.end == OutputEnd::finished);
  CHECK(output.energy.value() == Approx(-62.82392459 * units::rydberg).epsilon(1e-14));
  REQUIRE(output.forces.size() == 8);
  check(output.forces[0], {-0.06871393, 0.04745997, -0.01331832}, units::rydberg / units::bohr, 1e-12);
  REQUIRE(output.stress);  // the pressure's sign again
  const double pressure = units::rydberg / std::pow(units::bohr, 3);
  check((*output.stress)[2], {-0.00016552, 0.00000905, 0.00029003}, -pressure, 1e-12);
  CHECK(output.elements == std::vector<std::string>(8, "Si"));
  REQUIRE(output.r.size() == 8);
  check(output.r[1], {2.66957843, 2.67878806, -0.01724777}, 1.0, 1e-6);
  REQUIRE(output.cell);
  check((*output.cell)[2], {0.0, 0.0, 5.43}, 1.0, 1e-5);
}

TEST_CASE("Text and XML of one run of pw.x agree to the digits of the text", "[real_outputs_test]") {
  const auto text = read_pw_output(output_of("pw-si8.out")), xml = read_pw_xml(output_of("pw-si8.xml"));
  REQUIRE(text.end == OutputEnd::finished);
  REQUIRE(xml.end == OutputEnd::finished);
  CHECK(text.program == xml.program);
  CHECK(text.energy.value() == Approx(xml.energy.value()).margin(1e-8 * units::rydberg));
  REQUIRE(text.forces.size() == xml.forces.size());
  for (std::size_t i = 0; i < text.forces.size(); ++i) {
    CHECK(norm(text.forces[i] - xml.forces[i]) < 1e-8 * units::rydberg / units::bohr);
    CHECK(norm(text.r[i] - xml.r[i]) < 1e-6);
  }
  for (std::size_t a = 0; a < 3; ++a)
    CHECK(norm((*text.stress)[a] - (*xml.stress)[a]) < 1e-8 * units::rydberg / std::pow(units::bohr, 3));
  for (const char* name : {"pw-si8-unconverged.out", "pw-si8-unconverged-100.out", "pw-feo8-unconverged.out"})
    CHECK(read_pw_output(output_of(name)).end == OutputEnd::unconverged);
  CHECK(read_pw_xml(output_of("pw-si8-unconverged.xml")).end == OutputEnd::unconverged);
}
