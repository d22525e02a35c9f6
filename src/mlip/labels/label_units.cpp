#include "mlip/labels/label_units.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus {
namespace {

/// A trapezoid's error is of third order in the step; a melt's forces change over some tenths of an ångström.
constexpr double longest_step = 0.25;  // Å, of any atom
constexpr double shortest_step = 1e-4;
constexpr Index fewest_steps = 3;
constexpr double least_correlation = 0.95;

/// What −ΔE/work would be if the labels were not in eV and eV/Å.
struct Mistake {
  double factor;
  std::string_view what;
};
constexpr std::array mistakes = {
    Mistake{units::hartree / units::bohr, "forces in hartree/bohr and energies in eV"},
    Mistake{1.0 / units::bohr, "forces and energies in hartree (and bohr)"},
    Mistake{1.0 / units::hartree, "forces in eV/Å and energies in hartree"},
    Mistake{units::rydberg / units::bohr, "forces in Ry/bohr and energies in eV"},
    Mistake{1.0 / units::rydberg, "forces in eV/Å and energies in Ry"},
    Mistake{1.0 / units::kcal_per_mol, "forces in eV/Å and energies in kcal/mol"},
    Mistake{units::kcal_per_mol, "forces in kcal/mol/Å and energies in eV"},
    Mistake{1.0 / units::kJ_per_mol, "forces in eV/Å and energies in kJ/mol"},
    Mistake{units::kJ_per_mol, "forces in kJ/mol/Å and energies in eV"},
    Mistake{0.1 * units::kJ_per_mol, "forces in kJ/mol/nm and energies in eV"},
    Mistake{0.1, "forces and energies in kJ/mol (and nm)"},
    Mistake{-1.0, "gradients in place of forces"},
};

std::string_view nearest_mistake(double factor) {
  const auto distance = [&](const Mistake& m) {
    return factor / m.factor > 0.0 ? std::abs(std::log(factor / m.factor)) : 1e9;
  };
  const auto& nearest = *std::min_element(
      mistakes.begin(), mistakes.end(), [&](const Mistake& a, const Mistake& b) { return distance(a) < distance(b); });
  return distance(nearest) < 0.2 ? nearest.what : "energies and forces that don't belong together";
}

struct Step {
  double drop = 0.0, work = 0.0;  // −ΔE and ½ Σ (F₁ + F₂)·Δr, eV
};

bool is_step(const Frame& a, const Frame& b) {
  const bool labelled = a.energy && b.energy && !a.forces.empty() && !b.forces.empty();
  if (!labelled || a.atoms.size() != b.atoms.size() || !(a.atoms.cell == b.atoms.cell)) return false;
  for (Index i = 0; i < a.atoms.size(); ++i)
    if (a.atoms.name(i) != b.atoms.name(i)) return false;
  return true;
}

std::optional<Step> step_between(const Frame& a, const Frame& b) {
  if (!is_step(a, b)) return std::nullopt;
  Step step{*a.energy - *b.energy, 0.0};
  double longest = 0.0;
  for (std::size_t i = 0; i < a.atoms.r.size(); ++i) {
    const Vec3 way = a.atoms.cell.minimum_image(b.atoms.r[i] - a.atoms.r[i]);
    longest = std::max(longest, norm(way));
    if (longest > longest_step) return std::nullopt;
    step.work += 0.5 * dot(a.forces[i] + b.forces[i], way);
  }
  return longest > shortest_step ? std::optional(step) : std::nullopt;
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double rms(std::span<const Vec3> vectors) {
  double sum = 0.0;
  for (const auto& v : vectors) sum += norm2(v);
  return std::sqrt(sum / (3.0 * static_cast<double>(vectors.size())));
}

bool is_noble_gas(const Frame& frame) {
  return std::all_of(frame.atoms.type.begin(), frame.atoms.type.end(), [&](int t) {
    const int Z = frame.atoms.species[static_cast<std::size_t>(t)].Z;
    return Z == 2 || Z == 10 || Z == 18 || Z == 36 || Z == 54;
  });
}

/// Small forces are no mistake where atoms hardly bind, and less of one where they do the work that the energy falls
/// by.
enum class Smallness { wrong, doubtful, usual };

void judge_forces(const std::string& file, double force, Smallness smallness, std::vector<std::string>& warnings) {
  const auto message = [&](std::string_view guess) {
    return fmt::format(
        "by their size the forces are not in eV/Å: the median rms force of a frame is {:.3g}, where melts have "
        "0.1 to 5; {}. If they are right, say so (--trust-units; trust_units = true in a training file)",
        force, guess);
  };
  const std::string small = fmt::format("in hartree/bohr it would be {:.3g} eV/Å, in Ry/bohr {:.3g} eV/Å",
                                        force * units::hartree / units::bohr, force * units::rydberg / units::bohr);
  const std::string large = fmt::format("in kcal/mol/Å it would be {:.3g} eV/Å, in kJ/mol/nm {:.3g} eV/Å",
                                        force * units::kcal_per_mol, force * 0.1 * units::kJ_per_mol);
  if (smallness == Smallness::wrong && force < 0.05) throw InputError({file, 0}, message(small));
  if (force > 30.0) throw InputError({file, 0}, message(large));
  if (smallness != Smallness::usual && force < 0.1) warnings.push_back(file + ": " + message(small));
  if (force > 7.0) warnings.push_back(file + ": " + message(large));
}

void judge_stress(const std::string& file, double stress, std::vector<std::string>& warnings) {
  if (stress <= 0.5) return;
  const auto message = fmt::format(
      "by its size the stress is not in eV/Å³: its median over frames is {:.3g}, which is {:.3g} GPa; in GPa it would "
      "be {:.3g} eV/Å³, in kbar {:.3g} eV/Å³",
      stress, stress / units::GPa, stress * units::GPa, stress * 0.1 * units::GPa);
  if (stress > 10.0) throw InputError({file, 0}, message + ". If it is right, say so (--trust-units)");
  warnings.push_back(file + ": " + message);
}

/// Whether energies and forces belong together; false if the frames don't tell.
bool judge_work(const std::string& file, const WorkCheck& check) {
  if (check.steps < fewest_steps || std::abs(check.correlation) < least_correlation) return false;
  if (check.factor > 0.67 && check.factor < 1.5) return true;
  throw InputError({file, 0},
                   fmt::format("energies and forces are not in eV and eV/Å: over {} small steps between consecutive "
                               "frames the energy falls {:.4g} times the work of the forces (correlation {:.3f}), as "
                               "with {}",
                               check.steps, check.factor, check.correlation, nearest_mistake(check.factor)));
}

}  // namespace

WorkCheck work_of_forces(std::span<const LabelledFrame> frames) {
  WorkCheck result;
  double drop2 = 0.0, work2 = 0.0, both = 0.0;
  for (std::size_t i = 1; i < frames.size(); ++i) {
    const auto step = step_between(frames[i - 1].frame, frames[i].frame);
    if (!step) continue;
    ++result.steps;
    drop2 += step->drop * step->drop;
    work2 += step->work * step->work;
    both += step->drop * step->work;
  }
  if (work2 > 0.0 && drop2 > 0.0) {
    result.factor = both / work2;
    result.correlation = both / std::sqrt(work2 * drop2);
  }
  return result;
}

void check_units(std::span<const LabelledFrame> frames, std::vector<std::string>& warnings) {
  if (frames.empty()) return;
  const std::string& file = frames.front().file;
  std::vector<double> forces, stresses;
  bool weakly_bound = true;
  for (const auto& labelled : frames) {
    const Frame& frame = labelled.frame;
    if (frame.stress && labelled.stress_weight > 0.0) {
      const auto& s = *frame.stress;
      stresses.push_back(std::max({std::abs(s[0][0]), std::abs(s[1][1]), std::abs(s[2][2])}));
    }
    if (frame.forces.size() < 2 || labelled.forces_weight == 0.0) continue;
    forces.push_back(rms(frame.forces));
    weakly_bound &= is_noble_gas(frame);
  }
  const bool consistent = judge_work(file, work_of_forces(frames));
  const auto smallness = weakly_bound ? Smallness::usual : consistent ? Smallness::doubtful : Smallness::wrong;
  if (!forces.empty()) judge_forces(file, median(forces), smallness, warnings);
  if (!stresses.empty()) judge_stress(file, median(stresses), warnings);
}

}  // namespace liquidus
