#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "scatter/pair_index.hpp"
#include "scatter/weights/scatterers.hpp"

namespace liquidus {

/// What a total is divided by. The letters S, F and D are used for all three; each of our files says which it is.
enum class DividedBy {
  average_square,  // ⟨b⟩²: S(Q) − 1, tends to 0
  mean_square,     // ⟨b²⟩, as Gudrun offers it beside the first
  nothing          // F(Q) in fm² (neutrons) or squared electrons (x-rays)
};
/// "<b>^2", "<b^2>" or "1", for headers.
std::string_view name_of(DividedBy divided);

/// ⟨b⟩ = Σ c b and ⟨b²⟩ = Σ c b².
double mean(std::span<const double> fractions, std::span<const double> strengths);
double mean_square(std::span<const double> fractions, std::span<const double> strengths);

/// What Σ w_ij (A_ij − 1) is divided by. @throws InputError for average_square if |⟨b⟩| is below 1e-3 of
/// √⟨b²⟩: a null scatterer, whose total can't be normalised by ⟨b⟩²
double divisor(DividedBy divided, std::span<const double> fractions, std::span<const double> strengths);

/// [pairs] w_ij = (2 − δ_ij) c_i c_j b_i b_j over the divisor: the total is Σ over i ≤ j of w_ij (A_ij − 1). With
/// average_square they add up to 1.
/// @param fractions, strengths  [species] c; b (fm) or f (electrons)
/// @throws std::invalid_argument if the two differ in length; InputError as divisor
std::vector<double> pair_weights(std::span<const double> fractions, std::span<const double> strengths,
                                 DividedBy divided);

/// The total interference function Σ c_i c_j b_i b_j (A_ij − 1) of a mixture of two species from its Bhatia–Thornton
/// structure factors: ⟨b⟩² (S_NN − 1) + 2⟨b⟩Δb S_NC + Δb² (S_CC − c1c2), Δb = b1 − b2.
double interference_of_bhatia_thornton(double s_nn, double s_nc, double s_cc, double c1, double b1, double b2);

}  // namespace liquidus
