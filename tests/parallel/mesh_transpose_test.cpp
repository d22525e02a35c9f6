#include "parallel/mesh_transpose.hpp"

#include <catch2/catch.hpp>
#include <new>

using namespace liquidus;

namespace {

/// Doubles at a multiple of 64 bytes.
struct Room {
  explicit Room(Index n)
      : data(static_cast<double*>(::operator new(sizeof(double) * static_cast<std::size_t>(n + 1), alignment))) {}
  ~Room() { ::operator delete(data, alignment); }
  Room(const Room&) = delete;
  Room& operator=(const Room&) = delete;
  static constexpr std::align_val_t alignment{64};
  double* data;
};

double element(Index row, Index column, Index k) {
  return 1e6 * static_cast<double>(row) + 1e3 * static_cast<double>(column) + static_cast<double>(k);
}

}  // namespace

TEST_CASE("what stood by rows stands by columns, and goes back", "[mesh_transpose_test]") {
  const auto ranks = Communicator::world();
  for (const auto& [rows, columns, width] :
       {std::array<Index, 3>{8, 8, 2}, {7, 5, 3}, {5, 12, 1}, {2, 9, 10}, {1, 1, 4}, {3, 2, 1}}) {
    INFO(rows << " × " << columns << " × " << width << ", rank " << ranks.rank());
    const MeshTranspose transpose(ranks, rows, columns, width);
    const Slab r = transpose.rows(), c = transpose.columns();
    CHECK(ranks.sum(r.count) == rows);
    CHECK(ranks.sum(c.count) == columns);
    CHECK(transpose.room() >= std::max(r.count * columns, c.count * rows) * width);
    const Room before(transpose.room()), after(transpose.room());
    const auto in_rows = [&](Index i, Index j, Index k) -> double& {
      return before.data[((i - r.begin) * columns + j) * width + k];
    };
    for (Index i = r.begin; i < r.end(); ++i)
      for (Index j = 0; j < columns; ++j)
        for (Index k = 0; k < width; ++k) in_rows(i, j, k) = element(i, j, k);
    transpose.forward(before.data, after.data);
    int wrong = 0;
    for (Index j = c.begin; j < c.end(); ++j)
      for (Index i = 0; i < rows; ++i)
        for (Index k = 0; k < width; ++k)
          wrong += after.data[((j - c.begin) * rows + i) * width + k] == element(i, j, k) ? 0 : 1;
    CHECK(wrong == 0);
    std::fill(before.data, before.data + transpose.room(), -1.0);
    transpose.backward(after.data, before.data);
    for (Index i = r.begin; i < r.end(); ++i)
      for (Index j = 0; j < columns; ++j)
        for (Index k = 0; k < width; ++k) wrong += in_rows(i, j, k) == element(i, j, k) ? 0 : 1;
    CHECK(wrong == 0);
  }
}

TEST_CASE("every row has one rank", "[mesh_transpose_test]") {
  for (const Index n : {0, 1, 2, 5, 12, 31})
    for (const int ranks : {1, 2, 3, 4, 7, 40}) {
      Index next = 0;
      for (int rank = 0; rank < ranks; ++rank) {
        const Slab slab = MeshTranspose::slab_of(n, rank, ranks);
        CHECK(slab.begin == next);
        next = slab.end();
      }
      CHECK(next == n);
    }
}
