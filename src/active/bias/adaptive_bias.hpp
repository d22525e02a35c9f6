#pragma once
#include <array>
#include <vector>

#include "active/bias/hill_sum.hpp"
#include "core/cell.hpp"

namespace liquidus {

/// What sets the hills of well-tempered metadynamics.
struct HillRule {
  double width = 0.0;        // in units of the variable
  double height = 0.0;       // eV, of the first hill
  double factor = 10.0;      // γ, above 1
  double temperature = 0.0;  // K
  double from = -HillSum::no_bound, to = HillSum::no_bound;
};

/// A bias V(s) on one variable that is filled where the system has been: well-tempered metadynamics (Barducci, Bussi &
/// Parrinello, Phys. Rev. Lett. 100, 020603, 2008). A hill has the height h exp(−V(s)/((γ − 1) kT)), V before it. In
/// the end s is distributed as exp(−F(s)/γkT), and F(s) = −γ/(γ − 1) V(s) + const.
///
/// Where there are bounds, no hills are set beyond them and there is no force; see HillSum. On several ranks each has
/// the same.
class AdaptiveBias {
 public:
  struct Hill {
    Index step;
    double time;  // fs
    double centre, width, height;
  };

  /// @throws std::invalid_argument for a height or temperature that isn't positive, a factor that isn't above 1, and as
  /// HillSum
  explicit AdaptiveBias(const HillRule& rule);

  HillSum::Value at(double s) const { return sum_.at(s); }
  /// F(s) up to a constant, eV.
  double free_energy(double s) const;
  double height_at(double s) const;  // eV, of a hill that would be set now
  /// Sets one unless s is beyond the bounds or no number. True if it did.
  bool deposit(Index step, double time, double s);
  const std::vector<Hill>& hills() const { return hills_; }
  const HillSum& sum() const { return sum_; }
  /// Puts others in the place of all hills.
  void set(const std::vector<Hill>& hills);

  /// The potential tells what it found in an evaluation, and an observer asks for it at the end of a step. A barostat's
  /// move that was refused has been evaluated last, but in another cell than that of the step: so the last two are
  /// kept, and told apart by their cells.
  void saw(double s, const Cell& cell);
  /// @throws std::logic_error if neither of the last two was in that cell
  double seen_in(const Cell& cell) const;

 private:
  struct Seen {
    double s = 0.0;
    Cell cell;
    bool known = false;
  };
  HillRule rule_;
  HillSum sum_;
  std::vector<Hill> hills_;
  std::array<Seen, 2> seen_;  // the last one first
};

}  // namespace liquidus
