#pragma once
#include <span>
#include <vector>

#include "core/neighbours.hpp"
#include "md/motion.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// Besides forces; an evaluation without them is quicker.
struct Extras {
  bool energy = false, virial = false;
  bool deviations = false;  // of potentials that give them
};

/// A potential evaluated along a trajectory, on lists that follow the atoms of all ranks. What takes a Motion is
/// collective.
class Forces {
 public:
  /// @param domain  must outlive it, as the potential must
  /// @param reach   Å; how far around a rank's atoms those of other ranks are known at least
  Forces(const Potential& potential, Skin skin, Domain& domain, double reach = 0.0);

  /// At the atoms' places of now. When lists are rebuilt the atoms are put back into the cell, with their images, and
  /// go to the rank that they are on.
  void update(Motion& motion, Extras wanted);
  /// Makes energy and virial known without touching the forces: a run that happens to ask for a row more than another
  /// goes on with the same bits.
  void complete(Motion& motion);
  /// Own atoms and ghosts at their places of now, for what else looks at pairs. Lists have been made before, and the
  /// atoms have not moved since update().
  const Neighbourhood& around(const Motion& motion);
  /// Makes the first lists, which update() would.
  void make_lists(Motion& motion);
  bool has_lists() const { return generation_ > 0; }
  const Neighbourhood& neighbourhood() const { return neighbours_->neighbourhood(); }
  const Halo& halo() const { return neighbours_->halo(); }

  std::span<const Vec3> forces() const { return {now_.forces.data(), own_}; }
  bool has_energy() const { return has_.energy; }
  bool has_virial() const { return has_.virial; }
  bool has_deviations() const { return has_.deviations; }
  double energy() const;                                // eV, of all ranks; it is known
  const Mat3& virial() const;                           // eV, of all ranks; it is known
  std::span<const double> deviations() const;           // [own] eV/Å; they are known
  std::span<const double> relative_deviations() const;  // [own] the same over the size of the force

  struct Values {
    std::vector<Vec3> forces;
    double energy = 0.0;
    Mat3 virial{};
    std::vector<double> deviations, relative_deviations;
    Extras has;
    Index generation = 0;  // of the lists
  };
  /// Copies the values of now, and sets them, for restarts.
  void save(Values& values) const;
  void set(const Values& values);
  /// Sets them for a move that is taken back, with the atoms as they were when the values were saved. Where atoms have
  /// changed ranks since, they are sent home again and the values found anew.
  void take_back(Motion& motion, const Values& values);

  /// Where the rank's atoms stood when lists were built. Lists built again from there are the same, in the same order,
  /// so that a restart goes on with the same bits from any step.
  struct Origin {
    std::vector<Vec3> r;
    Cell cell;
  };
  const Origin& origin() const { return origin_; }
  /// Builds the lists for `motion` as they were built at `origin`.
  void build_at(const Origin& origin, const Motion& motion);

 private:
  const Neighbourhood& follow(Motion& motion);
  void evaluate(const Neighbourhood& atoms, Evaluation& out);

  const Potential* potential_;
  Domain* domain_;
  std::unique_ptr<Neighbours> neighbours_;
  Index generation_ = 0;
  std::size_t own_ = 0;
  Evaluation now_, spare_;
  Extras has_;
  Origin origin_;
};

}  // namespace liquidus
