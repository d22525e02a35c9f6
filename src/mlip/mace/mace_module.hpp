#pragma once
#include <torch/script.h>

#include <cstdint>
#include <string>
#include <vector>

#include "mlip/mace/mace_config.hpp"

/// Private to src/mlip.
namespace liquidus {

/// A MACE model with the parameter names, layouts and forward() of mace's own ScaleShiftMACE, as TorchScript assembled
/// here. Parameters are random (by `seed`), atomic energies, scale and shift those of the configuration.
/// @throws InputError naming an entry of the configuration that no model can have
torch::jit::Module make_mace(const MaceConfig& config, std::uint64_t seed);

/// The model within a file that was written for LAMMPS, or the module itself.
torch::jit::Module whole_mace(const torch::jit::Module& module);

/// What a MACE export (scripted whole or for LAMMPS, by mace or by us) was made with, from its attributes and shapes.
/// @throws InputError naming what this program's architecture lacks
MaceConfig read_mace_config(const torch::jit::Module& module, const std::string& file);

/// A module of ours with the weights and buffers of a MACE export, checked to give the same energies as that.
/// @throws InputError as read_mace_config, or naming the parameter that doesn't fit
torch::jit::Module rebuild_mace(const torch::jit::Module& module, const std::string& file);

/// What is known only once there are data, or is to be changed with them.
void set_reference_energies(torch::jit::Module& mace, const std::vector<double>& energies);  // eV, [elements]
void set_scale_shift(torch::jit::Module& mace, double scale, double shift);                  // eV
void set_neighbours(torch::jit::Module& mace, double neighbours);                            // avg_num_neighbors

/// Whether second derivatives by edge vectors (Hessians) are exact, as in every file of ours, or radial functions are
/// straight lines about the lengths at hand: exact for energies, forces and what training differentiates, and quicker.
/// Modules of others stay as they are.
void set_second_order(torch::jit::Module& mace, bool exact);

/// Writes the module as LAMMPS's `pair_style mace` wants it: class LAMMPS_MACE with local_or_ghost, prefix `model.`.
void save_for_lammps(const torch::jit::Module& mace, const std::string& file);

}  // namespace liquidus
