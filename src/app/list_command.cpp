#include <fmt/format.h>

#include <array>
#include <memory>

#include "app/command.hpp"
#include "app/measures.hpp"
#include "app/potential_file.hpp"
#include "core/errors.hpp"
#include "io/openbabel.hpp"

namespace liquidus {
namespace {

void list_potentials_table() {
  for (const auto& entries : {list_potentials(), list_models()})
    for (const auto& entry : entries) fmt::print("{:<22}{}\n{:<22}{}\n", entry.name, entry.title, "", entry.source);
  fmt::print("\nTerms a parameter file can have: {}\n", fmt::join(term_types(), ", "));
}

void list_measures() {
  for (const auto& type : measure_types()) fmt::print("{:<18}{}\n", type.name, type.about);
}

void list_formats() {
  fmt::print(
      "reads   extended XYZ (.xyz, .extxyz), LAMMPS dumps (.lammpstrj, .dump), also .gz; H5MD (.h5, .h5md); XDATCAR{}\n"
      "writes  extended XYZ (.xyz, .extxyz, also .gz), H5MD (.h5, .h5md), CSV for curves\n",
      has_openbabel() ? ", and all of Open Babel's (CIF, POSCAR, PDB, …)"
                      : "; this build has no Open Babel, so no CIF or POSCAR");
}

struct List {
  const char* name;
  void (*print)();
};
constexpr std::array lists = {List{"potentials", list_potentials_table}, List{"measures", list_measures},
                              List{"formats", list_formats}};

void list(const std::string& what) {
  std::vector<std::string> known;
  for (const auto& entry : lists) {
    if (what == entry.name) return entry.print();
    known.emplace_back(entry.name);
  }
  throw InputError("there is no list of '" + what + "'" + suggestion(what, known));
}

}  // namespace

void add_list_command(CLI::App& program) {
  auto* command = program.add_subcommand("list", "What there is: potentials, measures, formats");
  auto what = std::make_shared<std::string>();
  command->add_option("what", *what, "potentials, measures or formats")->required();
  command->footer("Example:\n  liquidus list potentials");
  command->callback([what] { list(*what); });
}

}  // namespace liquidus
