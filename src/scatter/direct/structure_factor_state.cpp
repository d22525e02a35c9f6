// The accumulated sums as a flat list of numbers and back.
#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "scatter/direct/structure_factor.hpp"

namespace liquidus {
namespace {

constexpr double format = 1.0;
constexpr std::size_t cell_numbers = 9;

[[noreturn]] void refuse(const std::string& why) { throw InputError("the saved structure factor " + why); }

/// What the vectors are chosen by besides the cell.
std::vector<double> choice(const StructureFactorOptions& o) {
  return {o.q_max, o.width, static_cast<double>(o.vectors), static_cast<double>(o.seed)};
}

}  // namespace

/// format, choice, species; the first frame's cell if there was one; the sums.
std::vector<double> DirectStructureFactor::state() const {
  std::vector<double> state{format};
  const auto append = [&](const auto& numbers) { state.insert(state.end(), numbers.begin(), numbers.end()); };
  append(choice(options_));
  append(species_.state());
  if (first_cell_)
    for (const Vec3& vector : first_cell_->vectors()) append(vector);
  append(sums_.state());
  return state;
}

void DirectStructureFactor::restore(const std::vector<double>& state) {
  std::span<const double> rest(state);
  const auto expected = choice(options_);
  if (rest.size() <= expected.size() || rest[0] != format) refuse("is damaged");
  if (!std::equal(expected.begin(), expected.end(), rest.begin() + 1))
    refuse("has another q_max, width, number of vectors or seed than the one that is asked for");
  rest = rest.subspan(1 + expected.size());
  DirectStructureFactor restored(options_, *ranks_);
  restored.species_.restore(rest);
  if (restored.species_.size() > 0) {
    if (rest.size() < cell_numbers) refuse("is damaged");
    Mat3 vectors;
    for (std::size_t i = 0; i < cell_numbers; ++i) vectors[i / 3][i % 3] = rest[i];
    if (!std::isfinite(determinant(vectors)) || determinant(vectors) == 0.0) refuse("is damaged");
    restored.begin(Cell(vectors, {true, true, true}));
    rest = rest.subspan(cell_numbers);
  }
  restored.sums_.restore(rest);
  if (restored.sums_.width() != 0 && restored.sums_.width() != restored.width()) refuse("is damaged");
  *this = std::move(restored);
}

}  // namespace liquidus
