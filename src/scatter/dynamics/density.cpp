#include "scatter/dynamics/density.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/dynamics/correlated_mean.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {
namespace {

struct Quantity {
  const char *name, *column, *column_unit, *unit;
  double scale;  // what is printed is the number over it
};

constexpr Quantity quantities[] = {
    {"time", "t", "fs", "fs", 1.0},
    {"density", "density", "g/cm^3", "g/cm³", units::g_per_cm3},
    {"number density", "number_density", "1/Å^3", "1/Å³", 1.0},
    {"a", "a", "Å", "Å", 1.0},
    {"b", "b", "Å", "Å", 1.0},
    {"c", "c", "Å", "Å", 1.0},
    {"alpha", "alpha", "degree", "°", 1.0},
    {"beta", "beta", "degree", "°", 1.0},
    {"gamma", "gamma", "degree", "°", 1.0},
    {"volume", "V", "Å^3", "Å³", 1.0},
    {"temperature", "T", "K", "K", 1.0},
};
constexpr std::size_t volume_column = 9, temperature_column = 10;

double degrees_between(const Vec3& a, const Vec3& b) {
  return std::acos(std::clamp(dot(a, b) / (norm(a) * norm(b)), -1.0, 1.0)) * 180.0 / units::pi;
}

}  // namespace

void check(const DensityOptions& options) { check_keys("density", options); }

Density::Density(const DensityOptions& options, const Communicator&) : options_(options) { check(options); }

void Density::observe(const Snapshot& now) {
  const Structure& atoms = now.atoms;
  if (atoms.size() == 0) throw InputError("a frame without atoms has no density");
  if (!atoms.cell.fully_periodic())
    throw InputError("the cell isn't periodic in all directions, so its volume says nothing about the density");
  const Mat3& h = atoms.cell.vectors();
  rows_.push_back({now.time, atoms.density(), atoms.number_density(), norm(h[0]), norm(h[1]), norm(h[2]),
                   degrees_between(h[1], h[2]), degrees_between(h[0], h[2]), degrees_between(h[0], h[1]),
                   atoms.cell.volume(), now.temperature});
}

std::vector<double> Density::column(std::size_t k) const {
  std::vector<double> values;
  for (const Row& row : rows_) values.push_back(row[k]);
  return values;
}

Findings Density::findings() const {
  if (rows_.empty()) throw Error("no frame was shown to the density: it has nothing to average");
  Findings all;
  CurveTable table{"", "", {}};
  for (std::size_t k = 0; k < width; ++k) {
    auto values = column(k);
    if (std::any_of(values.begin(), values.end(), [](double x) { return !std::isfinite(x); })) continue;
    for (double& x : values) x /= quantities[k].scale;
    if (k > 0) {
      const CorrelatedMean found = correlated_mean(values);
      all.numbers.push_back({quantities[k].name, quantities[k].unit, found.mean,
                             fmt::format("integrated correlation time {:.3g} frames", found.correlation_time)});
      if (!found.mean.error && frames() >= 4)
        all.remarks.push_back(fmt::format("the {} of {} frames is correlated over {:.3g} of them: too few for an error",
                                          quantities[k].name, frames(), found.correlation_time));
    }
    table.columns.push_back({quantities[k].column, quantities[k].column_unit, std::move(values)});
  }
  table.comment = fmt::format("densities and the cell in {} frames", frames());
  all.tables.push_back(std::move(table));
  add_compressibility(all);
  return all;
}

/// With the error of a mean of squares that are correlated.
void Density::add_compressibility(Findings& all) const {
  const auto volume = column(volume_column), temperature = column(temperature_column);
  const double mean_volume = correlated_mean(volume).mean.value,
               mean_temperature = correlated_mean(temperature).mean.value;
  std::vector<double> squares;
  double change = 0.0;
  for (const double v : volume) {
    squares.push_back((v - mean_volume) * (v - mean_volume));
    change = std::max(change, std::abs(v - mean_volume));
  }
  if (!(change > 1e-9 * mean_volume) || !std::isfinite(mean_temperature)) return;
  CorrelatedMean square = correlated_mean(squares);
  const auto tau = correlated_mean(volume).correlation_time;
  // the mean square about the sample's own mean lacks the variance of that mean
  const double factor =
      (1.0 + 2.0 * tau / static_cast<double>(frames())) / (mean_volume * units::kB * mean_temperature);
  const double per_GPa = 1.0 / units::GPa;
  Estimate value{square.mean.value * factor / per_GPa, {}};
  if (square.mean.error) value.error = *square.mean.error * factor / per_GPa;
  all.numbers.push_back({"isothermal compressibility", "1/GPa", value,
                         "from the fluctuations of the volume; holds at constant temperature and pressure"});
}

std::vector<double> Density::state() const {
  StateWriter state;
  for (const Row& row : rows_) state.put(std::span<const double>(row));
  return state.take();
}

void Density::restore(const std::vector<double>& state) {
  StateReader from(state);
  std::vector<Row> rows;
  for (std::size_t n = state.size() / (width + 1); n > 0; --n) {
    const auto values = from.numbers(width);
    rows.emplace_back();
    std::copy(values.begin(), values.end(), rows.back().begin());
  }
  from.end();
  rows_ = std::move(rows);
}

}  // namespace liquidus
