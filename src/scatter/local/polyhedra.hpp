#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "scatter/local/bond_measure.hpp"

namespace liquidus {

/// `[[measure]] type = "polyhedra"`.
struct PolyhedraOptions : BondKeys {
  std::vector<std::string> formers;
};

inline constexpr auto polyhedra_fields =
    joined(bond_fields<PolyhedraOptions>,
           std::array{
               Field<PolyhedraOptions>{"formers", "",
                                       "centres that form the network, for Qⁿ and clusters; all centres if left out",
                                       &PolyhedraOptions::formers},
           });

/// Coordination polyhedra of ligands around centres: of every bond the species named first is the centre. Counted are
/// ligands of a centre; neighbouring centres by the number of ligands they share, 1 (corner), 2 (edge), 3 or more
/// (face); and of the network that the formers make with their ligands: bridging ligands of a former, those bonded to
/// two formers or more (Qⁿ has n of them), formers of a ligand, and the largest connected part.
class Polyhedra : public BondMeasure {
 public:
  /// @throws InputError naming the key that is wrong, or a species that is both centre and ligand
  explicit Polyhedra(const PolyhedraOptions& options, const Communicator& ranks = Communicator::self());
  Findings findings() const override;

 protected:
  std::vector<double> numbers_of(const BondGraph& graph) override;
  std::string other_options() const override;

 private:
  /// Where things stand among the numbers. Behind the fixed ones come, for n = 0, 1, 2, …, the numbers of atoms of each
  /// kind with n ligands or formers, so that the largest n may grow.
  enum Count : std::size_t { ligands_of_centre, bridges_of_former, formers_of_ligand, counts };
  enum Network : std::size_t { formers_in_largest, formers, spanning_frames, network_numbers };
  std::size_t kinds() const { return finder().species().size(); }
  std::size_t sharing(std::size_t a, std::size_t b, std::size_t how) const { return (a * kinds() + b) * 3 + how; }
  std::size_t network(Network what) const { return kinds() * kinds() * 3 + what; }
  std::size_t place(Count what, std::size_t kind, std::size_t n) const {
    return network(network_numbers) + (n * counts + what) * kinds() + kind;
  }
  std::size_t largest_n() const;

  struct Neighbour {  // a centre that shares a ligand
    std::int32_t atom;
    Image shift;
    auto operator<=>(const Neighbour&) const = default;
  };
  struct Work {  // of one thread
    std::vector<double> numbers;
    std::vector<Neighbour> neighbours;
  };
  void add_atom(const BondGraph& graph, Index i, Work& work) const;
  void add_sharing(const BondGraph& graph, Index i, Work& work) const;
  void add_network(const BondGraph& graph, std::vector<double>& numbers) const;
  int formers_around(const BondGraph& graph, Index i) const;
  std::vector<double> distribution(std::span<const double> sum, Count what, std::size_t kind) const;
  void add_census(Findings& findings) const;
  void add_sharing(Findings& findings) const;
  void add_network(Findings& findings) const;

  std::vector<std::uint8_t> is_centre_, is_former_;  // [kinds]
};

}  // namespace liquidus
