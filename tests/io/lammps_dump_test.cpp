#include "core/units.hpp"
#include "io/frame_source.hpp"
#include "io/helpers.hpp"

using namespace liquidus;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

// written by `dump custom` with the box at -1 and atoms not in the order of their ids
const std::string cubic =
    "ITEM: UNITS\nmetal\nITEM: TIME\n0.5\nITEM: TIMESTEP\n500\nITEM: NUMBER OF ATOMS\n3\n"
    "ITEM: BOX BOUNDS pp pp pp\n-1.0 9.0\n-1.0 9.0\n-1.0 9.0\n"
    "ITEM: ATOMS id type x y z ix iy iz vx vy vz fx fy fz\n"
    "3 2 4.0 4.0 4.0 0 0 0 1.0 0.0 0.0 0.5 0.0 0.0\n"
    "1 1 -1.0 0.0 1.0 0 0 2 0.0 2.0 0.0 0.0 0.0 0.0\n"
    "2 1 8.5 0.0 0.0 -1 0 0 0.0 0.0 3.0 0.0 0.25 0.0\n";

TrajectoryNotes nacl(std::string units = "") { return {{"Na", "Cl"}, std::move(units)}; }

Frame first(const std::string& text, const TrajectoryNotes& notes = nacl()) {
  return open_lammps_dump(text, "melt.dump", notes)->next().value();
}
std::string mistake(const std::string& text, const TrajectoryNotes& notes = nacl()) {
  return error_of([&] { open_lammps_dump(text, "melt.dump", notes)->next(); });
}

std::string replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

}  // namespace

TEST_CASE("a dump gives atoms in the order of their ids, counted from the box's corner", "[lammps_dump_test]") {
  const Frame frame = first(cubic);
  const Structure& s = frame.atoms;
  REQUIRE(s.size() == 3);
  CHECK(s.r[0] == Vec3{0.0, 1.0, 2.0});
  CHECK(s.r[1] == Vec3{9.5, 1.0, 1.0});
  CHECK(s.name(1) == "Na");
  CHECK(s.name(2) == "Cl");
  CHECK(s.image[0] == Image{0, 0, 2});
  CHECK(s.image[1] == Image{-1, 0, 0});
  CHECK(s.cell == Cell::cubic(10.0));
  CHECK(frame.step == 500);
}

TEST_CASE("velocities, forces and times are converted where the units are known", "[lammps_dump_test]") {
  const Frame frame = first(cubic);
  CHECK(frame.time == Approx(500.0));
  CHECK(frame.atoms.v[1][2] == Approx(0.003));  // 3 Å/ps
  CHECK(frame.forces[2][0] == Approx(0.5));
  const std::string unsaid = cubic.substr(cubic.find("ITEM: TIMESTEP"));
  CHECK(first(unsaid).atoms.v.empty());
  CHECK(first(unsaid).forces.empty());
  const Frame real = first(unsaid, nacl("real"));
  CHECK(real.atoms.v[1][2] == Approx(3.0));
  CHECK(real.forces[2][0] == Approx(0.5 * units::kcal_per_mol));
  CHECK(mistake(replaced(cubic, "metal", "lj")) == "melt.dump:2: the dump has the units 'lj'; expected metal or real");
}

TEST_CASE("scaled and unwrapped positions are the same atoms", "[lammps_dump_test]") {
  const std::string head =
      "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS xy xz yz pp pp pp\n"
      "-2.0 12.0 -2.0\n0.0 8.0 0.0\n0.0 6.0 1.0\n";
  // a = (12, 0, 0), b = (-2, 7, 0), c = (0, 1, 6): bounds enclose x from -2 to 12 and y from 0 to 8
  const Structure scaled = first(head + "ITEM: ATOMS id type xs ys zs\n1 1 0.5 0.5 0.5\n").atoms;
  CHECK(scaled.cell.vectors()[0] == Vec3{12.0, 0.0, 0.0});
  CHECK(scaled.cell.vectors()[1] == Vec3{-2.0, 7.0, 0.0});
  CHECK(scaled.cell.vectors()[2] == Vec3{0.0, 1.0, 6.0});
  CHECK(scaled.r[0] == Vec3{5.0, 4.0, 3.0});
  CHECK(scaled.image.empty());
  const Structure unwrapped = first(head + "ITEM: ATOMS id type xu yu zu\n1 1 17.0 4.0 3.0\n").atoms;
  CHECK(norm(unwrapped.r[0] - scaled.r[0]) < 1e-12);
  CHECK(unwrapped.image[0] == Image{1, 0, 0});
}

TEST_CASE("a general box, open boundaries, elements and masses are taken", "[lammps_dump_test]") {
  const Structure s = first(
                          "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS abc origin pp pp ff\n"
                          "1 2 0 -1\n0 3 0 -1\n0 0 4 -1\nITEM: ATOMS id element x y z mass q\n7 Fe 0 0 0 57 1.5\n",
                          {})
                          .atoms;
  CHECK(s.cell.vectors()[0] == Vec3{1.0, 2.0, 0.0});
  CHECK(s.cell.periodic() == Cell::Periodic{true, true, false});
  CHECK(s.r[0] == Vec3{1.0, 1.0, 1.0});
  CHECK(s.mass(0) == Approx(57.0 * units::amu));
}

TEST_CASE("a dump that is cut off, damaged or incomplete is refused with its line", "[lammps_dump_test]") {
  CHECK(mistake(cubic.substr(0, cubic.rfind("2 1 8.5"))) ==
        "melt.dump:15: the file ends in the middle of frame 0, counted from 0; leave that frame out or dump it anew");
  CHECK_THAT(mistake(replaced(cubic, "8.5", "nan")),
             Catch::Contains("melt.dump:16: a coordinate is 'nan', not a finite number"));
  CHECK_THAT(mistake(cubic, {{"Na"}, ""}), Catch::Contains("melt.dump:14: an atom has type 2, and 1 species is given"));
  CHECK_THAT(mistake(replaced(cubic, "x y z", "a b c")), Catch::Contains("the dump has no positions"));
  CHECK_THAT(mistake(replaced(cubic, "-1.0 9.0", "9.0 9.0")), Catch::Contains("the box can't be used"));
  CHECK_THAT(mistake(cubic, {{"Na", "Xq"}, ""}), Catch::Contains("Xq"));
  CHECK_THAT(mistake("1\n\nNa 0 0 0\n"), Catch::Contains("expected 'ITEM: …' of a LAMMPS dump, found '1'"));
}

TEST_CASE("frames follow each other and can be passed over", "[lammps_dump_test]") {
  const std::string both = cubic + replaced(cubic, "500", "600") + "\n";
  auto source = open_lammps_dump(both, "melt.dump", nacl());
  CHECK(source->skip());
  CHECK(source->next()->step == 600);
  CHECK_FALSE(source->next());
  CHECK_FALSE(source->skip());
}
