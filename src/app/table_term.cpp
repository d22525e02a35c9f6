#include <filesystem>

#include "app/potential_terms.hpp"
#include "core/errors.hpp"
#include "core/quantity.hpp"
#include "io/curve.hpp"
#include "potential/tabulated.hpp"

/// [[term]]s whose pairs are tables in files of their own.
namespace liquidus {
namespace {

struct TablePair {
  std::string file, length = "Å", energy = "eV";
};
constexpr std::array table_fields = {
    Field<TablePair>{"file", "", "columns r, U and, if wanted, the force; the path counts from this file",
                     &TablePair::file, true},
    Field<TablePair>{"length", "", "unit of the first column", &TablePair::length},
    Field<TablePair>{"energy", "", "unit of the second column; that of the third is it over the length's",
                     &TablePair::energy}};

double unit(const Location& at, const std::string& name, const char* expected, Problems& problems) {
  try {
    const Quantity found = parse_unit(name);
    if (found.dimension == parse_unit(expected).dimension) return found.value;
    problems.add(at, "'" + name + "' is a unit of " + found.dimension.name() + "; expected one of " +
                         parse_unit(expected).dimension.name() + " such as \"" + expected + "\"");
  } catch (const std::invalid_argument& e) {
    problems.add(at, e.what());
  }
  return 1.0;
}

PairTable read(const TablePair& pair, const Location& at, std::vector<std::string>& files, Problems& problems) {
  const double length = unit(at, pair.length, "Å", problems), energy = unit(at, pair.energy, "eV", problems);
  const auto path = std::filesystem::path(at.file).parent_path() / pair.file;
  PairTable table;
  files.push_back(path.string());
  try {
    const NumberTable numbers = read_table(path.string());
    const auto& columns = numbers.columns;
    if (columns.size() != 2 && columns.size() != 3)
      throw InputError({path.string(), 0},
                       "expected columns r, U and perhaps the force, found " + std::to_string(columns.size()));
    for (const double r : columns[0]) table.r.push_back(r * length);
    for (const double u : columns[1]) table.energy.push_back(u * energy);
    if (columns.size() == 3)
      for (const double f : columns[2]) table.force.push_back(f * energy / length);
  } catch (const InputError& e) {
    problems.add(at, e.what());
  }
  return table;
}

}  // namespace

std::unique_ptr<Potential> tabulated_term(const TermContext& context, Problems& problems) {
  const auto options = read_section<PairTermOptions>(context.term, pair_term_fields<>, problems, {"pair"});
  const PairCutoff cutoff = pair_cutoff(context, options, problems);
  const auto pairs = read_pairs<TablePair>(context, table_fields, problems);
  report_missing(context, options, pairs.given, problems);
  std::vector<PairTable> tables(pairs.values.size());
  const Index n = context.types();
  for (Index a = 0; a < n; ++a)
    for (Index b = a; b < n; ++b) {
      const auto k = static_cast<std::size_t>(a * n + b), mirror = static_cast<std::size_t>(b * n + a);
      if (pairs.given[k] && !pairs.values[k].file.empty())
        tables[k] = tables[mirror] = read(pairs.values[k], *pairs.given[k], context.loaded.files, problems);
    }
  return made(context, pairs.given, problems, [&] { return make_tabulated(n, tables, cutoff); });
}

}  // namespace liquidus
