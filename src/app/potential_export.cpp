#include "app/potential_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/correction_section.hpp"
#include "app/potential_file.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "correct/layer/applicability.hpp"
#include "correct/layer/correction_potential.hpp"
#include "correct/layer/pair_export.hpp"
#include "io/curve.hpp"
#include "io/number_text.hpp"
#include "potential/dimer.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

struct Options {
  std::string file, base, lammps, toml, temperature, from = "0.5 Å";
  double scale = 1.0;
  Index points = 0;  // 0: the knots where they will do, otherwise as many as usual
};
constexpr Index usual_points = 2000;

/// What is exported: a correction and, if one is named, the potential under it.
struct Export {
  LoadedCorrection loaded;
  std::vector<Species> species;  // of the correction
  std::optional<LoadedPotential> base;

  const Correction& correction() const { return loaded.correction; }
  std::string title() const { return (base ? base->title + " + correction " : "Correction ") + name_of(loaded); }
  double cutoff() const {
    const double end = correction().knots.cutoff();
    return base ? std::max(end, base->potential->reach().cutoff) : end;
  }
};

/// @throws InputError for a base whose energy is no sum over pairs within a cutoff
LoadedPotential load_base(const std::string& name, const std::vector<Species>& species) {
  auto base = load_potential(name, species);
  for (const auto& type : base.terms) {
    const std::string instead =
        "; export the correction alone, and put its table beside that potential (LAMMPS: pair_style hybrid/overlay)";
    if (type == "model")
      throw InputError("--base: '" + name + "' holds a learned potential, which has no energies of pairs" + instead);
    if (type == "coulomb-pme")
      throw InputError("--base: '" + name +
                       "' sums Coulomb energies over the whole box (coulomb-pme), which no table " +
                       "of pairs with a cutoff can hold" + instead);
  }
  return base;
}

Export load(const Options& options) {
  Export all;
  const double temperature =
      options.temperature.empty() ? not_given : quantity_argument("--temperature", options.temperature, "K");
  all.loaded = load_correction({options.file, not_given, options.scale}, temperature);
  for (const auto& name : all.correction().species) all.species.push_back(make_species(name));
  if (!options.base.empty()) all.base = load_base(options.base, all.species);
  return all;
}

std::vector<NamedPairTable> tables_of(const Export& all, std::span<const double> r) {
  std::vector<NamedPairTable> pairs;
  for (std::size_t b = 0; b < all.species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a) {
      const std::size_t pair = pair_index(a, b);
      auto table = sampled(all.correction(), pair, all.loaded.temperature, all.loaded.scale, r);
      if (all.base) add(table, dimer_energies(*all.base->potential, all.species, a, b, r));
      pairs.push_back({all.correction().name(pair), std::move(table)});
    }
  return pairs;
}

/// Where the table came from, and what a reader ought to know.
std::vector<std::string> comments_of(const Export& all) {
  const auto& from = all.correction().provenance;
  std::vector<std::string> lines = {all.title(), fmt::format("written by liquidus {}", version)};
  if (!from.method.empty())
    lines.push_back(fmt::format("correction by {}, {} iterations, {}, {}", from.method, from.iterations, from.program,
                                from.created));
  if (!from.base.sha256.empty())
    lines.push_back(fmt::format("it was made for {}, SHA-256 {}", from.base.name, from.base.sha256));
  for (const auto& data : from.data) lines.push_back(fmt::format("data {}, SHA-256 {}", data.name, data.sha256));
  for (const auto& state : from.states)
    lines.push_back(fmt::format("fitted at {:g} K and {:g} atoms/angstrom^3", state.temperature, state.density));
  if (all.base)
    lines.emplace_back("base and correction together, without the base's tail corrections if it has any");
  else
    lines.emplace_back("the correction alone, to be added to the base");
  return lines;
}

void write_text(const std::string& path, const std::string& text) {
  std::ofstream out(path);
  out << text;
  out.close();
  if (!out) throw Error("can't write '" + path + "'");
}

void write_lammps(const Options& options, const Export& all) {
  const auto r = even_distances(quantity_argument("--from", options.from, "Å"), all.cutoff(),
                                options.points > 0 ? options.points : usual_points);
  const auto pairs = tables_of(all, r);
  write_text(options.lammps, lammps_table(pairs, comments_of(all)));
  fmt::print("{}: {} at {} distances from {:g} to {:g} Å. In LAMMPS (units metal):\n", options.lammps, all.title(),
             r.size(), r.front(), r.back());
  fmt::print("  pair_style {}table spline {}\n", all.base ? "" : "hybrid/overlay … ", 5 * r.size());
  for (std::size_t b = 0; b < all.species.size(); ++b)
    for (std::size_t a = 0; a <= b; ++a)
      fmt::print("  pair_coeff {} {} {}{} {}\n", a + 1, b + 1, all.base ? "" : "table ", options.lammps,
                 all.correction().name(pair_index(a, b)));
}

