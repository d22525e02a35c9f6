#include "active/curation/partition.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

#include "mlip/train/split.hpp"

namespace liquidus {
namespace {

void check(double validation, double test) {
  if (!(validation >= 0.0 && test >= 0.0 && validation + test < 1.0))
    throw std::invalid_argument("fractions of validation and test are 0 or more and below 1 together");
}

void sort(Partition& parts) {
  for (auto* part : {&parts.train, &parts.validation, &parts.test}) std::sort(part->begin(), part->end());
}

}  // namespace

Partition stratified(const std::map<std::string, std::vector<Index>>& groups, double validation, double test,
                     std::uint64_t seed) {
  check(validation, test);
  std::vector<std::pair<Index, std::string>> by_frame;
  for (const auto& [name, members] : groups)
    for (const Index k : members) by_frame.emplace_back(k, name);
  std::sort(by_frame.begin(), by_frame.end());
  std::vector<std::string> names;
  for (const auto& [k, name] : by_frame) names.push_back(name);
  Partition parts;
  const auto first = split_by_type(names, test, seed);
  for (const Index k : first.validation) parts.test.push_back(by_frame[static_cast<std::size_t>(k)].first);
  std::vector<std::string> rest;
  for (const Index k : first.train) rest.push_back(names[static_cast<std::size_t>(k)]);
  // another seed, or the same places of the same groups would be drawn again
  const auto second = split_by_type(rest, validation / (1.0 - test), seed + 1);
  const auto frame = [&](Index k) {
    return by_frame[static_cast<std::size_t>(first.train[static_cast<std::size_t>(k)])].first;
  };
  for (const Index k : second.validation) parts.validation.push_back(frame(k));
  for (const Index k : second.train) parts.train.push_back(frame(k));
  sort(parts);
  return parts;
}

Partition whole_groups(const std::map<std::string, std::vector<Index>>& groups, double validation, double test,
                       std::uint64_t seed) {
  check(validation, test);
  std::vector<const std::vector<Index>*> members;
  std::size_t frames = 0;
  for (const auto& [name, of_group] : groups) {
    members.push_back(&of_group);
    frames += of_group.size();
  }
  std::vector<const std::vector<Index>*> order;
  for (const Index k : shuffled(static_cast<Index>(members.size()), seed, 0))
    order.push_back(members[static_cast<std::size_t>(k)]);
  std::stable_sort(order.begin(), order.end(), [](const auto* a, const auto* b) { return a->size() > b->size(); });
  Partition parts;
  const auto n = static_cast<double>(frames);
  std::array<std::vector<Index>*, 3> part = {&parts.train, &parts.validation, &parts.test};
  std::array<double, 3> lacks = {(1.0 - validation - test) * n, validation * n, test * n};
  for (const auto* group : order) {
    const bool large = 2 * group->size() > frames;
    const auto to = large ? 0 : std::max_element(lacks.begin(), lacks.end()) - lacks.begin();
    const auto k = static_cast<std::size_t>(to);
    part[k]->insert(part[k]->end(), group->begin(), group->end());
    lacks[k] -= static_cast<double>(group->size());
  }
  sort(parts);
  return parts;
}

}  // namespace liquidus
