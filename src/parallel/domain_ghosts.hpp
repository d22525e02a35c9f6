#pragma once
#include "core/neighbours.hpp"
#include "parallel/bricks.hpp"

namespace liquidus {

/// Ghosts of a structure that is spread over ranks by bricks: periodic images of the rank's own atoms first, then the
/// atoms (and images) of other ranks, in the order of ranks. Works for bricks thinner than the ghosts' width, for
/// several images of one atom, and for ranks without atoms. Each rank sends one message to each rank near it.
class DomainGhosts : public GhostSource {
 public:
  /// Both must outlive it; `bricks` may change before each make().
  DomainGhosts(const Communicator& ranks, const Bricks& bricks);

  void make(Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only) override;
  void depart(Neighbourhood& atoms) override;
  void arrive() override { messages_.wait(); }
  void depart_home(std::span<Vec3> forces) override;
  void arrive_home(std::span<Vec3> forces) override;
  bool far() const override { return ranks_->size() > ranks_->on_this_machine(); }
  void largest(std::span<double> values) const override { ranks_->max(values); }
  void sum(std::span<Index> values) const override { ranks_->sum(values); }
  void reverse(std::span<double> values, int width) const override;
  void reverse(std::span<float> values, int width) const override;

 protected:
  void forward_bytes(std::span<std::byte> values, std::size_t bytes_per_atom) const override;

 private:
  struct Leg {  // an own atom as it is seen from another brick
    Index atom;
    Image shift;
  };
  struct Peer {
    int rank;
    bool to = false, from = false;      // whether atoms go there, may come from there
    Index first_leg = 0, legs = 0;      // in legs_
    Index first_ghost = 0, ghosts = 0;  // counted from the first ghost
  };
  struct Step {   // from this rank's brick to one near it, along one direction
    int brick;    // place of the other
    int offset;   // bricks from here to there
    int cells;    // whole cells that an atom of here is moved by to be near the other's own atoms
    double edge;  // fractional coordinate that an atom must come within the width of
  };
  struct Traveller {
    Vec3 r;
    Image shift;
    std::int32_t type;
    std::int32_t upper;
  };

  std::vector<Step> steps(const Cell& cell, std::size_t direction, double width) const;
  bool counted_from(const Image& offset) const;
  void find_legs(const Neighbourhood& atoms, std::span<const Vec3> s, double width, bool upper_only);
  void choose_legs(const Neighbourhood& atoms, std::span<const Vec3> s, double width, const std::array<Step, 3>& way,
                   std::vector<Leg>& legs) const;
  void send_travellers(Neighbourhood& atoms);
  template <class T>
  void bring_home(std::span<T> values, int width) const;

  const Communicator* ranks_;
  const Bricks* bricks_;
  Index own_ = 0, ghosts_ = 0, images_ = 0;  // images of own atoms are the first ghosts
  std::vector<Peer> peers_;                  // ascending, without this rank
  std::vector<Leg> image_legs_, legs_;
  std::vector<std::uint8_t> image_upper_, leg_upper_;
  mutable Messages messages_;
  Messages homeward_;                      // of depart_home()
  std::vector<Vec3> forces_;               // [legs]
  mutable std::vector<std::byte> buffer_;  // [legs]
};

}  // namespace liquidus
