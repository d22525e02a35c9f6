#pragma once
#include <vector>

namespace liquidus {

/// Real Wigner 3j symbol w[m1][m2][m3], row-major, (2 l1 + 1)(2 l2 + 1)(2 l3 + 1) numbers with Σ w² = 1: the one tensor
/// that is unchanged when its three legs are rotated as real spherical harmonics are. Basis and signs are those of e3nn
/// (Geiger & Smidt, arXiv:2207.09453): components ordered m = −l … l about the y axis, so that l = 1 is (x, y, z).
/// @throws std::invalid_argument unless |l1 − l2| ≤ l3 ≤ l1 + l2
std::vector<double> real_wigner_3j(int l1, int l2, int l3);

}  // namespace liquidus
