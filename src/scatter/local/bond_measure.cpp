#include "scatter/local/bond_measure.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "scatter/state_numbers.hpp"

namespace liquidus {
namespace {

constexpr double format = 1.0;

const BondKeys& checked(std::string_view type, const BondKeys& keys) {
  check_keys(type, keys);
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

/// format, the options, more_state() and the sums.
std::vector<double> BondMeasure::state() const {
  StateWriter state;
  state.put(format);
  state.put(identity());
  state.put(more_state());
  state.put(sums_.state());
  return state.take();
}

void BondMeasure::restore(const std::vector<double>& state) {
  StateReader from(state);
  if (from.number() != format) StateReader::refuse("it is damaged");
  if (from.text() != identity()) StateReader::refuse("it has other bonds or options than the one asked for");
  const auto more = from.numbers();
  BlockSums sums = sums_;
  sums.restore(from.numbers());
  from.end();
  restore_more(more);
  sums_ = std::move(sums);
}

void BondMeasure::restore_more(const std::vector<double>& more) {
  if (!more.empty()) StateReader::refuse("it is damaged");
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
  add_column(columns, name, unit, picked(found.value), found.error.empty() ? found.error : picked(found.error));
}

}  // namespace liquidus
