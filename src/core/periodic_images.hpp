#pragma once
#include "core/neighbours.hpp"

namespace liquidus {

/// One of each ± pair: the first component that isn't zero is positive.
bool is_upper(const Image& offset);

/// Ghosts of a structure that stands whole on one rank.
class PeriodicImages : public GhostSource {
 public:
  void make(Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only) override;
  void depart(Neighbourhood& atoms) override;
  void reverse(std::span<double> values, int width) const override;
  void reverse(std::span<float> values, int width) const override;

 protected:
  void forward_bytes(std::span<std::byte> values, std::size_t bytes_per_atom) const override;

 private:
  template <class T>
  void bring_home(std::span<T> values, int width) const;

  Index own_ = 0;
  std::vector<Index> owner_;  // [ghosts]
};

}  // namespace liquidus
