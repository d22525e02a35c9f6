#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "scatter/local/polyhedra.hpp"

namespace liquidus {
namespace {

/// Fractions below this are in the tables only.
constexpr double worth_naming = 0.01;

constexpr std::array<const char*, 3> how_shared{"corner", "edge", "face"};

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

std::size_t Polyhedra::largest_n() const {
  const std::size_t behind = sums().width() - network(network_numbers);
  return std::max<std::size_t>(behind / (counts * kinds()), 1) - 1;
}

/// Mean n, then the fractions of the atoms of a kind with n = 0, 1, …
std::vector<double> Polyhedra::distribution(std::span<const double> sum, Count what, std::size_t kind) const {
  double atoms = 0.0, total = 0.0;
  const std::size_t most = largest_n();
  std::vector<double> numbers(most + 1, 0.0), results;
  for (std::size_t n = 0; n <= most; ++n) {
    if (place(what, kind, n) < sum.size()) numbers[n] = sum[place(what, kind, n)];
    atoms += numbers[n];
    total += static_cast<double>(n) * numbers[n];
  }
  results.push_back(ratio(total, atoms));
  for (const double number : numbers) results.push_back(ratio(number, atoms));
  return results;
}

Findings Polyhedra::findings() const {
  need_frames();
  Findings findings;
  add_census(findings);
  add_sharing(findings);
  add_network(findings);
  return findings;
}

void Polyhedra::add_census(Findings& findings) const {
  const std::size_t most = largest_n();
  CurveTable table{
      "",
      comment_of("ligands_A: fraction of the centres A with n ligands\n"
                 "Q_A: fraction of the network formers A with n bridging ligands (Q^n), which are bonded to "
                 "two formers or more\n"
                 "formers_X: fraction of the ligands X that are bonded to n network formers"),
      {{"n", "", {}}}};
  for (std::size_t n = 0; n <= most; ++n) table.columns[0].values.push_back(static_cast<double>(n));
  const auto add = [&](Count what, std::size_t kind, const std::string& column, const std::string& mean, auto name) {
    const WithErrors found =
        sums().evaluate([&](const std::vector<double>& sum, Index) { return distribution(sum, what, kind); });
    add_columns(table.columns, column, found, 1, 1, most + 1);
    findings.numbers.push_back({mean, "", estimate(found, 0), ""});
    for (std::size_t n = 0; n <= most; ++n)
      if (found.value[n + 1] >= worth_naming) findings.numbers.push_back({name(n), "", estimate(found, n + 1), ""});
    return found.value[0];
  };
  for (std::size_t kind = 0; kind < kinds(); ++kind) {
    const std::string& name = finder().species()[kind];
    if (!is_centre_[kind]) {
      add(formers_of_ligand, kind, "formers_" + name, "mean formers of " + name,
          [&](std::size_t n) { return fmt::format("fraction {} of {} formers", name, n); });
      continue;
    }
    if (add(ligands_of_centre, kind, "ligands_" + name, "mean ligands of " + name,
            [&](std::size_t n) { return fmt::format("fraction {}-fold {}", n, name); }) == 0.0)
      findings.remarks.push_back("No " + name + " has a ligand in any frame.");
    if (is_former_[kind])
      add(bridges_of_former, kind, "Q_" + name, "mean Q " + name,
          [&](std::size_t n) { return fmt::format("fraction Q{} {}", n, name); });
  }
  findings.tables.push_back(std::move(table));
}

/// Of every pair of centres: fractions of the three ways, then their numbers for each centre A.
void Polyhedra::add_sharing(Findings& findings) const {
  CurveTable table{
      "sharing",
      comment_of("neighbouring polyhedra by the number of ligands they share: 1 corner, 2 edge, 3 (or more) "
                 "face\nfraction_A-B: of the pairs that share a ligand; per_A-B: mean number of such B "
                 "around an A"),
      {{"shared", "", {1.0, 2.0, 3.0}}}};
  for (std::size_t a = 0; a < kinds(); ++a)
    for (std::size_t b = 0; b < kinds(); ++b) {
      if (!is_centre_[a] || !is_centre_[b]) continue;
      const WithErrors found = sums().evaluate([&](const std::vector<double>& sum, Index) {
        double centres = 0.0, pairs = 0.0;
        for (std::size_t n = 0; n <= largest_n() && place(ligands_of_centre, a, n) < sum.size(); ++n)
          centres += sum[place(ligands_of_centre, a, n)];
        for (std::size_t how = 0; how < 3; ++how) pairs += sum[sharing(a, b, how)];
        std::vector<double> results;
        for (std::size_t how = 0; how < 3; ++how) results.push_back(ratio(sum[sharing(a, b, how)], pairs));
        for (std::size_t how = 0; how < 3; ++how) results.push_back(ratio(sum[sharing(a, b, how)], centres));
        return results;
      });
      const std::string pair = finder().species()[a] + "-" + finder().species()[b];
      if (a <= b) add_columns(table.columns, "fraction_" + pair, found, 0, 1, 3);
      add_columns(table.columns, "per_" + pair, found, 3, 1, 3);
      for (std::size_t how = 0; how < 3; ++how) {
        if (a <= b)
          findings.numbers.push_back({fmt::format("{}-sharing fraction {}", how_shared[how], pair), "",
                                      estimate(found, how), "of the pairs that share a ligand"});
        findings.numbers.push_back({fmt::format("{}-sharing neighbours {}", how_shared[how], pair), "",
                                    estimate(found, how + 3), "mean number for each centre"});
      }
    }
  findings.tables.push_back(std::move(table));
}

void Polyhedra::add_network(Findings& findings) const {
  const WithErrors found = sums().evaluate([&](const std::vector<double>& sum, Index frames) {
    return std::vector<double>{ratio(sum[network(formers_in_largest)], sum[network(formers)]),
                               sum[network(spanning_frames)] / static_cast<double>(frames)};
  });
  findings.numbers.push_back({"largest cluster", "", estimate(found, 0),
                              "share of the network formers in the largest part that their ligands connect"});
  findings.numbers.push_back({"spanning", "", estimate(found, 1),
                              "share of the frames in which the largest part is connected with its own images"});
}

}  // namespace liquidus
