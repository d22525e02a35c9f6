#include "mlip/label_errors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/elements.hpp"
#include "core/units.hpp"
#include "mlip/labels/label_pairs.hpp"

namespace liquidus {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

std::string number(double value, double unit) { return std::isnan(value) ? "-" : fmt::format("{:.2f}", value / unit); }

std::string row(const std::string& name, const LabelErrors& errors) {
  const double mev = units::meV;
  return fmt::format("{:<24.24}{:>8}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}\n", name, errors.frames,
                     number(errors.energy.mae(), mev), number(errors.energy.rmse(), mev),
                     number(errors.forces.mae(), mev), number(errors.forces.rmse(), mev),
                     number(errors.stress.mae(), mev), number(errors.stress.rmse(), mev));
}

std::string element_rows(const LabelErrors& errors) {
  std::string text = fmt::format("{:<24}{:>8}{:>33}{:>11}\n", "forces by element", "atoms", "MAE (meV/Å)", "RMSE");
  for (const auto& [element, forces] : errors.forces_on)
    text += fmt::format("{:<24}{:>8}{:>33}{:>11}\n", element, forces.count() / 3, number(forces.mae(), units::meV),
                        number(forces.rmse(), units::meV));
  return text;
}

/// Another zero of energy is no error of the model: nearly the same difference in all frames.
std::string shift_note(const ErrorSum& energy) {
  const double shift = energy.mean();
  const double spread = std::sqrt(std::max(0.0, energy.rmse() * energy.rmse() - shift * shift));
  if (energy.count() < 2 || std::abs(shift) < 3.0 * spread || std::abs(shift) < 1e-4) return "";
  return fmt::format(
      "The energies differ by {:.2f} meV/atom on average and by {:.2f} meV/atom (RMS) about that: another zero of\n"
      "energy, or other reference energies, than the labels'?\n",
      shift / units::meV, spread / units::meV);
}

}  // namespace

void ErrorSum::add(double difference) {
  ++count_;
  sum_ += difference;
  absolute_ += std::abs(difference);
  square_ += difference * difference;
  largest_ = std::max(largest_, std::abs(difference));
}

double ErrorSum::mean() const { return count_ > 0 ? sum_ / static_cast<double>(count_) : nothing; }
double ErrorSum::mae() const { return count_ > 0 ? absolute_ / static_cast<double>(count_) : nothing; }
double ErrorSum::rmse() const { return count_ > 0 ? std::sqrt(square_ / static_cast<double>(count_)) : nothing; }
double ErrorSum::largest() const { return count_ > 0 ? largest_ : nothing; }

std::string element_of(const Structure& atoms, std::size_t i) {
  const Species& species = atoms.species[static_cast<std::size_t>(atoms.type[i])];
  return species.Z > 0 ? std::string(elements()[static_cast<std::size_t>(species.Z - 1)].symbol) : species.name;
}

void LabelErrorTable::add(const LabelledFrame& labelled, const Frame& predicted) {
  for (LabelErrors* errors : {&by_type_[labelled.config_type], &total_}) {
    ++errors->frames;
    for_each_pair(
        labelled, predicted, [&](double label, double found) { errors->energy.add(found - label); },
        [&](std::size_t i, std::size_t, double label, double found) {
          errors->forces.add(found - label);
          errors->forces_on[element_of(labelled.frame.atoms, i)].add(found - label);
        },
        [&](std::size_t, std::size_t, double label, double found) { errors->stress.add(found - label); });
  }
}

std::string error_text(const LabelErrorTable& table) {
  std::string text =
      fmt::format("{:<24}{:>8}{:>22}{:>22}{:>22}\n", "", "", "energy (meV/atom)", "forces (meV/Å)", "stress (meV/Å³)") +
      fmt::format("{:<24}{:>8}{:>11}{:>11}{:>11}{:>11}{:>11}{:>11}\n", "config_type", "frames", "MAE", "RMSE", "MAE",
                  "RMSE", "MAE", "RMSE");
  for (const auto& [type, errors] : table.by_type()) text += row(type, errors);
  if (table.by_type().size() > 1) text += row("all", table.total());
  if (table.total().forces.count() > 0) text += "\n" + element_rows(table.total());
  const auto note = shift_note(table.total().energy);
  return note.empty() ? text : text + "\n" + note;
}

}  // namespace liquidus
