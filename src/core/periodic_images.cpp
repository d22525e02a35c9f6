#include "core/periodic_images.hpp"

#include <algorithm>
#include <cmath>

#include "core/threads.hpp"

namespace liquidus {

bool is_upper(const Image& offset) {
  for (const int s : offset)
    if (s != 0) return s > 0;
  return false;
}

/// Every image closer than `width` to the slab of the cell along each periodic direction.
void PeriodicImages::make(Neighbourhood& atoms, std::span<const Vec3> positions, double width, bool upper_only) {
  atoms.owner.clear();
  atoms.shift.clear();
  atoms.upper.clear();
  const auto& cell = atoms.cell;
  Vec3 w{};
  for (std::size_t k = 0; k < 3; ++k) w[k] = cell.periodic()[k] ? width / cell.heights()[k] : 0.0;
  const auto least = [&](std::size_t k, double s) {
    return cell.periodic()[k] ? static_cast<int>(std::ceil(-w[k] - s)) : 0;
  };
  const auto most = [&](std::size_t k, double s) {
    return cell.periodic()[k] ? static_cast<int>(std::floor(1.0 + w[k] - s)) : 0;
  };
  for (std::size_t i = 0; width > 0.0 && i < positions.size(); ++i) {
    const Vec3& s = positions[i];
    Image n;
    for (n[0] = least(0, s[0]); n[0] <= most(0, s[0]); ++n[0])
      for (n[1] = least(1, s[1]); n[1] <= most(1, s[1]); ++n[1])
        for (n[2] = least(2, s[2]); n[2] <= most(2, s[2]); ++n[2]) {
          const bool upper = is_upper(n);
          if (n == Image{} || (upper_only && !upper)) continue;
          atoms.owner.push_back(static_cast<Index>(i));
          atoms.shift.push_back(n);
          atoms.upper.push_back(upper ? 1 : 0);
        }
  }
  own_ = atoms.own;
  owner_ = atoms.owner;
  atoms.r.resize(positions.size() + atoms.owner.size());
  depart(atoms);
  atoms.type.resize(atoms.r.size());
  for (std::size_t g = 0; g < atoms.owner.size(); ++g)
    atoms.type[positions.size() + g] = atoms.type[static_cast<std::size_t>(atoms.owner[g])];
}

void PeriodicImages::depart(Neighbourhood& atoms) {
  const auto n = static_cast<std::size_t>(atoms.own);
  parallel_ranges(static_cast<Index>(atoms.owner.size()), Nanoseconds{3.0}, [&](Index begin, Index end, int) {
    for (auto g = static_cast<std::size_t>(begin); g < static_cast<std::size_t>(end); ++g)
      atoms.r[n + g] = atoms.cell.translated(atoms.r[static_cast<std::size_t>(atoms.owner[g])], atoms.shift[g]);
  });
}

void PeriodicImages::forward_bytes(std::span<std::byte> values, std::size_t bytes) const {
  const auto n = static_cast<std::size_t>(own_);
  for (std::size_t g = 0; g < owner_.size(); ++g)
    std::copy_n(values.data() + static_cast<std::size_t>(owner_[g]) * bytes, bytes, values.data() + (n + g) * bytes);
}

template <class T>
void PeriodicImages::bring_home(std::span<T> values, int width) const {
  const auto w = static_cast<std::size_t>(width), n = static_cast<std::size_t>(own_);
  for (std::size_t g = 0; g < owner_.size(); ++g)
    for (std::size_t k = 0; k < w; ++k) {
      values[static_cast<std::size_t>(owner_[g]) * w + k] += values[(n + g) * w + k];
      values[(n + g) * w + k] = T{0};
    }
}

void PeriodicImages::reverse(std::span<double> values, int width) const { bring_home(values, width); }
void PeriodicImages::reverse(std::span<float> values, int width) const { bring_home(values, width); }

}  // namespace liquidus
