#include "scatter/direct/debye_measure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "scatter/direct/debye_sum.hpp"
#include "scatter/transform/partials.hpp"

namespace liquidus {
namespace {

constexpr std::string_view type = "debye";

[[noreturn]] void refuse(const std::string& what) { refuse_measure(type, what); }

const DebyeOptions& checked(const DebyeOptions& options) {
  if (!(options.step > 0.0) || !std::isfinite(options.step)) refuse("step must be positive");
  if (!(options.q_max >= options.step) || !std::isfinite(options.q_max)) refuse("q_max must be at least one step");
  if (options.q_max / options.step > 1e6) refuse("q_max / step must be at most 1e6");
  check_keys(type, options);
  return options;
}

std::vector<double> points(const DebyeOptions& options) {
  std::vector<double> q;
  for (Index k = 0; static_cast<double>(k) * options.step <= options.q_max * (1.0 + 1e-9); ++k)
    q.push_back(static_cast<double>(k) * options.step);
  return q;
}

}  // namespace

DebyeMeasure::DebyeMeasure(const DebyeOptions& options, const Communicator& ranks)
    : options_(checked(options)), ranks_(&ranks), q_(points(options)), species_(type), sums_(options.blocks) {}

void DebyeMeasure::add(const Structure& atoms) {
  const auto& periodic = atoms.cell.periodic();
  if (periodic[0] || periodic[1] || periodic[2])
    refuse("the frame is periodic, and its atoms have no end: type = \"structure-factor\" sums over a periodic box");
  const std::vector<int>& kinds = species_.kinds(atoms);
  const auto sums = debye_sums(atoms.r, kinds, static_cast<int>(species_.size()), q_, *ranks_);
  std::vector<double> numbers;
  for (const auto& pair : sums) numbers.insert(numbers.end(), pair.begin(), pair.end());
  sums_.add(numbers);
}

Findings DebyeMeasure::findings() const {
  if (frames() == 0) throw Error("no frame was shown to Debye's sum: it has nothing to average");
  const std::size_t m = q_.size();
  const auto share = species_.fractions();
  // partials, then the sum over all atoms with b = 1
  const auto found = sums_.evaluate([&](const std::vector<double>& sum, Index frames) {
    std::vector<double> s(sum.size() + m, 0.0);
    for (std::size_t k = 0; k < sum.size(); ++k) {
      const auto [a, b] = PartialStructureFactors::species_of(k / m);
      s[k] = sum[k] / static_cast<double>(frames);
      s[sum.size() + k % m] += (a == b ? 1.0 : 2.0) * std::sqrt(share[a] * share[b]) * s[k];
    }
    return s;
  });
  std::vector<CurveColumn> columns{{"Q", "1/Å", q_}};
  for (std::size_t p = 0; p <= species_.pairs(); ++p) {
    const auto [a, b] = PartialStructureFactors::species_of(p);
    const std::string name = p == species_.pairs() ? "S_total" : "S_" + species_.names()[a] + "-" + species_.names()[b];
    const auto part = [&](const std::vector<double>& all) {
      const auto begin = all.begin() + static_cast<std::ptrdiff_t>(p * m);
      return std::vector<double>(begin, begin + static_cast<std::ptrdiff_t>(m));
    };
    add_column(columns, name, "", part(found.value), found.error.empty() ? found.error : part(found.error));
  }
  std::string comment = fmt::format(
      "Debye's sum over all pairs of atoms of {} frames, for clusters in the open\n"
      "S_A-B = 1 / sqrt(N_A N_B) sum over i of A, j of B of sin(Q r_ij) / (Q r_ij) (Ashcroft-Langreth), i = j counting "
      "1\n"
      "S_total = 1/N sum over all i, j, each atom with b = 1",
      frames());
  if (!found.error.empty())
    comment += fmt::format("\nerr_: standard error from {} blocks of frames left out in turn", sums_.blocks());
  return {{{"", comment, columns}}, {}, {}};
}

/// q_max, step, species, sums.
std::vector<double> DebyeMeasure::state() const {
  StateWriter state;
  state.put(options_.q_max);
  state.put(options_.step);
  species_.save(state);
  state.put(sums_.state());
  return state.take();
}

void DebyeMeasure::restore(const std::vector<double>& state) {
  StateReader from(state);
  const double q_max = from.number(), step = from.number();
  if (q_max != options_.q_max || step != options_.step)
    StateReader::refuse("it has another q_max or step than the one that is asked for");
  DebyeMeasure restored(options_, *ranks_);
  restored.species_.restore(from);
  restored.sums_.restore(from.numbers());
  from.end();
  if (restored.sums_.width() != restored.species_.pairs() * q_.size()) StateReader::refuse("it is damaged");
  *this = std::move(restored);
}

}  // namespace liquidus
