// The accumulated sums as a flat list of numbers and back.
#include "scatter/direct/structure_factor.hpp"

namespace liquidus {
namespace {

constexpr double format = 2.0;

/// What the vectors are chosen by besides the cell.
std::vector<double> choice(const StructureFactorOptions& o) {
  return {o.q_max, o.width, static_cast<double>(o.vectors), static_cast<double>(o.seed)};
}

}  // namespace

/// format, choice, species; the first frame's cell if there was one; the sums.
std::vector<double> DirectStructureFactor::state() const {
  StateWriter state;
  state.put(format);
  state.put(choice(options_));
  species_.save(state);
  if (first_cell_) state.put(std::span<const Vec3>(first_cell_->vectors()));
  state.put(sums_.state());
  return state.take();
}

void DirectStructureFactor::restore(const std::vector<double>& state) {
  StateReader from(state);
  if (from.number() != format) StateReader::refuse("it is damaged");
  const auto saved = from.numbers(), wanted = choice(options_);
  if (saved != wanted)
    StateReader::refuse("it has another q_max, width, number of vectors or seed than the one that is asked for");
  DirectStructureFactor restored(options_, *ranks_);
  restored.species_.restore(from);
  if (restored.species_.size() > 0) {
    const auto rows = from.vectors();
    if (rows.size() != 3) StateReader::refuse("it is damaged");
    const Mat3 vectors{rows[0], rows[1], rows[2]};
    if (!std::isfinite(determinant(vectors)) || determinant(vectors) == 0.0) StateReader::refuse("it is damaged");
    restored.begin(Cell(vectors, {true, true, true}));
  }
  restored.sums_.restore(from.numbers());
  from.end();
  if (restored.sums_.width() != 0 && restored.sums_.width() != restored.width()) StateReader::refuse("it is damaged");
  *this = std::move(restored);
}

}  // namespace liquidus
