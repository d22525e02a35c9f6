#pragma once
#include <memory>
#include <span>

#include "core/structure.hpp"
#include "correct/correction.hpp"
#include "potential/potential.hpp"
#include "potential/tabulated.hpp"

namespace liquidus {

/// The pair's energy at a temperature and the force that is its exact derivative, at the knots: a Hermite cubic through
/// them is the correction's spline.
/// @param scale  factor of the whole
PairTable table_of(const Correction& correction, std::size_t pair, double temperature_in_K, double scale = 1.0);

/// A correction as a potential, to be added to the one it corrects: twice continuously differentiable, and zero with
/// zero force at its cutoff. Species are told by their names; those that the correction doesn't know feel nothing of
/// it.
/// @param species           as the neighbourhood's types index them
/// @param temperature_in_K  that the correction is taken at, which stays whatever the atoms do
/// @throws InputError if the correction knows none of the species
std::unique_ptr<Potential> make_correction(const Correction& correction, std::span<const Species> species,
                                           double temperature_in_K, double scale = 1.0);

}  // namespace liquidus
