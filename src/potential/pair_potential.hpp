#pragma once
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "potential/potential.hpp"

namespace liquidus {

/// What happens to a pair energy U(r) at the cutoff r_c. Plain leaves the step; shift subtracts U(r_c); shifted force
/// subtracts U(r_c) + (r − r_c) U'(r_c), so that force and energy end at zero; switched multiplies by a polynomial of
/// fifth order that falls from 1 at switch_from to 0 at r_c with zero first and second derivatives at both ends.
enum class Truncation { plain, shift, shifted_force, switched };

struct PairCutoff {
  double cutoff = 0.0;  // Å
  Truncation truncation = Truncation::plain;
  double switch_from = 0.0;  // Å, for switched
  /// Adds what the cutoff takes away from the energy and pressure of a fluid without structure at such distances (Allen
  /// & Tildesley, eq. 2.144), for plain truncation and for what a switch takes away.
  bool tail = false;
};

/// A parameter that is out of range, or parameters that can't go together, of one pair of types.
class PairError : public std::invalid_argument {
 public:
  PairError(Index a, Index b, const std::string& what) : std::invalid_argument(what), type_a(a), type_b(b) {}
  Index type_a, type_b;
};

/// One function pointer per variant of a form's kernel; see pair_kernel-inl.hpp.
struct PairKernelArgs;
struct PairKernels {
  using Run = void (*)(const PairKernelArgs&);
  using Probe = void (*)(const PairKernelArgs&, int, int, std::span<const double>, std::span<double>,
                         std::span<double>);
  /// [one species or many][constant offset, shifted force, switched][forces only, energies too]
  Run run[2][3][2];
  /// The same, constant offset only, with a table on top: [one species or many][forces only, energies too].
  Run layered[2][2];
  /// Energies and −U'(r)/r of the untruncated form for one pair of types at the distances given.
  Probe probe;
  int parameters;
  bool table;  // the form is a table, which can stand on top of another
};

/// A pair form with parameters per pair of species, evaluated on cluster lists. The forms are in files of their own;
/// each supplies its kernels and its table of parameters.
class PairPotential : public Potential {
 public:
  /// @param parameters  [parameter][types][types], symmetric in the types
  /// @param constants   numbers that are the same for all pairs; what they are is the form's business
  /// @throws std::invalid_argument for a cutoff that isn't positive, a switch beyond it, or a tail with a shift
  PairPotential(const PairKernels& kernels, Index types, std::vector<double> parameters, const PairCutoff& cutoff,
                std::vector<double> constants = {});

  Reach reach() const override { return {cutoff_.cutoff, 1, false}; }
  std::vector<ListRequest> lists() const override { return {{cutoff_.cutoff, ListKind::clusters}}; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override;
  void add_across(const Neighbourhood& atoms, Evaluation& out) const override;
  void add_within(const Neighbourhood& atoms, Evaluation& out) const override;
  /// A table that is cut off plainly, no farther out than this form, is from then on reckoned in the same walk over the
  /// list, if this form's own cutoff is plain or a shift; the sum differs from that of two walks by roundings only.
  bool take_on(std::unique_ptr<Potential>& other) override;

  struct Point {
    double energy, slope;  // eV, eV/Å
  };
  /// U(r) and U'(r) of the form without its truncation, and without a table that was taken on.
  Point at(int type_a, int type_b, double r) const;

 private:
  enum class Entries { all, ghosts, own };  // which of a cluster's entries a kernel visits
  void pack(const ClusterList& list, const Neighbourhood& atoms) const;
  void clear(const ClusterList& list, const Evaluation& out) const;
  void run(const ClusterList& list, Entries entries, const Evaluation& out) const;
  void unpack_forces(const ClusterList& list, Index begin, Index end, Evaluation& out) const;
  void unpack_energies(const ClusterList& list, Evaluation& out) const;
  void set_truncation();
  void set_tail();
  std::pair<double, double> tail_between(int type_a, int type_b, double from, double to) const;
  void add_tail(const Neighbourhood& atoms, Evaluation& out) const;

  PairKernels kernels_;
  Index types_, stride_;
  PairCutoff cutoff_;
  std::vector<double> table_;  // [parameters + 2][types][stride]; the last two truncate: U(r_c) and U'(r_c)
  std::vector<double> constants_;
  std::unique_ptr<PairPotential> layer_;           // a table on top, or null
  std::vector<double> tail_energy_, tail_virial_;  // [types × types] eV Å³ per pair of atoms
  struct Scratch {
    std::vector<double> x, f, e;  // blocks of nj: x…, y…, z…; f and e once per thread
    std::vector<std::int64_t> type;
    std::vector<Mat3> virial;  // by thread
    std::vector<Index> count;  // [types] for the tail
    std::vector<double> tail;  // [types] energy per atom
  };
  mutable Scratch scratch_;
};

}  // namespace liquidus
