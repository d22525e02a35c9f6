#pragma once
#include "potential/potential.hpp"

namespace liquidus {

/// U(r) = height [1 + cos(π r/diameter)]/2 below the diameter, zero beyond: finite where atoms coincide, so that it
/// separates atoms from any start.
class SoftCore : public Potential {
 public:
  /// @param diameter  Å
  /// @param height    eV
  SoftCore(double diameter, double height) : diameter_(diameter), height_(height) {}
  Reach reach() const override { return {diameter_, 1, false}; }
  std::vector<ListRequest> lists() const override { return {{diameter_, ListKind::full}}; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override;

 private:
  double diameter_, height_;
};

}  // namespace liquidus
