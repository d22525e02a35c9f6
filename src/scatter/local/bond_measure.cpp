#include "scatter/local/bond_measure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"

namespace liquidus {
namespace {

constexpr double format = 1.0;

const BondKeys& checked(std::string_view type, const BondKeys& keys) {
  if (keys.interval < 1) refuse_measure(type, "interval must be at least 1 step");
  if (keys.blocks < 1) refuse_measure(type, "blocks must be at least 1");
  return keys;
}

}  // namespace

BondMeasure::BondMeasure(std::string_view type, const BondKeys& keys, const Communicator& ranks)
    : type_(type),
      interval_(checked(type, keys).interval),
      ranks_(&ranks),
      finder_(bond_rules(type, keys.bonds)),
      sums_(keys.blocks) {}

void BondMeasure::observe(const Snapshot& now) {
  if (now.atoms.size() == 0) refuse_measure(type_, "a frame without atoms has no bonds");
  if (frames() == 0) check_species(now.atoms);
  sums_.add(numbers_of(finder_.find(now.atoms)));
}

/// Of later frames it isn't asked: species may come and go.
void BondMeasure::check_species(const Structure& atoms) const {
  std::vector<std::string> known;
  for (const auto& species : atoms.species) known.push_back(species.name);
  for (const auto& name : finder_.species())
    if (std::find(known.begin(), known.end(), name) == known.end())
      refuse_measure(type_, "bonds: there is no species '" + name + "' in the first frame" + suggestion(name, known));
}

std::string BondMeasure::identity() const {
  std::string text = type_;
  for (const auto& rule : finder_.rules()) text += fmt::format(";{} {}", rule.name(), rule.length);
  return text + ";" + other_options();
}

/// format, then each with its length the letters of the options, more_state() and the sums.
std::vector<double> BondMeasure::state() const {
  std::vector<double> state{format};
  const auto put = [&](const auto& values) {
    state.push_back(static_cast<double>(values.size()));
    state.insert(state.end(), values.begin(), values.end());
  };
  put(identity());
  put(more_state());
  put(sums_.state());
  return state;
}

void BondMeasure::restore(const std::vector<double>& state) {
  const auto broken = [&] { throw InputError("the saved state of a measure of type " + type_ + " is damaged"); };
  std::size_t at = 0;
  const auto number = [&] {
    if (at == state.size()) broken();
    return state[at++];
  };
  const auto numbers = [&] {
    const double length = number();
    if (!(length >= 0.0 && length <= static_cast<double>(state.size() - at))) broken();
    const auto from = state.begin() + static_cast<std::ptrdiff_t>(at);
    at += static_cast<std::size_t>(length);
    return std::vector<double>(from, from + static_cast<std::ptrdiff_t>(length));
  };
  if (number() != format) broken();
  const std::string now = identity();
  const auto saved = numbers();
  if (!std::equal(saved.begin(), saved.end(), now.begin(), now.end()))
    throw InputError("the saved measure of type " + type_ + " has other bonds or options than the one asked for");
  const auto more = numbers(), saved_sums = numbers();
  if (at != state.size()) broken();
  BlockSums sums = sums_;
  sums.restore(saved_sums);
  restore_more(more);
  sums_ = std::move(sums);
}

void BondMeasure::restore_more(const std::vector<double>& more) {
  if (!more.empty()) throw InputError("the saved state of a measure of type " + type_ + " is damaged");
}

void BondMeasure::need_frames() const {
  if (frames() == 0) throw Error("no frame was shown to the measure of type " + type_ + ": it has nothing to average");
}

std::string BondMeasure::comment_of(const std::string& what) const {
  std::string text = what + fmt::format("\n{} frames; bonds:", frames());
  std::string separator = " ";
  for (const auto& rule : finder_.rules()) {
    text += fmt::format("{}{} below {:g} Å", separator, rule.name(), rule.length);
    separator = ", ";
  }
  if (!sums_.jackknife().empty())
    text += fmt::format("\nerr_: standard error from {} blocks of frames left out in turn", sums_.blocks());
  return text;
}

Estimate estimate(const WithErrors& found, std::size_t k) {
  if (found.error.empty()) return {found.value[k], {}};
  return {found.value[k], found.error[k]};
}

void add_columns(std::vector<CurveColumn>& columns, const std::string& name, const WithErrors& found, std::size_t from,
                 std::size_t step, std::size_t count, const std::string& unit) {
  const auto picked = [&](const std::vector<double>& all) {
    std::vector<double> some(count);
    for (std::size_t k = 0; k < count; ++k) some[k] = all[from + k * step];
    return some;
  };
  columns.push_back({name, unit, picked(found.value)});
  if (!found.error.empty()) columns.push_back({"err_" + name, unit, picked(found.error)});
}

}  // namespace liquidus
