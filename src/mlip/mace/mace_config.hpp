#pragma once
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Hyper-parameters of a MACE model (Batatia et al., NeurIPS 2022, arXiv:2206.07697), with the defaults of its trainer.
struct MaceConfig {
  std::vector<int> atomic_numbers;       // ascending
  std::vector<double> atomic_energies;   // eV, [elements]
  double r_max = 5.0;                    // Å
  int bessel = 8;                        // radial functions
  double cutoff_power = 5.0;             // p of the polynomial cutoff
  int max_ell = 3;                       // of the spherical harmonics
  int correlation = 3;                   // largest power of the density in the symmetric contraction
  int interactions = 2;
  int channels = 128;                    // of the hidden features
  int max_L = 1;                         // hidden features have l = 0 … max_L
  std::vector<int> radial_mlp = {64, 64, 64};
  int readout = 16;                      // width of the last, non-linear readout
  std::string first_interaction = "residual";  // block kinds: residual | non-residual | density-residual | density
  std::string interaction = "residual";
  double neighbours = 1.0;               // avg_num_neighbors, by which messages are divided
  double scale = 1.0, shift = 0.0;       // eV, of the interaction energy per atom
  bool zbl = false;                      // pair repulsion by Ziegler, Biersack and Littmark
  std::string distance_transform = "none";  // none | agnesi
  bool single_precision = false;
};

}  // namespace liquidus
