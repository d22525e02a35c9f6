#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/neighbourhood.hpp"
#include "parallel/communicator.hpp"

namespace liquidus {

/// What a potential is asked for, and what potentials add up to. Sizes are [total]: what stands on a ghost belongs to
/// its owner and is summed back by the halo.
struct Evaluation {
  bool with_energy = true;            // energy; a step that prints nothing can do without
  bool with_virial = true;            // virial
  bool with_atomic_energies = false;  // atomic_energies; implies with_energy
  bool with_atomic_virials = false;   // atomic_virials, from potentials that give them
  bool with_deviations = false;       // deviations, from committees

  double energy = 0.0;                  // eV, this rank's part
  Mat3 virial{};                        // W = Σ r ⊗ f = −dE/dε, eV, this rank's part; stress is −ΣW/V
  std::vector<Vec3> forces;             // [total] eV/Å, −dE/dr
  std::vector<double> atomic_energies;  // [total] eV, or empty
  std::vector<Mat3> atomic_virials;     // [total] eV, or empty; they add up to the virial
  std::vector<double> deviations;       // [own] eV/Å, or empty: how far a committee's members disagree on the force
  std::vector<double> relative_deviations;  // [own] the same over the size of the force

  /// Zero, with room for `total` atoms.
  void reset(Index total);
};

/// How far a potential looks: the halo is cutoff × hops wide, or one cutoff if features are exchanged between layers.
struct Reach {
  double cutoff = 0.0;  // Å
  int hops = 1;
  bool exchanges_features = false;

  /// Å, of the ghosts of other ranks.
  double width() const { return exchanges_features ? cutoff : cutoff * hops; }
};

/// Energy of a configuration, made for a fixed list of species (the types in the neighbourhood index it). A result
/// depends on the arguments alone; an instance may hold scratch memory, so that two threads need two instances.
class Potential {
 public:
  virtual ~Potential() = default;
  virtual Reach reach() const = 0;
  /// The lists that add() looks up in the neighbourhood. Long and short ranges ask for lists of their own.
  virtual std::vector<ListRequest> lists() const = 0;
  /// What several ranks add up to is the whole: energies and virials of pairs that are counted here, of own atoms, or
  /// of a rank's part of a mesh.
  virtual void add(const Neighbourhood& atoms, Evaluation& out) const = 0;
  /// add() in two halves, of which the first does all that puts forces on ghosts: these travel home during the second.
  /// To be called one after the other.
  virtual void add_across(const Neighbourhood& atoms, Evaluation& out) const { add(atoms, out); }
  virtual void add_within(const Neighbourhood&, Evaluation&) const {}
  /// Takes over another term of a sum if both can be reckoned in one go; `other` is null then. Else nothing happens.
  virtual bool take_on(std::unique_ptr<Potential>&) { return false; }
  /// Whether add() fills Evaluation::atomic_virials, and deviations, when asked for them.
  virtual bool gives_atomic_virials() const { return false; }
  virtual bool gives_deviations() const { return false; }
};

/// Several potentials as one, each with its own lists but for those that one before them has taken on.
class Sum : public Potential {
 public:
  void append(std::unique_ptr<Potential> term);
  bool take_on(std::unique_ptr<Potential>& other) override;  // one of the terms does
  Index size() const { return static_cast<Index>(terms_.size()); }
  Reach reach() const override;
  std::vector<ListRequest> lists() const override;
  void add(const Neighbourhood& atoms, Evaluation& out) const override;
  void add_across(const Neighbourhood& atoms, Evaluation& out) const override;
  void add_within(const Neighbourhood& atoms, Evaluation& out) const override;
  bool gives_atomic_virials() const override;  // all terms do
  bool gives_deviations() const override;      // one term does

 private:
  std::vector<std::unique_ptr<Potential>> terms_;
};

/// One configuration from scratch, on one rank: lists are made and thrown away. `wanted` says what to compute; all that
/// comes back is [own].
Evaluation evaluate(const Potential& potential, const Structure& atoms, Evaluation wanted);
Evaluation evaluate(const Potential& potential, const Structure& atoms, bool with_atomic_energies = false);
/// The same by all ranks, for a potential that was made for them. `atoms` is looked at on the root alone, and there all
/// comes back in its order; energy and virial on all ranks. Collective.
Evaluation evaluate(const Potential& potential, const Structure& atoms, Evaluation wanted, const Communicator& ranks);

}  // namespace liquidus
