#include "scatter/local/polyhedra.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "core/threads.hpp"
#include "scatter/local/network.hpp"

namespace liquidus {

Polyhedra::Polyhedra(const PolyhedraOptions& options, const Communicator& ranks)
    : BondMeasure("polyhedra", options, ranks), is_centre_(kinds(), 0), is_former_(kinds(), 0) {
  const auto& names = finder().species();
  const auto kind = [&](const std::string& name) {
    return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
  };
  std::vector<std::string> centres;
  for (const auto& rule : finder().rules()) {
    is_centre_[kind(rule.a)] = 1;
    centres.push_back(rule.a);
  }
  for (const auto& rule : finder().rules())
    if (is_centre_[kind(rule.b)])
      refuse_measure("polyhedra", "bonds: " + rule.b +
                                      " is centre and ligand at once; of every bond the centre is named first and the "
                                      "ligand second");
  for (const auto& name : options.formers) {
    if (std::find(centres.begin(), centres.end(), name) == centres.end())
      refuse_measure("polyhedra", "formers: '" + name + "' is no centre of a bond" + suggestion(name, centres));
    is_former_[kind(name)] = 1;
  }
  if (options.formers.empty()) is_former_ = is_centre_;
}

std::string Polyhedra::other_options() const {
  std::string text = "formers";
  for (std::size_t k = 0; k < kinds(); ++k)
    if (is_former_[k]) text += " " + finder().species()[k];
  return text;
}

int Polyhedra::formers_around(const BondGraph& graph, Index i) const {
  int number = 0;
  for (const Bond& bond : graph.of(i))
    number += is_former_[static_cast<std::size_t>(graph.kind[static_cast<std::size_t>(bond.to)])];
  return number;
}

/// All numbers are of atoms and pairs of atoms: sums over threads and ranks are exact.
std::vector<double> Polyhedra::numbers_of(const BondGraph& graph) {
  std::vector<Work> parts(static_cast<std::size_t>(threads()));
  for (auto& part : parts) part.numbers.assign(place(ligands_of_centre, 0, 0), 0.0);
  const auto [from, to] = range_of(graph.size(), ranks().rank(), ranks().size());
  parallel_ranges(to - from, Nanoseconds{500.0}, [&, from = from](Index begin, Index end, int part) {
    for (Index i = from + begin; i < from + end; ++i) add_atom(graph, i, parts[static_cast<std::size_t>(part)]);
  });
  std::vector<double> numbers;
  for (const auto& part : parts) {
    numbers.resize(std::max(numbers.size(), part.numbers.size()), 0.0);
    for (std::size_t k = 0; k < part.numbers.size(); ++k) numbers[k] += part.numbers[k];
  }
  numbers.resize(static_cast<std::size_t>(ranks().max(static_cast<Index>(numbers.size()))), 0.0);
  ranks().sum(numbers);
  add_network(graph, numbers);
  return numbers;
}

void Polyhedra::add_atom(const BondGraph& graph, Index i, Work& work) const {
  if (graph.kind[static_cast<std::size_t>(i)] < 0) return;
  const auto kind = static_cast<std::size_t>(graph.kind[static_cast<std::size_t>(i)]);
  const auto count = [&](Count what, std::size_t n) {
    work.numbers.resize(std::max(work.numbers.size(), place(ligands_of_centre, 0, n + 1)), 0.0);
    work.numbers[place(what, kind, n)] += 1.0;
  };
  if (!is_centre_[kind]) {
    count(formers_of_ligand, static_cast<std::size_t>(formers_around(graph, i)));
    return;
  }
  const auto bonds = graph.of(i);
  count(ligands_of_centre, bonds.size());
  if (is_former_[kind]) {
    const auto bridges =
        std::count_if(bonds.begin(), bonds.end(), [&](const Bond& b) { return formers_around(graph, b.to) >= 2; });
    count(bridges_of_former, static_cast<std::size_t>(bridges));
  }
  add_sharing(graph, i, work);
}

/// Every ligand of i leads to the other centres that have it; those reached n times share n ligands.
void Polyhedra::add_sharing(const BondGraph& graph, Index i, Work& work) const {
  auto& neighbours = work.neighbours;
  neighbours.clear();
  const Neighbour self{static_cast<std::int32_t>(i), {}};
  for (const Bond& to_ligand : graph.of(i))
    for (const Bond& to_centre : graph.of(to_ligand.to)) {
      const Neighbour there{to_centre.to, to_ligand.shift + to_centre.shift};
      if (there != self) neighbours.push_back(there);
    }
  std::sort(neighbours.begin(), neighbours.end());
  const auto kind = [&](Index atom) { return static_cast<std::size_t>(graph.kind[static_cast<std::size_t>(atom)]); };
  for (std::size_t k = 0; k < neighbours.size();) {
    std::size_t end = k;
    while (end < neighbours.size() && neighbours[end] == neighbours[k]) ++end;
    work.numbers[sharing(kind(i), kind(neighbours[k].atom), std::min<std::size_t>(end - k, 3) - 1)] += 1.0;
    k = end;
  }
}

void Polyhedra::add_network(const BondGraph& graph, std::vector<double>& numbers) const {
  const auto n = static_cast<std::size_t>(graph.size());
  std::vector<std::uint8_t> part(n, 0), counted(n, 0);
  double all = 0.0;
  for (std::size_t i = 0; i < n; ++i) {
    if (graph.kind[i] < 0) continue;
    const auto kind = static_cast<std::size_t>(graph.kind[i]);
    counted[i] = is_former_[kind];
    part[i] = is_former_[kind] || !is_centre_[kind] ? 1 : 0;
    all += counted[i];
  }
  const LargestCluster largest = largest_cluster(graph, part, counted);
  numbers[network(formers_in_largest)] = static_cast<double>(largest.size);
  numbers[network(formers)] = all;
  numbers[network(spanning_frames)] = largest.spanning ? 1.0 : 0.0;
}

}  // namespace liquidus
