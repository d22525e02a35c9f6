#include "io/openbabel.hpp"

#include <algorithm>

#include "helpers.hpp"
#include "io/h5md.hpp"
#include "io/read_structure.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

const char* const rocksalt_cif =
    "data_NaCl\n_cell_length_a 5.64\n_cell_length_b 5.64\n_cell_length_c 5.64\n_cell_angle_alpha 90\n"
    "_cell_angle_beta 90\n_cell_angle_gamma 90\n_symmetry_space_group_name_H-M 'F m -3 m'\n"
    "_symmetry_Int_Tables_number 225\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n"
    "_atom_site_fract_y\n_atom_site_fract_z\n_atom_site_occupancy\nNa1 Na 0 0 0 1\nCl1 Cl 0.5 0.5 0.5 1\n";

/// Whether an atom of this name stands at fractional coordinates s, modulo lattice vectors.
bool has_atom(const Structure& atoms, const std::string& name, const Vec3& s, double tolerance = 1e-9) {
  for (Index i = 0; i < atoms.size(); ++i) {
    const Vec3 d = atoms.cell.minimum_image(atoms.r[static_cast<std::size_t>(i)] - atoms.cell.cartesian(s));
    if (atoms.name(i) == name && norm(d) < tolerance) return true;  // 1e-9 Å: rounding is some 1e-15 of 10 Å
  }
  return false;
}

}  // namespace

TEST_CASE("Without Open Babel a CIF file is refused with the name of the switch", "[openbabel_test]") {
  if (has_openbabel()) return;
  const TemporaryFolder folder;
  const auto path = folder.with("nacl.cif", rocksalt_cif);
  CHECK(error_of([&] { read_frames(path); }) ==
        path +
            ": reading this format needs Open Babel, which this build leaves out; configure with "
            "-DLIQUIDUS_WITH_OPENBABEL=ON, or use extended XYZ or H5MD");
}

TEST_CASE("A CIF file gives the full cell of rocksalt", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const TemporaryFolder folder;
  const auto atoms = read_frames(folder.with("nacl.cif", rocksalt_cif)).at(0).atoms;
  CHECK(atoms.size() == 8);
  CHECK(atoms.cell == Cell::cubic(5.64));
  const Vec3 face[] = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  for (const auto& s : face) {
    CHECK(has_atom(atoms, "Na", s));
    CHECK(has_atom(atoms, "Cl", s + Vec3{0.5, 0.5, 0.5}));
  }
}

TEST_CASE("A CIF file with operations of its own gives the full cell of quartz", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const auto silicon_z = GENERATE(as<std::string>(), "0.6666666666666667", "0.6667");
  const bool rounded = silicon_z == "0.6667";  // off by 2e-4 Å: the images on a face of the cell no longer coincide
  // α-quartz, P3221 (154): Si 3a (u, 0, 2/3), O 6c (x, y, z), International Tables A.
  const TemporaryFolder folder;
  const auto atoms =
      read_frames(folder.with("quartz.cif",
                              std::string() +
                                  "data_quartz\n_cell_length_a 4.913\n_cell_length_b 4.913\n_cell_length_c 5.405\n"
                                  "_cell_angle_alpha 90\n_cell_angle_beta 90\n_cell_angle_gamma 120\n"
                                  "_symmetry_space_group_name_H-M 'P 32 2 1'\nloop_\n_symmetry_equiv_pos_as_xyz\n"
                                  "'x,y,z'\n'-y,x-y,z+2/3'\n'-x+y,-x,z+1/3'\n'y,x,-z'\n'x-y,-y,-z+1/3'\n"
                                  "'-x,-x+y,-z+2/3'\nloop_\n_atom_site_label\n_atom_site_type_symbol\n"
                                  "_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n"
                                  "Si1 Si 0.4697 0 " +
                                  silicon_z + "\nO1 O 0.4133 0.2672 0.7855\n"))
          .at(0)
          .atoms;
  CHECK(atoms.size() == 9);
  CHECK(atoms.counts() == std::vector<Index>{3, 6});
  CHECK(norm(atoms.cell.vectors()[1]) == Approx(4.913).epsilon(1e-13));
  CHECK(dot(atoms.cell.vectors()[0], atoms.cell.vectors()[1]) == Approx(-0.5 * 4.913 * 4.913).epsilon(1e-13));
  const double u = 0.4697, x = 0.4133, y = 0.2672, z = 0.7855, third = 1.0 / 3.0;
  for (const auto& s : {Vec3{u, 0, 2 * third}, Vec3{0, u, third}, Vec3{-u, -u, 0}})
    CHECK(has_atom(atoms, "Si", s, rounded ? 1e-3 : 1e-9));
  for (const auto& s : {Vec3{x, y, z}, Vec3{-y, x - y, z + 2 * third}, Vec3{y - x, -x, z + third}, Vec3{y, x, -z},
                        Vec3{x - y, -y, third - z}, Vec3{-x, y - x, 2 * third - z}})
    CHECK(has_atom(atoms, "O", s));
}