/// "out-Na-Cl.csv" beside out.toml.
std::string table_name(const std::string& toml, const std::string& pair) {
  return std::filesystem::path(toml).stem().string() + "-" + pair + ".csv";
}

std::string toml_text(const Options& options, const Export& all) {
  std::string text;
  for (const auto& line : comments_of(all)) text += "# " + line + "\n";
  text += to_toml("", {{"title", all.title()}, {"source", all.base ? all.base->source : "liquidus potential export"}});
  for (const auto& species : all.species) text += "\n" + to_toml("[species]", {{"name", species.name}});
  text += "\n" + to_toml("[term]", {{"type", std::string("tabulated")}, {"cutoff", shortest(all.cutoff()) + " Å"}});
  for (std::size_t p = 0; p < all.correction().pairs(); ++p) {
    const auto pair = all.correction().name(p);
    text += "\n" + to_toml("[term.pair]", {{"pair", pair}, {"file", table_name(options.toml, pair)}});
  }
  return text;
}

/// At its knots the correction's spline is whole; anything else wants more points.
void write_toml(const Options& options, const Export& all) {
  const bool knots = !all.base && options.points == 0;
  const auto r = knots ? all.correction().knots.all()
                       : even_distances(quantity_argument("--from", options.from, "Å"), all.cutoff(),
                                        options.points > 0 ? options.points : usual_points);
  const auto folder = std::filesystem::path(options.toml).parent_path();
  for (const auto& [pair, table] : tables_of(all, r))
    write_curves((folder / table_name(options.toml, pair)).string(),
                 {{"r", "Å", table.r}, {"U", "eV", table.energy}, {"force", "eV/Å", table.force}}, pair);
  write_text(options.toml, toml_text(options, all));
  fmt::print("{}: {} at {} distances from {:g} to {:g} Å, with a table for each pair beside it\n", options.toml,
             all.title(), r.size(), r.front(), r.back());
}

void export_potential(const Options& options) {
  if (options.lammps.empty() && options.toml.empty())
    throw InputError("potential export needs --lammps FILE or --toml FILE");
  if (options.points != 0 && options.points < 2)
    throw InputError(fmt::format("--points: {} are no table; expected 2 or more", options.points));
  for (const auto& out : {options.lammps, options.toml}) require_different(options.file, out);
  const Export all = load(options);
  if (all.base)
    for (const auto& remark : remarks_on(all.correction(), {base_mark(*all.base), {}, 0.0, 0.0, 0.0}))
      fmt::print("warning: {}\n", remark);
  if (!options.lammps.empty()) write_lammps(options, all);
  if (!options.toml.empty()) write_toml(options, all);
}

}  // namespace

void add_potential_export(CLI::App& group) {
  auto* command = group.add_subcommand("export", "A correction, alone or with its base, as a table for others");
  auto options = std::make_shared<Options>();
  command->add_option("file", options->file, "The correction (HDF5)")->required();
  command->add_option("--base", options->base,
                      "Add the energies of this potential's pairs: a name from `liquidus list potentials`, or a TOML "
                      "file, without learned terms and mesh sums");
  command->add_option("--lammps", options->lammps, "Write a file for LAMMPS's pair_style table");
  command->add_option("--toml", options->toml, "Write a parameter file of our own, with a CSV table for each pair");
  command->add_option("--temperature", options->temperature,
                      "That a correction which depends on it is taken at, \"1150 K\"");
  command->add_option("--scale", options->scale, "Factor of the correction")->capture_default_str();
  command->add_option("--points", options->points,
                      "Points of a table; 2000 if left out, the correction's knots in a TOML file without base");
  command->add_option("--from", options->from, "First distance, except at knots")->capture_default_str();
  command->footer(
      "Examples:\n"
      "  liquidus potential export argon.h5 --lammps argon.table --base argon\n"
      "  liquidus potential export nacl.h5 --temperature \"1150 K\" --toml nacl-correction.toml");
  command->callback([options] { export_potential(*options); });
}

}  // namespace liquidus
