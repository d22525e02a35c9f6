#pragma once
#include <string>
#include <vector>

#include "scatter/local/bond_measure.hpp"
#include "scatter/local/ring_counts.hpp"

namespace liquidus {

/// `[[measure]] type = "rings"`.
struct RingsOptions : BondKeys {
  RingsOptions() : criteria{"king", "primitive"} {}
  std::vector<std::string> criteria, count;
  Index max_size = 12;
};

inline constexpr auto rings_fields = joined(
    bond_fields<RingsOptions>,
    std::array{
        Field<RingsOptions>{"criteria", "", "which rings: king, guttman, primitive", &RingsOptions::criteria},
        Field<RingsOptions>{"max_size", "", "atoms in the largest rings that are looked for", &RingsOptions::max_size},
        Field<RingsOptions>{
            "count", "",
            "species that are the nodes: rings begin at them, and their size is the number of them; all "
            "that have bonds if left out",
            &RingsOptions::count},
    });

/// Statistics of the rings that bonds make, as Le Roux & Jund, Comput. Mater. Sci. 49, 70 (2010) define them: different
/// rings R_C(n) in a cell, the share P_N(n) of nodes at which a ring of n is found, and of these the shares for which
/// none is longer, P_max(n), or shorter, P_min(n). Rings are closed in the infinite crystal of cells, so that a small
/// cell has, for each node, those of a large one.
class Rings : public BondMeasure {
 public:
  /// @throws InputError naming the key that is wrong
  explicit Rings(const RingsOptions& options, const Communicator& ranks = Communicator::self());
  Findings findings() const override;

 protected:
  std::vector<double> numbers_of(const BondGraph& graph) override;
  std::string other_options() const override;

 private:
  enum Quantity : std::size_t { rings, at_nodes, nodes, longest, shortest, quantities };
  std::size_t sizes() const { return static_cast<std::size_t>(max_size_) + 1; }
  std::size_t place(std::size_t criterion, Quantity quantity, std::size_t size) const {
    return 1 + (criterion * quantities + quantity) * sizes() + size;  // behind the number of nodes
  }
  void put(const RingCounts& counts, std::string_view criterion, std::vector<double>& numbers) const;
  std::string nodes_in_words() const;
  void add_criterion(Findings& findings, std::size_t criterion) const;

  std::vector<std::string> criteria_;
  std::vector<std::uint8_t> counted_;  // [kinds]
  int max_size_;
};

}  // namespace liquidus
