#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/units.hpp"

namespace liquidus {

/// `[sopr]`: structure-optimised potential refinement (B. L. Shanks et al., 2025) in three readings. Not-a-number
/// stands for a key that was left out.
struct SoprOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  std::string mode = "recommended";
  double gain = 0.2;
  double width = unset;   // eV
  double length = unset;  // Å
  double noise = 0.1 * units::kcal_per_mol;
  double tolerance = unset;
  double from = 0.9;          // σ
  std::vector<double> sigma;  // [pairs] Å
  bool half_bin = true;
  double floor = 0.05;
  double trust = 0.2;         // kT
  double least_noise = 0.01;  // kT
  double taper = 1.0;         // Å

  /// What stands for the keys that were left out: width 0.05 kcal/mol and length 1 Å of the paper, ⟨Δg²⟩ below 5e-4
  /// (paper) or 1e-4 (code); unset where `recommended` finds or needs none.
  double width_or_default() const;
  double length_or_default() const;
  double tolerance_or_default() const;
};

inline constexpr std::array sopr_fields = {
    Field<SoprOptions>{"mode", "",
                       "recommended: a Gaussian process on the correction with the errors of simulation and data; "
                       "published: on the whole potential with a fixed noise, as the paper says; code: without noise "
                       "and half a bin off, as the authors' program does",
                       &SoprOptions::mode, false, "recommended|published|code"},
    Field<SoprOptions>{"gain", "", "γ", &SoprOptions::gain},
    Field<SoprOptions>{"width", "kcal/mol",
                       "of the kernel; 0.05 kcal/mol if left out, the most likely one in mode recommended",
                       &SoprOptions::width},
    Field<SoprOptions>{"length", "Å", "of the kernel; 1 Å if left out, the most likely one in mode recommended",
                       &SoprOptions::length},
    Field<SoprOptions>{"noise", "kcal/mol",
                       "published: standard deviation of a point of the potential (a variance of 0.01 is 0.1)",
                       &SoprOptions::noise},
    Field<SoprOptions>{"tolerance", "",
                       "stop when the mean square deviation of g(r) is below; 5e-4 if left out in mode published, 1e-4 "
                       "in mode code, none in mode recommended",
                       &SoprOptions::tolerance},
    Field<SoprOptions>{"from", "", "published, code: where the regression begins, in σ of the reference",
                       &SoprOptions::from},
    Field<SoprOptions>{"sigma", "Å",
                       "published, code: σ of each pair's reference; where its energy crosses zero if left out",
                       &SoprOptions::sigma},
    Field<SoprOptions>{"half_bin", "",
                       "code: hold data on points against simulation in bins and put the table on the bins' edges, as "
                       "that program does",
                       &SoprOptions::half_bin},
    Field<SoprOptions>{"floor", "", "recommended: least g(r), simulated and measured, whose logarithm is taken",
                       &SoprOptions::floor},
    Field<SoprOptions>{"trust", "", "recommended: largest change of the energy in an iteration, in kT",
                       &SoprOptions::trust},
    Field<SoprOptions>{"least_noise", "", "recommended: least standard error of a point, in kT",
                       &SoprOptions::least_noise},
    Field<SoprOptions>{"taper", "Å", "over which the correction goes to zero at the cutoff", &SoprOptions::taper},
};

/// @throws InputError "[sopr]: …" naming the key that is out of range
void check(const SoprOptions& options);

}  // namespace liquidus
