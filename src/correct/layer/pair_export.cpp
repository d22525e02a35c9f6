#include "correct/layer/pair_export.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

#include "core/errors.hpp"
#include "correct/knots.hpp"

namespace liquidus {
namespace {

std::string ascii(const std::string& text) {
  std::string out;
  std::copy_if(text.begin(), text.end(), std::back_inserter(out), [](char c) { return c >= ' ' && c <= '~'; });
  return out;
}

}  // namespace

std::vector<double> even_distances(double from, double to, Index points) {
  if (!(from > 0.0 && from < to) || points < 2)
    throw InputError(
        fmt::format("a table needs a first distance between 0 and its end at {:g} Å, and two points or more; found "
                    "{:g} Å and {} points",
                    to, from, points));
  std::vector<double> r(static_cast<std::size_t>(points));
  for (std::size_t k = 0; k < r.size(); ++k)
    r[k] = from + (to - from) * static_cast<double>(k) / static_cast<double>(points - 1);
  r.back() = to;
  return r;
}

PairTable sampled(const Correction& correction, std::size_t pair, double temperature_in_K, double scale,
                  std::span<const double> r) {
  const KnotSpline spline(correction.knots, correction.at(pair, temperature_in_K));
  PairTable table;
  table.r.assign(r.begin(), r.end());
  for (const double x : r) {
    table.energy.push_back(scale * spline(x));
    table.force.push_back(-scale * spline.slope(x));
  }
  return table;
}

void add(PairTable& to, const PairTable& other) {
  if (to.r != other.r) throw std::invalid_argument("tables at different distances can't be added");
  for (std::size_t k = 0; k < to.r.size(); ++k) {
    to.energy[k] += other.energy[k];
    to.force[k] += other.force[k];
  }
}

std::string lammps_table(std::span<const NamedPairTable> pairs, std::span<const std::string> comments) {
  // LAMMPS looks for the units in the first line, and refuses a file of others than its own
  std::string text = "# UNITS: metal\n";
  for (const auto& comment : comments) text += "# " + ascii(comment) + "\n";
  for (const auto& [name, table] : pairs) {
    text += fmt::format("\n{}\nN {} R {} {}\n\n", name, table.r.size(), table.r.front(), table.r.back());
    for (std::size_t k = 0; k < table.r.size(); ++k)
      text += fmt::format("{} {:.10f} {:.15e} {:.15e}\n", k + 1, table.r[k], table.energy[k], table.force[k]);
  }
  return text;
}

}  // namespace liquidus