TEST_CASE("A POSCAR file is known by its name, and keeps its cell as it stands", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const TemporaryFolder folder;
  const auto name = GENERATE(as<std::string>(), "POSCAR", "CONTCAR", "POSCAR_melt", "melt.vasp");
  const auto path = folder.with(name,
                                "a triclinic cell\n2.0\n2.5 0.1 0.0\n0.0 3.0 0.2\n0.3 0.0 3.5\nNa Cl\n1 2\nDirect\n"
                                "0.1 0.2 0.3\n0.5 0.25 0.75\n0.9 0.8 0.7\n");
  const auto frame = read_frames(path).at(0);
  const auto& v = frame.atoms.cell.vectors();
  const Mat3 expected{Vec3{5.0, 0.2, 0.0}, Vec3{0.0, 6.0, 0.4}, Vec3{0.6, 0.0, 7.0}};
  for (std::size_t k = 0; k < 3; ++k) CHECK(norm(v[k] - expected[k]) < 1e-12);
  CHECK(frame.atoms.cell.fully_periodic());
  REQUIRE(frame.atoms.size() == 3);
  CHECK(frame.atoms.name(0) == "Na");
  CHECK(frame.atoms.name(2) == "Cl");
  CHECK(norm(frame.atoms.r[1] - (0.5 * expected[0] + 0.25 * expected[1] + 0.75 * expected[2])) < 1e-12);
}

TEST_CASE("A POSCAR file may give Cartesian coordinates and selective dynamics", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const TemporaryFolder folder;
  const auto path = folder.with("POSCAR",
                                "FeO\n1.0\n4 0 0\n0 4 0\n0 0 4\nFe O\n1 1\nSelective dynamics\nCartesian\n"
                                "0.0 0.0 0.0 T T T\n2.0 2.1 2.2 F F F\n");
  const auto atoms = read_frames(path).at(0).atoms;
  REQUIRE(atoms.size() == 2);
  CHECK(norm(atoms.r[1] - Vec3{2.0, 2.1, 2.2}) < 1e-12);
}

TEST_CASE("A PDB file gives its atoms, and its cell if it has one", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const TemporaryFolder folder;
  const std::string atom = "HETATM    1 NA   NA  A   1       1.000   2.000   3.000  1.00  0.00          NA\nEND\n";
  const auto with =
      read_frames(
          folder.with("a.pdb", "CRYST1   10.000   11.000   12.000  90.00  90.00  90.00 P 1           1\n" + atom))
          .at(0)
          .atoms;
  CHECK(with.cell.fully_periodic());
  CHECK(norm(with.cell.vectors()[2] - Vec3{0, 0, 12}) < 1e-12);
  CHECK(with.name(0) == "Na");
  CHECK(with.r[0] == Vec3{1, 2, 3});
  const auto without =
      read_frames(
          folder.with("b.pdb", "CRYST1    1.000    1.000    1.000  90.00  90.00  90.00 P 1           1\n" + atom))
          .at(0)
          .atoms;
  CHECK_FALSE(without.cell.fully_periodic());
}

TEST_CASE("What Open Babel can't read is refused", "[openbabel_test]") {
  if (!has_openbabel()) return;
  const TemporaryFolder folder;
  CHECK(error_of([&] { read_frames(folder / "no.cif"); }) ==
        "cannot open '" + folder / "no.cif" + "': No such file or directory");
  const auto strange = folder.with("a.strange", "hello");
  CHECK(error_of([&] { read_frames(strange); }) == strange + ": Open Babel knows no format for this file name");
  CHECK(error_of([&] { read_openbabel(strange, "ciff"); }) == strange + ": Open Babel knows no format 'ciff'");
  const auto empty = folder.with("a.cif", "data_nothing\n");
  CHECK(error_of([&] {
          read_frames(empty);
        }).starts_with(empty + ": no structure in the format 'cif' can be read from the file"));
  std::string half = rocksalt_cif;
  half.replace(half.rfind("1\n"), 1, "0.5");
  const auto partial = folder.with("partial.cif", half);
  CHECK(error_of([&] { read_frames(partial); }) ==
        partial + ": site 2 is occupied by 0.5; a structure has whole atoms only");
}

TEST_CASE("A structure file is read by its name", "[openbabel_test]") {
  const TemporaryFolder folder;
  Frame frame;
  frame.atoms.add("Ar", {1, 2, 3});
  for (const auto* name : {"a.xyz", "a.extxyz", "a.XYZ", "a.xyz.gz"}) {
    XyzWriter(folder / name).write(frame);
    CHECK(read_frames(folder / name).at(0).atoms.r == frame.atoms.r);
  }
  for (const auto* name : {"a.h5", "a.h5md"}) {
    H5mdWriter(folder / name, frame.atoms).write(frame);
    CHECK(read_frames(folder / name).at(0).atoms.r == frame.atoms.r);
  }
}
