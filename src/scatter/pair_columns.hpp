#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/cell.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// The atoms of a frame in columns along the cell's third vector, sorted by height within each column, in a frame of
/// axes whose z is that vector: made for loops over pairs in which a vector of neighbours stands in one piece.
/// Images aren't stored; the loop shifts columns by whole cells.
class PairColumns {
 public:
  static constexpr int cluster = 4;  // consecutive slots of a column that the kernel treats together
  static constexpr int pad = 8;      // a column is followed by at least this many less one empty slots
  static constexpr double far = 1e15;

  struct Box {
    double low[3], high[3];
  };

  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void sort(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, std::int32_t kind_stride,
            double reach);

  std::vector<double> x, y, z;          // [slots] Å; empty slots are at `far`
  std::vector<std::int32_t> kind_base;  // [slots] kind · kind_stride
  std::vector<Index> first, count;      // [columns] first slot (a multiple of `cluster`) and atoms of a column
  std::vector<Index> atoms_before;      // [columns + 1]
  std::vector<Box> column_box;          // [columns] of the atoms; low > high where there are none
  std::vector<Box> cluster_box;         // [slots/cluster]
  std::array<Index, 2> grid{1, 1};      // columns along the first and second vector
  std::array<Index, 2> most{0, 0};      // columns further apart than this along the two directions hold no pair
  std::array<bool, 3> periodic{};
  Vec3 a{}, b{};   // the first two vectors in the frame of axes
  double c = 0.0;  // length of the third, which is (0, 0, c)
  Index columns() const { return grid[0] * grid[1]; }

 private:
  struct Placed {
    double z;
    std::int32_t atom;
  };
  void choose_grid(const Cell& cell, std::size_t atoms, double reach);
  void place(const Cell& cell, std::span<const Vec3> r);
  void fill(std::span<const int> kind, std::int32_t kind_stride);

  std::vector<Vec3> placed_;             // [n] positions in the frame of axes, in the cell along periodic directions
  std::vector<std::int32_t> column_of_;  // [n]
  std::vector<Placed> order_;            // [n] by column, then height
};

}  // namespace liquidus
