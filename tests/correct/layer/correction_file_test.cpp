#include "correct/layer/correction_file.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>

#include "correct/layer/layer_samples.hpp"
#include "io/archive.hpp"
#include "io/checkpoint.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

std::uint64_t bits(double x) { return std::bit_cast<std::uint64_t>(x); }

/// Equal but for a number that isn't one, which is equal to none.
void check_same(Correction a, Correction b) {
  REQUIRE(a.provenance.states.size() == b.provenance.states.size());
  for (std::size_t s = 0; s < a.provenance.states.size(); ++s) {
    auto &x = a.provenance.states[s].pressure_after, &y = b.provenance.states[s].pressure_after;
    CHECK(bits(x) == bits(y));
    x = y = 0.0;
  }
  REQUIRE(a.values.size() == b.values.size());
  for (std::size_t p = 0; p < a.values.size(); ++p) {
    REQUIRE(a.values[p].size() == b.values[p].size());
    for (std::size_t k = 0; k < a.values[p].size(); ++k) CHECK(bits(a.values[p][k]) == bits(b.values[p][k]));
  }
  CHECK(a == b);
}

Correction sample() {
  auto correction = with_provenance(wavy({"Na", "Cl"}, KnotGrid::up_to(6.0, 0.3, 1.7), linear_basis()));
  correction.covariance.resize(correction.size() * correction.size());
  for (std::size_t i = 0; i < correction.covariance.size(); ++i)
    correction.covariance[i] = 1e-3 / static_cast<double>(i + 3);
  correction.values[1][3] = -0.0;
  return correction;
}

/// What load_correction says when one entry of a good file is another.
template <class T>
std::string said_about(const std::string& name, const T& value) {
  const TemporaryFolder folder;
  save(sample(), folder / "c.h5");
  auto file = Archive::load(folder / "c.h5", {"correction", 1, true});
  file.put(name, value);
  file.save(folder / "c.h5");
  auto said = error_of([&] { load_correction(folder / "c.h5"); });
  const auto prefix = folder / "c.h5: ";
  return said.starts_with(prefix) ? said.substr(prefix.size()) : said;
}

}  // namespace

TEST_CASE("A correction comes back bit for bit with where it comes from", "[correction_file_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "nacl.h5";
  save(sample(), path);
  CHECK_FALSE(std::filesystem::exists(path + ".tmp"));
  check_same(load_correction(path), sample());
}

TEST_CASE("Every dependence on temperature comes back, and a correction without provenance too",
          "[correction_file_test]") {
  const TemporaryFolder folder;
  const auto knots = KnotGrid::up_to(5.0, 0.25);
  TemperatureBasis kernel;
  kernel.kind = TemperatureBasis::Kind::kernel;
  kernel.nodes = {900.0, 1000.0 / 0.7, 2000.0};
  kernel.length = 1e3 / 3.0;
  for (const auto& basis : {TemperatureBasis{}, linear_basis(1.0 / 0.003), kernel}) {
    const auto correction = wavy({"Fe", "O", "Si"}, knots, basis);
    save(correction, folder / "c.h5");
    check_same(load_correction(folder / "c.h5"), correction);
  }
}

TEST_CASE("A correction's file shows people what is in it", "[correction_file_test]") {
  const TemporaryFolder folder;
  save(sample(), folder / "c.h5");
  if (std::system("h5dump --version > /dev/null 2>&1") != 0) {
    WARN("skipped: there is no h5dump");
    return;
  }
  const auto dump = folder / "dump.txt";
  REQUIRE(std::system(("h5dump '" + (folder / "c.h5") + "' > '" + dump + "'").c_str()) == 0);
  const auto text = contents(dump);
  for (const char* shown : {"GROUP \"Na-Cl\"", "DATASET \"term_1\"", "eV at r", "gauss-newton", "nacl.toml",
                            "at 1300 K", "Distances in angstrom"})
    CHECK(text.find(shown) != std::string::npos);
}

TEST_CASE("What is no whole correction is refused with one line", "[correction_file_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "c.h5";
  save(sample(), path);
  const auto whole = contents(path);
  CHECK(error_of([&] { load_correction(folder / "none.h5"); }) ==
        "cannot open '" + folder / "none.h5" + "': No such file or directory");
  for (std::size_t length = 0; length < whole.size(); length += whole.size() / 20) {
    const auto cut = folder.with("cut.h5", whole.substr(0, length));
    CHECK(error_of([&] { load_correction(cut); }).starts_with(cut + ": no HDF5 file, or a damaged one ("));
  }
  Checkpoint other;
  other.put("steps", 1);
  other.save(folder / "checkpoint.h5");
  CHECK(error_of([&] { load_correction(folder / "checkpoint.h5"); }) ==
        folder / "checkpoint.h5" + ": the file is no correction of liquidus");
  Archive later({"correction", 2, true});
  later.save(folder / "later.h5");
  CHECK(error_of([&] { load_correction(folder / "later.h5"); }) ==
        folder / "later.h5" + ": the correction has version 2, expected 1");
}

TEST_CASE("A file whose parts don't fit together is refused by what doesn't", "[correction_file_test]") {
  const std::string no_use = "the file holds no correction that can be used: ";
  CHECK(said_about("species", std::vector<std::string>{"Na", "Cl", "K"}) ==
        "there is no 'pairs/Na-K/term_0' in the correction");
  CHECK(said_about("species", std::vector<std::string>{}).starts_with("'provenance/states/fractions'"));
  CHECK(said_about("knots/spacing", 0.0).starts_with(no_use + "its knots need"));
  CHECK(said_about("knots/count", Index{20}) == no_use + "a curve has 16 values, expected one for each of 20 knots");
  CHECK(said_about("pairs/Na-Cl/term_1", std::vector<double>(16, 0.1)) == no_use + "a curve isn't zero at the cutoff");
  CHECK(said_about("pairs/Na-Cl/term_1", std::vector<double>(16, std::nan(""))) ==
        no_use + "a value of a curve is not finite");
  CHECK(said_about("covariance", std::vector<double>(3, 0.1)) ==
        no_use + "its covariance has 3 numbers, expected 96 squared");
  CHECK(said_about("temperature/kind", std::string("cubic")) ==
        "there is no kind of dependence on temperature 'cubic'");
  CHECK(said_about("temperature/slope", -1.0) ==
        no_use + "a correction that is linear in temperature needs a positive T0 and slope");
  CHECK(said_about("provenance/data/sha256", std::vector<std::string>{}) ==
        "'provenance/data/sha256' in the correction has 0 values, expected 2");
  CHECK(said_about("provenance/states/density", std::vector<double>{1.0}) ==
        "'provenance/states/density' in the correction has 1 values, expected 2");
}

TEST_CASE("A correction that isn't one can't be saved and leaves the file that is there", "[correction_file_test]") {
  const TemporaryFolder folder;
  save(sample(), folder / "c.h5");
  auto broken = sample();
  broken.values[2].back() = 0.1;
  CHECK_THROWS_AS(save(broken, folder / "c.h5"), std::invalid_argument);
  broken = sample();
  broken.values.pop_back();
  CHECK_THROWS_AS(save(broken, folder / "c.h5"), std::invalid_argument);
  // Two pairs by one name: (A-B, C) and (A, B-C).
  CHECK_THROWS_AS(save(wavy({"A-B", "A", "C", "B-C"}, KnotGrid::up_to(5.0, 0.5)), folder / "c.h5"),
                  std::invalid_argument);
  CHECK_THROWS_AS(save(sample(), folder / "no/such/folder/c.h5"), Error);
  check_same(load_correction(folder / "c.h5"), sample());
}
