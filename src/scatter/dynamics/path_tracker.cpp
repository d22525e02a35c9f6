#include "scatter/dynamics/path_tracker.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr Index piece = 1024;  // atoms whose masses times steps are summed together, whatever the threads
constexpr Nanoseconds per_atom{15.0};

}  // namespace

void PathTracker::advance(const Cell& cell, std::span<const Vec3> r, std::span<const Image> image) {
  const auto n = r.size();
  const bool first = frames_ == 0, flags = !image.empty() && (first || image_.size() == n);
  if (first) {
    path_.assign(n, Vec3{});
    last_.resize(n);
    step_.resize(n);
  }
  const Mat3 mean = 0.5 * (cell.vectors() + (first ? cell : cell_).vectors());
  const auto& periodic = cell.periodic();
  std::vector<double> longest(static_cast<std::size_t>(threads()), longest_);
  parallel_ranges(static_cast<Index>(n), per_atom, [&](Index begin, Index end, int thread) {
    double& far = longest[static_cast<std::size_t>(thread)];
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) {
      if (!std::isfinite(norm2(r[i])))
        throw SimulationError("atom " + std::to_string(i) + " has a position that is not a finite number");
      const Vec3 s = cell.fractional(r[i]);
      Vec3 d = s - last_[i];
      for (std::size_t k = 0; k < 3 && !first; ++k) {
        if (!periodic[k]) continue;
        d[k] += flags ? static_cast<double>(image[i][k] - image_[i][k]) : -std::nearbyint(d[k]);
        if (!flags) far = std::max(far, std::abs(d[k]));
      }
      step_[i] = first ? Vec3{} : d * mean;
      last_[i] = s;
    }
  });
  longest_ = *std::max_element(longest.begin(), longest.end());
  const Vec3 drift = mass_.empty() ? Vec3{} : drift_of_step();
  parallel_ranges(static_cast<Index>(n), Nanoseconds{3.0}, [&](Index begin, Index end, int) {
    for (auto i = static_cast<std::size_t>(begin); i < static_cast<std::size_t>(end); ++i) path_[i] += step_[i] - drift;
  });
  cell_ = cell;
  image_.assign(image.begin(), image.end());
  ++frames_;
}

Vec3 PathTracker::drift_of_step() const {
  const auto n = static_cast<Index>(step_.size()), pieces = (n + piece - 1) / piece;
  std::vector<Vec3> moment(static_cast<std::size_t>(pieces));
  std::vector<double> weight(static_cast<std::size_t>(pieces));
  parallel_ranges(pieces, Nanoseconds{3.0 * static_cast<double>(piece)}, [&](Index begin, Index end, int) {
    for (Index p = begin; p < end; ++p)
      for (Index i = p * piece; i < std::min(n, (p + 1) * piece); ++i) {
        moment[static_cast<std::size_t>(p)] += mass_[static_cast<std::size_t>(i)] * step_[static_cast<std::size_t>(i)];
        weight[static_cast<std::size_t>(p)] += mass_[static_cast<std::size_t>(i)];
      }
  });
  Vec3 drift{};
  double whole = 0.0;
  for (std::size_t p = 0; p < moment.size(); ++p) drift += moment[p], whole += weight[p];
  return drift / whole;
}

void PathTracker::save(StateWriter& state) const {
  state.put(static_cast<double>(frames_));
  state.put(longest_);
  state.put(std::span<const Vec3>(cell_.vectors()));
  for (const bool p : cell_.periodic()) state.put(p ? 1.0 : 0.0);
  state.put(last_);
  state.put(path_);
  std::vector<double> image;
  for (const auto& shift : image_) image.insert(image.end(), shift.begin(), shift.end());
  state.put(image);
}

void PathTracker::restore(StateReader& from) {
  frames_ = from.whole();
  longest_ = from.number();
  const auto rows = from.vectors();
  if (rows.size() != 3) StateReader::refuse("it is damaged");
  Cell::Periodic periodic{};
  for (bool& p : periodic) p = from.whole() == 1;
  cell_ = Cell({rows[0], rows[1], rows[2]}, periodic);
  last_ = from.vectors();
  path_ = from.vectors();
  const auto image = from.numbers();
  if (last_.size() != path_.size() || (!image.empty() && image.size() != 3 * path_.size()) ||
      (!mass_.empty() && frames_ > 0 && path_.size() != mass_.size()))
    StateReader::refuse("it is damaged, or of another system");
  image_.clear();
  for (std::size_t k = 0; k < image.size(); k += 3)
    image_.push_back({static_cast<int>(image[k]), static_cast<int>(image[k + 1]), static_cast<int>(image[k + 2])});
  step_.resize(path_.size());
}

std::string long_steps_remark(double longest_step) {
  if (!(longest_step > 0.25)) return "";
  return "an atom moved by " + std::to_string(longest_step).substr(0, 4) +
         " of the box from one frame to the next, and there are no image flags: steps of more than half a box are "
         "taken "
         "for shorter ones the other way. Show frames at shorter intervals, or write images";
}

}  // namespace liquidus
