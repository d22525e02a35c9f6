#pragma once
#include <array>
#include <span>
#include <vector>

#include "parallel/mesh_transpose.hpp"

namespace liquidus {

/// A charge in mesh coordinates (u along a, b and c, and the charge), or the field at one.
using FourNumbers = std::array<double, 4>;

/// Charges and fields between the ranks that own the charges and those on whose mesh planes they lie. A charge that
/// touches the planes of several ranks goes to all of them, and each sends back what its planes contribute. Memory is
/// used again from call to call.
class ChargeRoutes {
 public:
  /// @param planes  of the mesh, divided as by MeshTranspose
  /// @param order   planes that a charge touches, from the one below it on
  /// @param ranks   must outlive it
  ChargeRoutes(const Communicator& ranks, Index planes, int order);

  /// This rank's own charges go out. Collective.
  void depart(std::span<const FourNumbers> own);
  /// @return the charges that touch this rank's planes, when they have come
  std::span<const FourNumbers> arrive();
  /// The way back: fields at what arrive() returned, in its order, are added up for the own charges, in the order of
  /// ranks. Collective.
  void gather(std::span<const FourNumbers> fields, std::span<FourNumbers> own);

 private:
  /// Calls f(rank) for all that have a plane which a charge at u_a touches.
  template <class F>
  void for_each_rank(double u, F&& f) const;
  void send();

  struct Touched {
    int first;  // rank
    int count;  // of ranks, cyclic
  };
  const Communicator* ranks_;
  std::vector<Touched> touched_;                 // [planes] by the plane below a charge
  int with_planes_;                              // ranks that have any: the first ones
  std::vector<Index> counts_, received_counts_;  // [ranks]
  std::vector<Index> next_;                      // [ranks] scratch
  std::vector<Index> sent_;                      // whose charge was sent, in the order of ranks
  std::vector<FourNumbers> leaving_;             // in the order of sent_, without those that stay
  std::vector<FourNumbers> received_, returned_;
  Messages messages_;
};

}  // namespace liquidus
