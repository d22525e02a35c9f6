#include "active/curation/duplicates.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "active/curation/closest_pairs.hpp"
#include "active/curation/near_rows.hpp"
#include "active/curation/scaled_features.hpp"
#include "core/errors.hpp"
#include "io/sha256.hpp"

namespace liquidus {
namespace {

/// Places on a grid of 1e-6 Å along the cell vectors, sorted within each species, as a digest: the same for images and
/// orders.
std::string exact_key(const Structure& atoms) {
  const auto grid = [](double x) { return std::llround(1e6 * x); };
  std::string text;
  for (const auto& row : atoms.cell.vectors())
    for (const double x : row) text += fmt::format("{} ", grid(x));
  std::vector<std::pair<std::string, std::array<long long, 3>>> places;
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    const Vec3 s = atoms.cell.fractional(atoms.r[i]);
    std::array<long long, 3> place{};
    for (std::size_t k = 0; k < 3; ++k) {
      const double length = norm(atoms.cell.vectors()[k]);
      place[k] = grid(s[k] * length);
      const long long period = grid(length);
      if (atoms.cell.periodic()[k] && period > 0) place[k] = ((place[k] % period) + period) % period;
    }
    places.emplace_back(atoms.name(static_cast<Index>(i)), place);
  }
  std::sort(places.begin(), places.end());
  for (const auto& [name, place] : places) text += fmt::format("{}:{},{},{} ", name, place[0], place[1], place[2]);
  return sha256(text);
}

int labels_of(const Frame& frame) {
  return frame.energy.has_value() + !frame.forces.empty() + frame.stress.has_value();
}

double net_force(const Frame& frame) {
  Vec3 sum{};
  for (const auto& f : frame.forces) sum += f;
  return norm(sum);
}

/// The better frame to keep comes first.
void sort_by_worth(std::vector<Index>& members, std::span<const LabelledFrame> frames) {
  const auto frame = [&](Index k) -> const Frame& { return frames[static_cast<std::size_t>(k)].frame; };
  std::stable_sort(members.begin(), members.end(), [&](Index a, Index b) {
    if (labels_of(frame(a)) != labels_of(frame(b))) return labels_of(frame(a)) > labels_of(frame(b));
    return net_force(frame(a)) < net_force(frame(b));
  });
}

std::vector<double> sorted_norms(const std::vector<Vec3>& forces) {
  std::vector<double> norms;
  for (const auto& f : forces) norms.push_back(norm(f));
  std::sort(norms.begin(), norms.end());
  return norms;
}

void compare_labels(const Frame& frame, const Frame& kept, const DuplicateOptions& options, Duplicate& found) {
  found.energy = found.forces = std::nan("");
  if (frame.energy && kept.energy)
    found.energy = (*frame.energy - *kept.energy) / static_cast<double>(frame.atoms.size());
  if (!frame.forces.empty() && frame.forces.size() == kept.forces.size()) {
    const auto a = sorted_norms(frame.forces), b = sorted_norms(kept.forces);
    double squares = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) squares += (a[k] - b[k]) * (a[k] - b[k]);
    found.forces = std::sqrt(squares / static_cast<double>(a.size()));
  }
  found.disagrees = std::abs(found.energy) > options.energy || found.forces > options.forces;
}

/// Duplicates among frames of one composition and head, those to be kept rather first.
class OneComposition {
 public:
  OneComposition(std::span<const LabelledFrame> frames, std::vector<Index> members, const DuplicateOptions& options)
      : frames_(frames), members_(std::move(members)), options_(options) {}

  void find(std::vector<Duplicate>& found) {
    std::vector<const Structure*> atoms;
    for (const Index k : members_) atoms.push_back(&frames_[static_cast<std::size_t>(k)].frame.atoms);
    const auto rows =
        displacement_features(atoms, options_.tolerance, {options_.cutoff}, static_cast<std::uint64_t>(options_.seed));
    std::optional<NearRows> kept;
    if (rows.rows() > 0) kept.emplace(rows, 1.0);
    std::map<std::string, Index> exact;
    for (Index m = 0; m < static_cast<Index>(members_.size()); ++m) {
      const auto [same, is_new] = exact.try_emplace(exact_key(*atoms[static_cast<std::size_t>(m)]), m);
      if (!is_new) {
        found.push_back(duplicate(m, same->second, true, 0.0));
        continue;
      }
      const auto near = kept ? kept->nearest(m) : std::nullopt;
      if (near) {
        found.push_back(duplicate(m, near->row, false, near->distance * options_.tolerance));
        same->second = near->row;
      } else if (kept) {
        kept->take(m);
      }
    }
  }

 private:
  Duplicate duplicate(Index frame, Index kept, bool is_exact, double displacement) const {
    const auto number = [&](Index m) { return members_[static_cast<std::size_t>(m)]; };
    Duplicate one{number(frame), number(kept), is_exact, displacement};
    compare_labels(frames_[static_cast<std::size_t>(one.frame)].frame,
                   frames_[static_cast<std::size_t>(one.kept)].frame, options_, one);
    return one;
  }

  std::span<const LabelledFrame> frames_;
  std::vector<Index> members_;
  const DuplicateOptions& options_;
};

}  // namespace

std::vector<Duplicate> find_duplicates(std::span<const LabelledFrame> frames, const DuplicateOptions& options) {
  if (!(options.tolerance > 0.0)) throw InputError("duplicates: the tolerance must be positive");
  std::map<std::pair<std::string, std::string>, std::vector<Index>> groups;
  for (std::size_t k = 0; k < frames.size(); ++k)
    groups[{formula_of(frames[k].frame.atoms), frames[k].head}].push_back(static_cast<Index>(k));
  std::vector<Duplicate> found;
  for (auto& [key, members] : groups) {
    if (members.size() < 2) continue;
    if (options.keep == "labelled") sort_by_worth(members, frames);
    OneComposition(frames, std::move(members), options).find(found);
  }
  std::sort(found.begin(), found.end(), [](const Duplicate& a, const Duplicate& b) { return a.frame < b.frame; });
  return found;
}

}  // namespace liquidus
