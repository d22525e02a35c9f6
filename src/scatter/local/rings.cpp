#include "scatter/local/rings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/errors.hpp"

namespace liquidus {
namespace {

const std::vector<std::string> known_criteria{"king", "guttman", "primitive"};

/// Sizes with fewer rings for each node than this are in the tables only.
constexpr double worth_naming = 0.01;

const RingsOptions& checked(const RingsOptions& options) {
  const auto refuse = [](const std::string& what) { refuse_measure("rings", what); };
  if (options.max_size < 3 || options.max_size > largest_ring)
    refuse(fmt::format("max_size must be 3 to {} atoms", largest_ring));
  if (options.criteria.empty()) refuse("criteria: there is none");
  for (const auto& name : options.criteria) {
    if (std::find(known_criteria.begin(), known_criteria.end(), name) == known_criteria.end())
      refuse("criteria: '" + name + "' is none" + suggestion(name, known_criteria));
    if (std::count(options.criteria.begin(), options.criteria.end(), name) > 1)
      refuse("criteria: " + name + " is named twice");
  }
  return options;
}

double ratio(double part, double whole) { return whole > 0.0 ? part / whole : 0.0; }

}  // namespace

Rings::Rings(const RingsOptions& options, const Communicator& ranks)
    : BondMeasure("rings", options, ranks),
      criteria_(checked(options).criteria),
      counted_(finder().species().size(), options.count.empty() ? 1 : 0),
      max_size_(static_cast<int>(options.max_size)) {
  const auto& names = finder().species();
  for (const auto& name : options.count) {
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) refuse_measure("rings", "count: '" + name + "' has no bonds" + suggestion(name, names));
    counted_[static_cast<std::size_t>(found - names.begin())] = 1;
  }
}

std::string Rings::other_options() const {
  std::string text = fmt::format("up to {}, counting {}", max_size_, nodes_in_words());
  for (const auto& name : criteria_) text += ", " + name;
  return text;
}

std::string Rings::nodes_in_words() const {
  std::string text;
  for (std::size_t k = 0; k < counted_.size(); ++k)
    if (counted_[k]) text += (text.empty() ? "" : ", ") + finder().species()[k];
  return text;
}

std::vector<double> Rings::numbers_of(const BondGraph& graph) {
  RingNetwork network{graph, std::vector<std::uint8_t>(graph.kind.size(), 0), max_size_};
  std::vector<double> numbers(place(criteria_.size(), rings, 0), 0.0);
  for (std::size_t i = 0; i < graph.kind.size(); ++i) {
    network.counted[i] = graph.kind[i] >= 0 ? counted_[static_cast<std::size_t>(graph.kind[i])] : 0;
    numbers[0] += network.counted[i];
  }
  const auto wanted = [&](std::string_view name) {
    return std::find(criteria_.begin(), criteria_.end(), name) != criteria_.end();
  };
  if (wanted("king") || wanted("guttman")) {
    const PathRings counts = path_rings(network, ranks());
    put(counts.king, "king", numbers);
    put(counts.guttman, "guttman", numbers);
  }
  if (wanted("primitive")) put(primitive_rings(network, ranks()), "primitive", numbers);
  return numbers;
}

void Rings::put(const RingCounts& counts, std::string_view criterion, std::vector<double>& numbers) const {
  const auto found_at = std::find(criteria_.begin(), criteria_.end(), criterion);
  if (found_at == criteria_.end()) return;
  const auto c = static_cast<std::size_t>(found_at - criteria_.begin());
  const std::array<const std::vector<double>*, quantities> all{&counts.rings, &counts.found, &counts.nodes,
                                                               &counts.longest, &counts.shortest};
  for (std::size_t q = 0; q < quantities; ++q)
    std::copy(all[q]->begin(), all[q]->end(),
              numbers.begin() + static_cast<std::ptrdiff_t>(place(c, static_cast<Quantity>(q), 0)));
}

Findings Rings::findings() const {
  need_frames();
  Findings findings;
  for (std::size_t c = 0; c < criteria_.size(); ++c) add_criterion(findings, c);
  return findings;
}

void Rings::add_criterion(Findings& findings, std::size_t criterion) const {
  const std::string& name = criteria_[criterion];
  const std::size_t count = sizes() - 1;  // of n = 1, 2, …
  const WithErrors found = sums().evaluate([&](const std::vector<double>& sum, Index frames) {
    const auto of = [&](Quantity q, std::size_t n) { return sum[place(criterion, q, n)]; };
    std::vector<double> results(6 * count + 1, 0.0);
    double all = 0.0, total = 0.0;
    for (std::size_t n = 1; n <= count; ++n) {
      const double at_n = of(nodes, n);
      const std::array values{of(rings, n) / static_cast<double>(frames),
                              ratio(of(rings, n), sum[0]),
                              ratio(of(at_nodes, n), sum[0]),
                              ratio(at_n, sum[0]),
                              ratio(of(longest, n), at_n),
                              ratio(of(shortest, n), at_n)};
      for (std::size_t q = 0; q < values.size(); ++q) results[q * count + n - 1] = values[q];
      all += of(rings, n);
      total += static_cast<double>(n) * of(rings, n);
    }
    results.back() = ratio(total, all);
    return results;
  });
  CurveTable table{
      name,
      comment_of(
          fmt::format("rings by the {} criterion, up to {} atoms; nodes, and n, the nodes in a ring: {}\n"
                      "R_C: different rings in a cell; R_node: the same for each node; found: rings found at a node\n"
                      "P_N: share of the nodes at which a ring of n is found; P_max, P_min: of these the share with no "
                      "longer, no shorter ring (Le Roux & Jund 2010)",
                      name, max_size_, nodes_in_words())),
      {{"n", "", {}}}};
  for (std::size_t n = 1; n <= count; ++n) table.columns[0].values.push_back(static_cast<double>(n));
  std::size_t q = 0;
  for (const char* column : {"R_C", "R_node", "found", "P_N", "P_max", "P_min"})
    add_columns(table.columns, column, found, count * q++, 1, count);
  findings.tables.push_back(std::move(table));
  if (found.value.back() == 0.0) {
    findings.remarks.push_back(fmt::format("No frame has a {} ring of up to {} atoms.", name, max_size_));
    return;
  }
  findings.numbers.push_back({"mean size of " + name + " rings", "", estimate(found, 6 * count),
                              "up to " + std::to_string(max_size_) + " atoms; size in nodes: " + nodes_in_words()});
  for (std::size_t n = 1; n <= count; ++n)
    if (found.value[count + n - 1] >= worth_naming)
      findings.numbers.push_back(
          {fmt::format("{} {}-rings per node", name, n), "", estimate(found, count + n - 1), ""});
}

}  // namespace liquidus
