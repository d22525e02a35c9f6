#include "scatter/direct/structure_factor.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/threads.hpp"

namespace liquidus {
namespace {

constexpr std::string_view type = "structure-factor";

[[noreturn]] void refuse(const std::string& what) { refuse_measure(type, what); }

const StructureFactorOptions& checked(const StructureFactorOptions& options) {
  if (!(options.width > 0.0) || !std::isfinite(options.width)) refuse("width must be positive");
  if (!(options.q_max >= options.width) || !std::isfinite(options.q_max))
    refuse("q_max must be at least one width of a bin");
  if (options.q_max / options.width > 1e6) refuse("q_max / width must be at most 1e6 bins");
  if (options.vectors < 1) refuse("vectors must be at least 1");
  if (options.seed < 0) refuse("seed must not be negative");
  check_keys(type, options);
  return options;
}

WaveVectorOptions wave_vector_options(const StructureFactorOptions& options) {
  return {options.q_max, options.width, options.vectors, static_cast<std::uint64_t>(options.seed)};
}

Vec3 wave_vector(const WaveVectors::Triple& n, const Mat3& axes) {
  return Vec3{static_cast<double>(n[0]), static_cast<double>(n[1]), static_cast<double>(n[2])} * axes;
}

void require_closed(const Cell& cell) {
  std::string open;
  for (std::size_t k = 0; k < 3; ++k)
    if (!cell.periodic()[k]) open += (open.empty() ? "" : ", ") + std::string(1, "abc"[k]);
  if (!open.empty())
    refuse("the cell isn't periodic along " + open +
           ", so there are no wave vectors that fit it; for a cluster in the open there is Debye's sum (type = "
           "\"debye\")");
}

}  // namespace

DirectStructureFactor::DirectStructureFactor(const StructureFactorOptions& options, const Communicator& ranks)
    : options_(checked(options)), ranks_(&ranks), species_(type), sums_(options.blocks) {}

std::size_t DirectStructureFactor::bins() const { return WaveVectors::shells(wave_vector_options(options_)); }

void DirectStructureFactor::begin(const Cell& cell) {
  first_cell_ = cell;
  vectors_.emplace(cell, wave_vector_options(options_));
}

void DirectStructureFactor::add(const Structure& atoms) {
  if (atoms.size() > 0) require_closed(atoms.cell);
  const std::vector<int>& kinds = species_.kinds(atoms);
  if (!vectors_) begin(atoms.cell);
  PhaseSums phases(*vectors_);
  phases.set_atoms(atoms.cell, atoms.r, kinds, static_cast<int>(species_.size()));
  const auto [first, last] = range_of(vectors_->size(), ranks_->rank(), ranks_->size());
  sum_products(phases, first, last);
  bin_products(atoms.cell, first, last);
  ranks_->sum(numbers_);
  numbers_.push_back(atoms.number_density());
  sums_.add(numbers_);
}

/// Re ρ_a ρ_b* / √(N_a N_b) of the vectors in rows that begin with one of first … last − 1.
void DirectStructureFactor::sum_products(const PhaseSums& phases, Index first, Index last) {
  const std::size_t kinds = species_.size(), all = static_cast<std::size_t>(vectors_->size());
  products_.resize(species_.pairs() * all);
  const auto use = [&](Index begin, Index end, std::span<const double> rho) {
    const auto places = static_cast<std::size_t>(end - begin);
    for (std::size_t b = 0; b < kinds; ++b)
      for (std::size_t a = 0; a <= b; ++a) {
        const double* p = rho.data() + 2 * a * places;
        const double* q = rho.data() + 2 * b * places;
        double* out = products_.data() + PartialStructureFactors::pair(a, b) * all + begin;
        const double scale = 1.0 / std::sqrt(species_.numbers()[a] * species_.numbers()[b]);
        for (std::size_t k = 0; k < places; ++k) out[k] = scale * (p[2 * k] * q[2 * k] + p[2 * k + 1] * q[2 * k + 1]);
      }
  };
  parallel_ranges(last - first, [&](Index begin, Index end, int) {
    phases.sum(vectors_->row_of(first + begin), vectors_->row_of(first + end), use);
  });
}

void DirectStructureFactor::bin_products(const Cell& cell, Index first, Index last) {
  const auto options = wave_vector_options(options_);
  const Mat3 axes = reciprocal(cell);
  const std::size_t stride = 2 + species_.pairs(), all = static_cast<std::size_t>(vectors_->size());
  numbers_.assign(bins() * stride, 0.0);
  const Index begin = vectors_->place_of(vectors_->row_of(first)), end = vectors_->place_of(vectors_->row_of(last));
  for (auto k = static_cast<std::size_t>(begin); k < static_cast<std::size_t>(end); ++k) {
    const double q = norm(wave_vector(vectors_->triples()[k], axes));
    const auto bin = WaveVectors::shell_of(q, options);
    if (!bin) continue;
    double* numbers = numbers_.data() + *bin * stride;
    numbers[0] += 1.0;
    numbers[1] += q;
    for (std::size_t pair = 0; pair < species_.pairs(); ++pair) numbers[2 + pair] += products_[pair * all + k];
  }
}

DirectStructureFactors DirectStructureFactor::result() const {
  if (frames() == 0) throw Error("no frame was shown to the structure factor: it has nothing to average");
  const auto total = sums_.sum();
  const std::size_t stride = 2 + species_.pairs();
  std::vector<std::size_t> filled;
  for (std::size_t bin = 0; bin < bins(); ++bin)
    if (total[bin * stride] > 0.0) filled.push_back(bin);
  if (filled.empty()) refuse("there is no wave vector up to q_max: the box is too small");
  DirectStructureFactors result;
  result.frames = frames();
  auto& partials = result.partials;
  partials.species = species_.names();
  partials.concentration = species_.fractions();
  partials.density = total.back() / static_cast<double>(frames());
  partials.jackknife = sums_.jackknife();
  for (const auto bin : filled) {
    partials.q.push_back(total[bin * stride + 1] / total[bin * stride]);
    result.vectors.push_back(total[bin * stride] / static_cast<double>(frames()));
    result.lower.push_back(static_cast<double>(bin) * options_.width);
    result.upper.push_back(static_cast<double>(bin + 1) * options_.width);
    if (!result.thinned_from && vectors_->in_shell()[bin] > options_.vectors) result.thinned_from = result.lower.back();
  }
  for (std::size_t pair = 0; pair < species_.pairs(); ++pair) {
    const auto [a, b] = PartialStructureFactors::species_of(pair);
    const double root = std::sqrt(partials.concentration[a] * partials.concentration[b]), self = a == b ? 1.0 : 0.0;
    // a block alone may have seen all vectors of a bin at the edge of a changing cell: without it there is no average
    auto found = sums_.evaluate([&](const std::vector<double>& sum, Index) {
      std::vector<double> values;
      for (const auto bin : filled) {
        const double* numbers = sum.data() + bin * stride;
        const double* used = numbers[0] > 0.0 ? numbers : total.data() + bin * stride;
        values.push_back(1.0 + (used[2 + pair] / used[0] - self) / root);
      }
      return values;
    });
    partials.pairs.push_back({std::move(found.value), std::move(found.error), std::move(found.without)});
  }
  return result;
}

}  // namespace liquidus
