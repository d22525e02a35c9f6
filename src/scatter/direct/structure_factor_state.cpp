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

class Reader {
 public:
  explicit Reader(std::span<const double> state) : rest_(state) {}
  std::span<const double> numbers(std::size_t n) {
    if (n > rest_.size()) refuse("is damaged");
    const auto taken = rest_.first(n);
    rest_ = rest_.subspan(n);
    return taken;
  }
  std::size_t length() {
    const double n = numbers(1)[0];
    if (!(n >= 0.0 && n <= static_cast<double>(rest_.size()))) refuse("is damaged");
    return static_cast<std::size_t>(n);
  }
  std::span<const double> rest() const { return rest_; }

 private:
  std::span<const double> rest_;
};

}  // namespace

/// format, choice, number of species, of each its number of atoms and its name; the first frame's cell; the sums.
std::vector<double> DirectStructureFactor::state() const {
  std::vector<double> state{format};
  const auto append = [&](const auto& numbers) { state.insert(state.end(), numbers.begin(), numbers.end()); };
  append(choice(options_));
  state.push_back(static_cast<double>(species_.size()));
  for (std::size_t s = 0; s < species_.size(); ++s) {
    state.push_back(number_[s]);
    state.push_back(static_cast<double>(species_[s].size()));
    append(species_[s]);
  }
  if (first_cell_)
    for (const Vec3& vector : first_cell_->vectors()) append(vector);
  append(sums_.state());
  return state;
}

void DirectStructureFactor::restore(const std::vector<double>& state) {
  Reader read(state);
  if (read.numbers(1)[0] != format) refuse("is damaged");
  const auto expected = choice(options_);
  const auto saved = read.numbers(expected.size());
  if (!std::equal(saved.begin(), saved.end(), expected.begin()))
    refuse("has another q_max, width, number of vectors or seed than the one that is asked for");
  DirectStructureFactor restored(options_, *ranks_);
  for (std::size_t n = read.length(); n > 0; --n) {
    restored.number_.push_back(read.numbers(1)[0]);
    std::string name;
    for (const double c : read.numbers(read.length())) name += static_cast<char>(c);
    restored.species_.push_back(std::move(name));
  }
  if (!restored.species_.empty()) {
    Mat3 vectors;
    const auto numbers = read.numbers(cell_numbers);
    for (std::size_t i = 0; i < cell_numbers; ++i) vectors[i / 3][i % 3] = numbers[i];
    if (!std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); }) ||
        determinant(vectors) == 0.0)
      refuse("is damaged");
    restored.begin(Cell(vectors, {true, true, true}));
  }
  restored.sums_.restore(read.rest());
  if (restored.sums_.width() != 0 && restored.sums_.width() != restored.width()) refuse("is damaged");
  *this = std::move(restored);
}

}  // namespace liquidus
