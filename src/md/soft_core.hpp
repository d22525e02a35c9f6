#pragma once
#include <vector>

#include "potential/potential.hpp"

namespace liquidus {

/// U(r) = height [1 + cos(π r/diameter)]/2 below the diameter, zero beyond: finite where atoms coincide, so that it
/// separates atoms from any start.
class SoftCore : public Potential {
 public:
  /// @param diameter  Å
  /// @param height    eV
  SoftCore(double diameter, double height) : SoftCore(std::vector<double>{diameter}, height) {}
  /// @param diameters  [kinds × kinds] Å, of each pair of kinds of atoms; symmetric. One number is for all.
  SoftCore(std::vector<double> diameters, double height);
  Reach reach() const override { return {largest_, 1, false}; }
  std::vector<ListRequest> lists() const override { return {{largest_, ListKind::full}}; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override;

 private:
  double diameter(int a, int b) const {
    return kinds_ == 1 ? diameters_[0] : diameters_[static_cast<std::size_t>(a * kinds_ + b)];
  }

  std::vector<double> diameters_;
  int kinds_;
  double largest_, height_;
};

}  // namespace liquidus
