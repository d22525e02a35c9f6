// Outputs of CP2K 2023.1 and pw.x 6.7 that were made for this project, where they lie beside the checkout.
#include <catch2/catch.hpp>
#include <cmath>

#include "active/labels/label_output.hpp"
#include "core/units.hpp"
#include "io/file.hpp"
#include "support/shared_data.hpp"

using namespace liquidus;
using testing::shared_data;

namespace {

std::string output_of(const std::string& name) { return read_text(shared_data("dft-outputs/" + name).string()); }

bool absent() {
  if (std::filesystem::exists(shared_data("dft-outputs"))) return false;
  WARN("skipped: the outputs of DFT codes aren't beside the checkout");
  return true;
}

}  // namespace

TEST_CASE("Real outputs of CP2K end as they did", "[real_outputs_test]") {
  if (absent()) return;
  const std::pair<const char*, OutputEnd> ends[] = {{"nacl8-q1/q1_250.out", OutputEnd::finished},
                                                    {"nacl64-q1/q1_300.out", OutputEnd::finished},
                                                    {"feo8-pu/feo8-pu.out", OutputEnd::finished},
                                                    {"nacl8-q1-nonconv/job.out", OutputEnd::unconverged},
                                                    {"nacl8-q1-wall/job.out", OutputEnd::out_of_time},
                                                    {"nacl8-q1-killed/job.out", OutputEnd::cut_off},
                                                    {"nacl8-q1-cut/job.out", OutputEnd::cut_off},
                                                    {"nacl8-badbasis/job.out", OutputEnd::stopped},
                                                    {"feo8-smear-killed/feo8-smear.out", OutputEnd::cut_off},
                                                    {"nacl8-q1-nonconv-ignore/job.out", OutputEnd::stopped}};
  for (const auto& [name, end] : ends) {
    INFO(name);
    const auto output = read_cp2k_output(output_of(std::string("cp2k/") + name));
    CHECK(output.end == end);
    CHECK(output.message.empty() == (end == OutputEnd::finished));
  }
}

TEST_CASE("A real label of CP2K", "[real_outputs_test]") {
  if (absent()) return;
  const auto output = read_cp2k_output(output_of("cp2k/nacl8-q1/q1_250.out"));
  REQUIRE(output.forces.size() == 8);
  REQUIRE(output.r.size() == 8);
  CHECK(output.elements.front() == "Na");
  CHECK(output.elements.back() == "Cl");
  Vec3 net{};
  for (const Vec3& force : output.forces) net += force;
  CHECK(norm(net) < 0.001);  // eV/Å
  // The same in files of their own: the tables are the same.
  const auto files =
      read_cp2k_output(output_of("cp2k/nacl8-q1-files/job.out") + output_of("cp2k/nacl8-q1-files/nacl8-frc-1_0.xyz") +
                       output_of("cp2k/nacl8-q1-files/nacl8-st-1_0.stress_tensor"));
  CHECK(files.end == OutputEnd::finished);
  CHECK(files.energy.value() == Approx(output.energy.value()).epsilon(1e-12));
  REQUIRE(files.forces.size() == 8);
  CHECK(norm(files.forces[5] - output.forces[5]) < 1e-6);
  REQUIRE(files.stress);
  CHECK((*files.stress)[1][2] == Approx((*output.stress)[1][2]).epsilon(1e-6));
}

TEST_CASE("Text and XML of one run of pw.x agree to the digits of the text", "[real_outputs_test]") {
  if (absent()) return;
  const auto text = read_pw_output(output_of("qe/si8/si8.out")), xml = read_pw_xml(output_of("qe/si8/tmp/si8.xml"));
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
  for (const char* name : {"si8-nonconv/si8.out", "si8-nonconv100/si8.out", "feo8-pu-nonconv100/feo.out"})
    CHECK(read_pw_output(output_of(std::string("qe/") + name)).end == OutputEnd::unconverged);
  CHECK(read_pw_xml(output_of("qe/si8-nonconv/tmp/si8.save/data-file-schema.xml")).end == OutputEnd::unconverged);
}
