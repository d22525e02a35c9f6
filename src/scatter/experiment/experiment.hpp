#pragma once
#include <optional>
#include <string>
#include <vector>

#include "scatter/experiment/compare.hpp"
#include "scatter/experiment/experiment_options.hpp"
#include "scatter/experiment/quality.hpp"
#include "scatter/experiment/total_convention.hpp"
#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/transform/partials.hpp"
#include "scatter/transform/real_space.hpp"
#include "scatter/weights/totals.hpp"

namespace liquidus {

/// What a simulation knows: g(r) of its pairs, or structure factors from sums over reciprocal-lattice vectors, or both,
/// which are then merged at low Q. At least one isn't null.
struct ExperimentModel {
  const PairDistributions* pairs = nullptr;
  const PartialStructureFactors* direct = nullptr;
};

/// How a model's total agrees with a measured one in Q.
struct AgreementInQ {
  double from = 0.0, to = 0.0;  // 1/Å
  Index points = 0;
  double rms = 0.0;            // in the file's unit
  std::optional<double> chi2;  // Σ (difference/error)² over points, reduced: nothing was fitted; none without errors
};

/// An experiment as the model predicts it and as it was measured. Totals are I(Q) = Σ w_ij (A_ij − 1) as the convention
/// divides them.
struct ExperimentResult {
  explicit ExperimentResult(const ExperimentOptions& of)
      : options(of), convention(of.radiation, of.holds, of.normalisation) {}

  ExperimentOptions options;
  TotalConvention convention;
  std::string scatterers;                    // what scatters how, for headers
  double density = 0.0;                      // ρ, 1/Å³
  Normalisation in_r;                        // of the functions of r
  PairFunction function = PairFunction::D;   // that is written
  Total total;                               // of the model, on the measured Q where there are any
  std::vector<double> measured, error;       // [m] I(Q), or empty
  RealSpace model_r, measured_r;             // with the same window and end on the same r; measured_r may be empty
  bool fixed_weights = false;                // model_r is a sum of g_ij, not a transform
  std::vector<std::vector<double>> parts_r;  // [pairs] w_ij (g_ij − 1), windowed, adding up to g − 1; or empty
  std::optional<AgreementInQ> in_q;
  std::optional<Agreement> agreement;  // R_χ in r
  std::optional<Quality> quality;
  std::vector<std::string> remarks;

  /// Tables "Q" and "r" with model, measurement, difference and what each pair adds; numbers with errors; sentences.
  Findings findings() const;
};

/// Predicts an experiment and holds it against its measured data, if it has any.
/// @throws InputError as check(options), Scatterers and read_measured; for a Q grid with a gap; for a null scatterer
/// and a function other than D or G
/// @throws std::invalid_argument if the model is empty
ExperimentResult run_experiment(const ExperimentOptions& options, const ExperimentModel& model);

/// What a set of experiments on one sample can tell of its partials, at Q = 0 in words and over Q as a table.
Findings information_of(const std::vector<ExperimentOptions>& experiments, const std::vector<std::string>& species,
                        const std::vector<double>& fractions);

}  // namespace liquidus
