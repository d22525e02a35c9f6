#pragma once
#include <map>
#include <vector>

#include "scatter/local/bond_measure.hpp"

namespace liquidus {

/// `[[measure]] type = "coordination"`.
struct CoordinationOptions : BondKeys {};

inline constexpr auto coordination_fields = bond_fields<CoordinationOptions>;

/// How many neighbours of each species atoms are bonded to: the distribution P(n) of B around A and of A around B for
/// every bond A-B, its mean, and where atoms have neighbours of several species the fraction of every mixture. Averages
/// are over all atoms of the species in all frames.
class Coordination : public BondMeasure {
 public:
  /// @throws InputError naming the key that is wrong
  explicit Coordination(const CoordinationOptions& options, const Communicator& ranks = Communicator::self());
  Findings findings() const override;

 protected:
  std::vector<double> numbers_of(const BondGraph& graph) override;
  std::vector<double> more_state() const override;
  void restore_more(const std::vector<double>& more) override;

 private:
  /// Kind of the atom, then its numbers of neighbours by kind.
  using Environment = std::vector<int>;
  /// Σ weight · atoms in an environment, over all atoms of a kind.
  struct Average {
    int kind;
    std::vector<double> weight;  // [environments]
  };
  std::size_t place_of(const Environment& environment);
  template <class Weight>
  Average average(int kind, Weight weight) const;
  WithErrors evaluate(const std::vector<Average>& averages) const;
  std::vector<int> neighbours_of(int kind) const;
  int most_neighbours() const;
  void add_distributions(Findings& findings) const;
  void add_environments(Findings& findings, int kind) const;

  std::vector<Environment> environments_;  // those seen so far, in the order of the sums
  std::map<Environment, std::size_t> place_;
};

}  // namespace liquidus
