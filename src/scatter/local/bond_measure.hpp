#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "parallel/communicator.hpp"
#include "scatter/block_sums.hpp"
#include "scatter/local/bond_graph.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// What measures of the local structure have in common: the bonds of a frame are found, numbers are counted from them,
/// and these are summed up in blocks. All ranks find all bonds, which is quick; what follows may be shared.
class BondMeasure : public Measure {
 public:
  Index frames() const override { return sums_.frames(); }
  Index interval() const override { return interval_; }
  /// Collective.
  /// @throws InputError for a frame without atoms, and for a species of a bond that the first frame doesn't know
  /// @throws SimulationError naming the atom if a coordinate isn't finite
  void observe(const Snapshot& now) override;
  std::vector<double> state() const override;
  /// @throws InputError if the state was made with other options, or is no such state
  void restore(const std::vector<double>& state) override;

 protected:
  /// @throws InputError naming the key that is wrong
  BondMeasure(std::string_view type, const BondKeys& keys, const Communicator& ranks);

  /// The numbers of a frame that are summed up; the same on all ranks.
  virtual std::vector<double> numbers_of(const BondGraph& graph) = 0;
  /// Options beside the bonds on which the meaning of the sums depends.
  virtual std::string other_options() const { return ""; }
  /// What a measure keeps beside the sums.
  virtual std::vector<double> more_state() const { return {}; }
  virtual void restore_more(const std::vector<double>& more);

  const std::string& type() const { return type_; }
  const BondFinder& finder() const { return finder_; }
  const BlockSums& sums() const { return sums_; }
  const Communicator& ranks() const { return *ranks_; }
  /// @throws Error if there was no frame
  void need_frames() const;
  /// "500 frames; bonds: Fe-O below 2.6 Å", and below it what the errors are from.
  std::string comment_of(const std::string& what) const;

 private:
  std::string identity() const;
  void check_species(const Structure& atoms) const;

  std::string type_;
  Index interval_;
  const Communicator* ranks_;
  BondFinder finder_;
  BlockSums sums_;
};

/// value and error number k, for a Finding.
Estimate estimate(const WithErrors& found, std::size_t k);
/// Adds the column `name`, and "err_name" if there are errors, of count numbers from number `from` on, `step` apart.
void add_columns(std::vector<CurveColumn>& columns, const std::string& name, const WithErrors& found, std::size_t from,
                 std::size_t step, std::size_t count, const std::string& unit = "");

}  // namespace liquidus
