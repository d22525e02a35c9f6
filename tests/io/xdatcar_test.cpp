#include "io/frame_source.hpp"
#include "io/helpers.hpp"
#include "io/trajectory.hpp"

using namespace liquidus;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

const std::string head = "molten NaCl\n 2.0\n 5.0 0.0 0.0\n 0.0 6.0 0.0\n 0.0 1.0 7.0\n Na Cl\n 2 1\n";
const std::string positions = "  0.00 0.00 0.00\n  0.50 0.00 0.00\n  0.50 0.50 0.50\n";
const std::string fixed_cell =
    head + "Direct configuration=     1\n" + positions + "Direct configuration=    11\n" + positions;

std::string mistake(const std::string& text) {
  return error_of([&] { open_xdatcar(text, "XDATCAR")->next(); });
}

}  // namespace

TEST_CASE("an XDATCAR gives its cell, species and positions", "[xdatcar_test]") {
  auto source = open_xdatcar(fixed_cell, "XDATCAR");
  const Frame frame = source->next().value();
  CHECK(frame.step == 1);
  CHECK(frame.atoms.name(1) == "Na");
  CHECK(frame.atoms.name(2) == "Cl");
  CHECK(frame.atoms.cell.vectors()[2] == Vec3{0.0, 2.0, 14.0});
  CHECK(frame.atoms.r[2] == Vec3{5.0, 7.0, 7.0});
  CHECK(source->next()->step == 11);
  CHECK_FALSE(source->next());
}

TEST_CASE("a cell that changes has a head in every frame", "[xdatcar_test]") {
  std::string larger = head;
  larger.replace(larger.find("2.0"), 3, "2.5");
  const std::string text =
      head + "Direct configuration=     1\n" + positions + larger + "Direct configuration=     2\n" + positions + "\n";
  auto source = open_xdatcar(text, "XDATCAR");
  CHECK(source->next()->atoms.cell.volume() == Approx(8.0 * 210.0));
  CHECK(source->next()->atoms.cell.volume() == Approx(15.625 * 210.0));
  CHECK_FALSE(source->next());
  auto again = open_xdatcar(text, "XDATCAR");
  CHECK(again->skip());
  CHECK(again->next()->step == 2);
}

TEST_CASE("a negative scale is the volume", "[xdatcar_test]") {
  std::string text = fixed_cell;
  text.replace(text.find("2.0"), 3, "-1680.0");
  CHECK(open_xdatcar(text, "XDATCAR")->next()->atoms.cell.volume() == Approx(1680.0));
}

TEST_CASE("an XDATCAR that is cut off or wrong is refused with its line", "[xdatcar_test]") {
  CHECK(mistake(fixed_cell.substr(0, fixed_cell.find("  0.50 0.50"))) ==
        "XDATCAR:10: the file ends in the middle of frame 0, counted from 0; leave that frame out");
  std::string wrong = fixed_cell;
  wrong.replace(wrong.find("0.50"), 4, "nan ");
  CHECK_THAT(mistake(wrong), Catch::Contains("XDATCAR:10: expected three finite numbers"));
  wrong = fixed_cell;
  wrong.replace(wrong.find(" 2 1"), 4, " 2  ");
  CHECK_THAT(mistake(wrong), Catch::Contains("XDATCAR:7: expected 2 numbers of atoms"));
  wrong = fixed_cell;
  wrong.replace(wrong.find("Na Cl"), 5, "1 2  ");
  CHECK_THAT(mistake(wrong), Catch::Contains("expected the names of the species"));
}

TEST_CASE("formats are known by name or by how they begin, and frames may be given times", "[xdatcar_test]") {
  const TemporaryFolder folder;
  const auto seen = [](const Trajectory& trajectory) {
    std::vector<double> times;
    for_each_frame(trajectory, [&](const Frame& frame, Index) { times.push_back(frame.time); });
    return times;
  };
  const auto xdatcar = folder.with("XDATCAR.melt", fixed_cell);
  CHECK(seen({xdatcar, {}, 2.0, {}}) == std::vector<double>{0.0, 2.0});
  CHECK(seen({xdatcar, {1, -1, 1}, 2.0, {}}) == std::vector<double>{2.0});
  const auto dump =
      folder.with("positions.txt",
                  "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
                  "ITEM: ATOMS id element x y z\n1 Ar 1 2 3\n");
  CHECK(seen({dump, {}, std::numeric_limits<double>::quiet_NaN(), {}}).size() == 1);
  CHECK_THROWS_AS(seen({dump, {}, -1.0, {}}), InputError);
}
