#pragma once
#include <optional>
#include <span>
#include <vector>

#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/transform/functions.hpp"
#include "scatter/transform/interpolate.hpp"

namespace liquidus {

/// How well a model's g(r) agrees with a measured one, over the measured points in [from, to].
struct Agreement {
  PairFunction function = PairFunction::T;  // of r_chi
  double from = 0.0, to = 0.0;              // Å, as asked for
  Index points = 0;
  double r_chi = 0.0;                                       // [Σ (y_measured − y_model)² / Σ y_measured²]^½
  double mean_square_dg = 0.0;                              // Σ (g_measured − g_model)² / points
  std::optional<double> r_chi_error, mean_square_dg_error;  // from the blocks of the model; the measurement's aren't in
};

/// A measured g(r) with what it is held against. The measured points stay as they are, however they are spaced; the
/// model is interpolated onto them by cubics through four points. ρ and ⟨b⟩² cancel in R_χ.
/// @param r_model, g_model    [n] at least two, r increasing
/// @param r, g                [m] measured
/// @throws InputError if a number isn't finite, no measured point lies in the range, the range reaches further than
/// half a spacing beyond the model, or the measured function is zero throughout it
Agreement compare(std::span<const double> r_model, std::span<const double> g_model, std::span<const double> r,
                  std::span<const double> g, PairFunction function, double from, double to);
/// With errors from the blocks.
Agreement compare(const Partial& model, std::span<const double> r, std::span<const double> g, PairFunction function,
                  double from, double to);

}  // namespace liquidus
