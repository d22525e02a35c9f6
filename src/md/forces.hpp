#pragma once
#include <span>
#include <vector>

#include "core/neighbours.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// Besides forces; an evaluation without them is quicker.
struct Extras {
  bool energy = false, virial = false;
  bool deviations = false;  // of potentials that give them
};

/// A potential evaluated along a trajectory, on lists that follow the atoms.
class Forces {
 public:
  Forces(const Potential& potential, Skin skin);

  /// At the atoms' places of now. When lists are rebuilt the atoms are put back into the cell, with their images.
  void update(Structure& atoms, Extras wanted);
  /// Makes energy and virial known without touching the forces: a run that happens to ask for a row more than another
  /// goes on with the same bits.
  void complete(const Structure& atoms);

  std::span<const Vec3> forces() const { return {now_.forces.data(), own_}; }
  bool has_energy() const { return has_.energy; }
  bool has_virial() const { return has_.virial; }
  bool has_deviations() const { return has_.deviations; }
  double energy() const;                                // eV; it is known
  const Mat3& virial() const;                           // eV; it is known
  std::span<const double> deviations() const;           // [own] eV/Å; they are known
  std::span<const double> relative_deviations() const;  // [own] the same over the size of the force

  struct Values {
    std::vector<Vec3> forces;
    double energy = 0.0;
    Mat3 virial{};
    std::vector<double> deviations, relative_deviations;
    Extras has;
  };
  /// Copies the values of now, and sets them: for moves that may be taken back, and for restarts.
  void save(Values& values) const;
  void set(const Values& values);

  /// Where the atoms stood when lists were built. Lists built again from there are the same, in the same order, so that
  /// a restart goes on with the same bits from any step.
  struct Origin {
    std::vector<Vec3> r;
    Cell cell;
  };
  const Origin& origin() const { return origin_; }
  /// Builds the lists for `atoms` as they were built at `origin`.
  void build_at(const Origin& origin, const Structure& atoms);

 private:
  void evaluate(const Neighbourhood& atoms, Evaluation& out);

  const Potential* potential_;
  std::unique_ptr<PeriodicNeighbours> neighbours_;
  Index generation_ = 0;
  std::size_t own_ = 0;
  Evaluation now_, spare_;
  Extras has_;
  Origin origin_;
};

}  // namespace liquidus
