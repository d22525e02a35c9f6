#pragma once
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "scatter/jackknife.hpp"
#include "scatter/measure.hpp"
#include "scatter/pairs/pair_counter.hpp"
#include "scatter/pairs/radial_bins.hpp"

namespace liquidus {

/// How a pair distribution is measured.
struct PairDistributionOptions {
  double cutoff = 10.0;  // Å; rounded up to whole bins; may be longer than half the box
  double width = 0.02;   // Å
  Index interval = 1;    // steps of a run between two frames
  Index blocks = 10;     // blocks of frames for the error bars: this many or up to twice as many
  double volume = std::numeric_limits<double>::quiet_NaN();  // Å³, for frames that aren't periodic in all directions
};

/// The pair distribution of two kinds of atoms, averaged over frames; a and b are "" for all atoms (the total).
///
/// g(r_k) = ⟨V · n_k / (N_a N_b)⟩ / (4π/3 (r₊³ − r₋³)) at the bin centres, n_k ordered pairs (a, b) in bin k. N_a N_b
/// is the usual normalisation also for a = b: then g of an ideal gas of N atoms is 1 − 1/N, in a closed box as here,
/// and that of unlike pairs is 1. The total is Σ c_a c_b g_ab with the number fractions c.
struct Partial {
  std::string a, b;
  std::vector<double> r;                                // [bins] bin centres, Å
  std::vector<double> g;                                // [bins]
  std::vector<double> r_upper;                          // [bins] upper edges, Å: n stands there
  std::vector<double> n_ab;                             // [bins] mean number of b within r_upper of an a
  std::vector<double> n_ba;                             // [bins] mean number of a within r_upper of a b
  std::vector<double> g_error, n_ab_error, n_ba_error;  // [bins] standard errors; empty with fewer than two frames
  Jackknife jackknife;                                  // for errors of what is derived from g and n
  std::vector<std::vector<double>> g_without, n_ab_without, n_ba_without;  // [blocks][bins] one block left out

  /// "Na-Cl", or "total".
  std::string name() const { return a.empty() ? "total" : a + "-" + b; }
};

struct PairDistributions {
  RadialBins bins;
  Index frames = 0;
  double number_density = 0.0;       // 1/Å³, mean of N/V
  double least_height = 0.0;         // Å, between opposite faces of the cell, the least of all frames; 0 where open
  std::vector<std::string> species;  // in the order of their first appearance
  std::vector<double> atoms;         // [species] mean number in a frame
  std::vector<Partial> partials;     // (0,0), (0,1), (1,1), (0,2), … of species; those with pairs to speak of
  Partial total;

  /// "Na-Cl" or "Cl-Na" (then with n_ab and n_ba the way asked for), or "total".
  /// @throws InputError naming the pairs there are
  Partial pair(std::string_view name) const;
};

/// Columns r, g_Na-Na, err_g_Na-Na, …, g_total, …, then r_n and n_Na-Cl (Cl around Na out to r_n), err_n_Na-Cl, …; the
/// comment says how they are normalised.
CurveTable pair_table(const PairDistributions& result);

/// Accumulates g_ab(r) of all pairs of species, during a run or frame by frame. Cell, composition and order of species
/// may change from frame to frame; species are matched by name and every frame is normalised by its own volume. Several
/// ranks are shown the same whole frames, share the counting, and all have the same result, that of one rank alone.
class PairDistribution : public Measure {
 public:
  /// @throws std::invalid_argument for a width, cutoff, interval, number of blocks or volume that isn't positive
  explicit PairDistribution(const PairDistributionOptions& options, const Communicator& ranks = Communicator::self());

  /// Collective.
  /// @throws InputError if the frame isn't periodic in all directions and no volume was given
  /// @throws SimulationError if a coordinate isn't finite
  void add(const Structure& atoms);
  Index frames() const override;
  /// @throws Error if there was no frame
  PairDistributions result() const;
  Findings findings() const override;

  Index interval() const override { return options_.interval; }
  void observe(const Snapshot& now) override { add(now.atoms); }
  std::vector<double> state() const override;
  /// @throws InputError if the state was made with other bins or blocks, or is no such state
  void restore(const std::vector<double>& state) override;
  const PairDistributionOptions& options() const { return options_; }

 private:
  struct Sum {  // of one pair of kinds, or of all
    double frames = 0.0;
    std::vector<double> weighted, counts;  // [bins] or empty: Σ V n / (N_a N_b) and Σ n, n unordered pairs
    void add(std::span<const std::uint64_t> n, double weight);
  };
  struct Block {
    double frames = 0.0, density = 0.0;  // density: Σ N/V
    std::vector<double> atoms;           // [species so far] Σ N
    std::vector<Sum> pairs;              // by PairCounter::pair
    Sum total;
  };
  struct Curves {
    std::vector<double> g, n_ab, n_ba;
  };

  void sort_kinds(const Structure& atoms);
  Block& open_block();
  static void merge(Block& into, const Block& other);
  Block sum_of_blocks(std::optional<std::size_t> without = {}) const;
  void evaluate(const Sum& sum, double atoms_a, double atoms_b, bool like, Curves& curves) const;
  template <class SumIn, class AtomsIn>
  Partial partial(bool like, SumIn sum_in, AtomsIn atoms_in, const Block& all, const std::vector<Block>& without) const;
  Partial total(const Block& all, const std::vector<Block>& without) const;

  PairDistributionOptions options_;
  const Communicator* ranks_;
  RadialBins bins_;
  std::vector<std::string> species_;
  std::vector<Block> blocks_;
  double block_length_ = 1.0;  // frames
  double least_height_ = 0.0;  // Å
  // scratch of the frame at hand
  std::optional<PairCounter> counter_;
  std::vector<int> kinds_;      // [n]
  std::vector<double> number_;  // [species]
};

}  // namespace liquidus
