#pragma once
#include <string>
#include <vector>

#include "correct/knots.hpp"
#include "correct/temperature_basis.hpp"

namespace liquidus {

/// A file that a correction was made from, as it was.
struct FileMark {
  std::string name, sha256;  // of the file's content
  bool operator==(const FileMark&) const = default;
};

/// A state that a correction was fitted at, and how well.
struct FittedState {
  std::string name;
  double temperature = 0.0;                            // K
  double density = 0.0;                                // atoms/Å³
  std::vector<double> fractions;                       // [species of the correction]
  double misfit_before = 0.0, misfit_after = 0.0;      // χ² per measured point
  double r_chi_before = 0.0, r_chi_after = 0.0;        // mean over the state's data
  double pressure_before = 0.0, pressure_after = 0.0;  // eV/Å³
  bool operator==(const FittedState&) const = default;
};

/// Where a correction comes from.
struct Provenance {
  std::string program, created;  // version; date and time, UTC
  std::string method;            // "ibi", "sopr-recommended", "gauss-newton", …
  FileMark base;                 // the potential it is made for
  std::vector<FileMark> data;    // measured curves
  std::vector<FittedState> states;
  Index iterations = 0;
  std::string converged;  // a sentence: why the fit ended
  bool operator==(const Provenance&) const = default;
};

/// A pair energy that is added to a potential: ΔU_ab(r, T) = Σ_m b_m(T) c_m,ab(r), splines on one grid of knots.
struct Correction {
  std::vector<std::string> species;  // [s]
  KnotGrid knots;
  TemperatureBasis temperature;
  std::vector<std::vector<double>> values;  // [terms × pairs][knots] eV, c_m of pair p at m · pairs + p; last knot 0
  /// Posterior covariance, eV², of all values one behind the other, row by row: [n²] with n = terms · pairs · knots, or
  /// empty where nothing is known of it.
  std::vector<double> covariance;
  Provenance provenance;

  static Correction zero(std::vector<std::string> species, const KnotGrid& knots, const TemperatureBasis& temperature);
  std::size_t pairs() const { return species.size() * (species.size() + 1) / 2; }
  std::size_t terms() const { return temperature.terms(); }
  /// Numbers in all of `values`.
  std::size_t size() const { return terms() * pairs() * static_cast<std::size_t>(knots.count); }
  /// Place of a pair of species (pair_index) by their names, "Na-Cl" or "Cl-Na". @throws InputError naming the pairs
  std::size_t find(const std::string& pair) const;
  /// "Na-Cl".
  std::string name(std::size_t pair) const;
  /// [knots] ΔU of a pair at a temperature, eV, and its standard deviation (empty without a covariance).
  std::vector<double> at(std::size_t pair, double temperature_in_K) const;
  std::vector<double> deviation_at(std::size_t pair, double temperature_in_K) const;
  bool operator==(const Correction&) const = default;
};

}  // namespace liquidus
