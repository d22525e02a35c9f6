#include <algorithm>
#include <numeric>

#include "scatter/local/coordination.hpp"

namespace liquidus {
namespace {

/// Fractions below this are in the tables only.
constexpr double worth_naming = 0.01;

std::size_t at(int k) { return static_cast<std::size_t>(k); }

}  // namespace

template <class Weight>
Coordination::Average Coordination::average(int kind, Weight weight) const {
  Average average{kind, std::vector<double>(environments_.size(), 0.0)};
  for (std::size_t e = 0; e < environments_.size(); ++e)
    if (environments_[e][0] == kind) average.weight[e] = weight(environments_[e]);
  return average;
}

WithErrors Coordination::evaluate(const std::vector<Average>& averages) const {
  return sums().evaluate([&](const std::vector<double>& sum, Index) {
    std::vector<double> atoms(finder().species().size(), 0.0), results;
    for (std::size_t e = 0; e < sum.size(); ++e) atoms[at(environments_[e][0])] += sum[e];
    for (const auto& average : averages) {
      const double total = std::inner_product(sum.begin(), sum.end(), average.weight.begin(), 0.0);
      results.push_back(total > 0.0 ? total / atoms[at(average.kind)] : 0.0);
    }
    return results;
  });
}

std::vector<int> Coordination::neighbours_of(int kind) const {
  std::vector<int> neighbours;
  for (int other = 0; other < static_cast<int>(finder().species().size()); ++other)
    if (finder().bonded(kind, other)) neighbours.push_back(other);
  return neighbours;
}

int Coordination::most_neighbours() const {
  int most = 0;
  for (const auto& environment : environments_)
    most = std::max(most, std::accumulate(environment.begin() + 1, environment.end(), 0));
  return most;
}

Findings Coordination::findings() const {
  need_frames();
  Findings findings;
  add_distributions(findings);
  for (int kind = 0; kind < static_cast<int>(finder().species().size()); ++kind) add_environments(findings, kind);
  return findings;
}

/// One column for every neighbour around every centre: the fraction of centres with n of them.
void Coordination::add_distributions(Findings& findings) const {
  const auto& names = finder().species();
  const int most = most_neighbours();
  CurveTable table{
      "",
      comment_of("P_A-B: fraction of the atoms A that are bonded to n atoms B; mean over atoms and frames"),
      {{"n", "", {}}}};
  for (int n = 0; n <= most; ++n) table.columns[0].values.push_back(n);
  const auto add = [&](int kind, const std::string& name, auto number) {
    std::vector<Average> averages{average(kind, [&](const Environment& e) { return static_cast<double>(number(e)); })};
    for (int n = 0; n <= most; ++n)
      averages.push_back(average(kind, [&](const Environment& e) { return number(e) == n ? 1.0 : 0.0; }));
    const WithErrors found = evaluate(averages);
    add_columns(table.columns, "P_" + name, found, 1, 1, at(most) + 1);
    findings.numbers.push_back({"coordination " + name, "", estimate(found, 0), ""});
    if (found.value[0] == 0.0) findings.remarks.push_back("No frame has a bond " + name + ".");
  };
  for (int a = 0; a < static_cast<int>(names.size()); ++a) {
    const auto neighbours = neighbours_of(a);
    for (const int b : neighbours)
      add(a, names[at(a)] + "-" + names[at(b)], [b](const Environment& e) { return e[at(b) + 1]; });
    if (neighbours.size() > 1)
      add(a, names[at(a)] + "-all", [](const Environment& e) { return std::accumulate(e.begin() + 1, e.end(), 0); });
  }
  findings.tables.push_back(std::move(table));
}

/// The mixtures of neighbours around atoms of a kind, most frequent first.
void Coordination::add_environments(Findings& findings, int kind) const {
  const auto& names = finder().species();
  const auto neighbours = neighbours_of(kind);
  std::vector<std::string> neighbour_names;
  for (const int b : neighbours) neighbour_names.push_back(names[at(b)]);
  std::vector<Environment> here;
  std::vector<Average> averages;
  for (const auto& environment : environments_)
    if (environment[0] == kind) {
      here.push_back(environment);
      averages.push_back(average(kind, [&](const Environment& e) { return e == environment ? 1.0 : 0.0; }));
    }
  const WithErrors found = evaluate(averages);
  std::vector<std::size_t> order(here.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t p, std::size_t q) {
    return found.value[p] != found.value[q] ? found.value[p] > found.value[q] : here[p] < here[q];
  });
  CurveTable table{"around_" + names[at(kind)],
                   comment_of("fraction of the atoms " + names[at(kind)] +
                              " with n_B bonded neighbours of each species B, most frequent first"),
                   {}};
  for (const int b : neighbours) table.columns.push_back({"n_" + names[at(b)], "", {}});
  table.columns.push_back({"fraction", "", {}});
  if (!found.error.empty()) table.columns.push_back({"err_fraction", "", {}});
  for (const std::size_t k : order) {
    std::vector<int> numbers;
    for (const int b : neighbours) numbers.push_back(here[k][at(b) + 1]);
    for (std::size_t c = 0; c < numbers.size(); ++c) table.columns[c].values.push_back(numbers[c]);
    table.columns[numbers.size()].values.push_back(found.value[k]);
    if (!found.error.empty()) table.columns.back().values.push_back(found.error[k]);
    if (found.value[k] >= worth_naming)
      findings.numbers.push_back(
          {"fraction " + formula(names[at(kind)], neighbour_names, numbers), "", estimate(found, k), ""});
  }
  if (!here.empty()) findings.tables.push_back(std::move(table));
}

}  // namespace liquidus
