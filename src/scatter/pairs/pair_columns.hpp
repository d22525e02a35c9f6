#pragma once
#include <array>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "core/cell.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// The atoms of a frame in columns along one of the cell's vectors (that of the tallest direction), sorted by height
/// within each column: made for loops over pairs in which the neighbours of an atom stand in one piece per column.
/// The cell's vectors are here a, b, c in cyclic order with the columns along c, and z is along c. Images aren't
/// stored; the loop shifts columns by whole cells. Memory is used again from frame to frame.
class PairColumns {
 public:
  static constexpr int cluster = 4;    // consecutive slots of a column that have a box around them
  static constexpr int pad = 8;        // a vector of this many slots may begin at any atom of a column
  static constexpr double far = 1e15;  // Å, where empty slots are

  struct Box {
    double low[3], high[3];  // Å; low > high without atoms
  };

  /// @param kind         [n], of which kind · kind_stride is kept by slot
  /// @param reach        Å, the longest distance that the loop will ask for
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void sort(const Cell& cell, std::span<const Vec3> r, std::span<const int> kind, std::int32_t kind_stride,
            double reach);

  Index columns() const { return grid[0] * grid[1]; }
  Index atoms(Index column) const {
    const auto k = static_cast<std::size_t>(column);
    return atoms_before[k + 1] - atoms_before[k];
  }
  /// The columns of a thread that has atoms begin … end − 1 of all; `last` takes those behind the last atom too.
  std::pair<Index, Index> columns_of(Index begin, Index end, bool last) const;

  std::vector<double> x, y, z;          // [slots] Å
  std::vector<std::int32_t> kind_base;  // [slots]
  std::vector<Index> first;             // [columns] first slot of a column, a multiple of `cluster`
  std::vector<Index> atoms_before;      // [columns + 1]
  std::vector<Box> column_box;          // [columns]
  std::vector<Box> cluster_box;         // [slots/cluster]
  std::array<Index, 2> grid{1, 1};      // columns along a and b; column = i · grid[1] + j
  std::array<Index, 2> most{0, 0};      // columns further apart than this along a and b hold no pair
  std::array<bool, 3> periodic{};
  Vec3 a{}, b{};   // in these axes
  double c = 0.0;  // the third vector is (0, 0, c)

 private:
  struct Placed {
    double z;
    std::int32_t atom;
  };
  struct Position {
    Vec3 p;         // in these axes, moved into the cell along periodic directions
    double s0, s1;  // fractions along a and b
  };
  void place(const Cell& cell, std::span<const Vec3> r);
  void choose_grid(const Cell& cell, double reach);
  void fill(std::span<const int> kind, std::int32_t kind_stride);
  void fill_column(std::size_t column, std::span<const int> kind, std::int32_t kind_stride);

  std::array<double, 2> low_{}, per_column_{};  // column along k = ⌊(s − low) · per_column⌋
  std::vector<Position> placed_;                // [n]
  std::vector<std::int32_t> column_of_;         // [n]
  std::vector<Index> next_;                     // [columns]
  std::vector<Placed> order_;                   // [n] by column, then height
};

}  // namespace liquidus
