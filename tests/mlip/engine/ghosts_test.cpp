#include <catch2/catch.hpp>
#include <numeric>

#include "models.hpp"
#include "potential/physics_checks.hpp"

/// Ranks see atoms of others as ghosts without an owner here. The same atoms must give the same numbers, whichever of
/// them are images, ghosts or own.
using namespace liquidus;
using namespace liquidus::testing;

namespace {

/// Every atom and image within the halo of layers × cutoff, with the lists that the model asks for.
PeriodicNeighbours wide_neighbours(const ModelPotential& potential) {
  auto requests = potential.lists();
  const Reach reach = potential.reach();
  requests.push_back({reach.cutoff * reach.hops, ListKind::full});
  return {requests, Skin{0.0}};
}

Evaluation wanted(Index total) {
  Evaluation out;
  out.with_atomic_energies = out.with_atomic_virials = true;
  out.reset(total);
  return out;
}

/// What stands on ghosts goes to the atoms they stand for.
template <class T>
std::vector<T> summed_back(const std::vector<T>& values, const std::vector<Index>& origin, Index atoms) {
  std::vector<T> sum(static_cast<std::size_t>(atoms), T{});
  for (std::size_t a = 0; a < values.size(); ++a) sum[static_cast<std::size_t>(origin[a])] += values[a];
  return sum;
}

/// For each atom of the neighbourhood the own atom it is or stands for.
std::vector<Index> origins(const Neighbourhood& all) {
  std::vector<Index> origin(static_cast<std::size_t>(all.own));
  std::iota(origin.begin(), origin.end(), Index{0});
  origin.insert(origin.end(), all.owner.begin(), all.owner.end());
  return origin;
}

void check_equal(const Evaluation& found, const Evaluation& expected, double tolerance) {
  CHECK(std::abs(found.energy - expected.energy) < tolerance);
  CHECK(largest_difference(found.forces, expected.forces) < tolerance);
  CHECK(largest_difference(found.virial, expected.virial) < tolerance);
  REQUIRE(found.atomic_energies.size() == expected.atomic_energies.size());
  REQUIRE(found.atomic_virials.size() == expected.atomic_virials.size());
  for (std::size_t i = 0; i < found.atomic_energies.size(); ++i) {
    CHECK(std::abs(found.atomic_energies[i] - expected.atomic_energies[i]) < tolerance);
    CHECK(largest_difference(found.atomic_virials[i], expected.atomic_virials[i]) < tolerance);
  }
}

Evaluation folded(const Potential& potential, const Structure& atoms) {
  Evaluation asked;
  asked.with_atomic_energies = asked.with_atomic_virials = true;
  return evaluate(potential, atoms, std::move(asked));
}

void gather(Evaluation& sum, const std::vector<Index>& origin, Index atoms) {
  sum.forces = summed_back(sum.forces, origin, atoms);
  sum.atomic_energies = summed_back(sum.atomic_energies, origin, atoms);
  sum.atomic_virials = summed_back(sum.atomic_virials, origin, atoms);
}

/// The atoms from `begin` to `end` as one rank's own, everything else as ghosts of other ranks, in a copy of `all`.
/// @param origin  of the atoms of `all`; comes back in the order of the copy
Neighbourhood rank_of(const Neighbourhood& all, Index begin, Index end, double cutoff, std::vector<Index>& origin) {
  Neighbourhood rank;
  rank.cell = all.cell;
  rank.own = end - begin;
  std::vector<Index> order;
  for (Index i = begin; i < end; ++i) order.push_back(i);
  for (Index a = 0; a < all.total(); ++a)
    if (a < begin || a >= end) order.push_back(a);
  const auto before = origin;
  origin.clear();
  for (const Index a : order) {
    rank.r.push_back(all.r[static_cast<std::size_t>(a)]);
    rank.type.push_back(all.type[static_cast<std::size_t>(a)]);
    origin.push_back(before[static_cast<std::size_t>(a)]);
  }
  rank.owner.assign(static_cast<std::size_t>(rank.ghosts()), -1);
  rank.full_lists.resize(1);
  rank.full_lists[0].cutoff = cutoff;
  build_neighbour_list(rank.r, rank.total(), cutoff, 0.3, rank.full_lists[0]);
  rank.generation = 1;
  return rank;
}

struct Model {
  std::string file;
  std::vector<std::string> species;
  double tolerance;  // eV, eV/Å: rounding of its precision
};
const Model models[] = {{"mace-tutorial-compiled.pt", {"O", "H"}, 1e-10}, {"nequip-oam-s-0.1.pth", {"Na", "Cl"}, 2e-4}};

}  // namespace

TEST_CASE("images shown as true ghosts give what folded images give", "[ghosts_test]") {
  for (const auto& [file, species, tolerance] : models) {
    const Structure atoms = rattled(species, 2, 3.2);
    const auto potential = load_model(file, atoms);
    if (!potential) return;
    INFO(file);
    const Evaluation expected = folded(*potential, atoms);
    auto neighbours = wide_neighbours(*potential);
    const Neighbourhood& all = neighbours.update(atoms);
    // all of them, and those along one direction only, as where the box is cut along one
    for (const bool every : {true, false}) {
      Neighbourhood shown = all;
      for (std::size_t g = 0; g < shown.owner.size(); ++g)
        if (every || shown.shift[g][0] != 0) shown.owner[g] = -1;
      for (auto& list : shown.full_lists) build_neighbour_list(shown.r, shown.total(), list.cutoff, 0.0, list);
      Evaluation found = wanted(all.total());
      potential->add(shown, found);
      gather(found, origins(all), all.own);
      check_equal(found, expected, tolerance);
    }
  }
}

TEST_CASE("the shares of several ranks add up to the whole, one of them without an atom", "[ghosts_test]") {
  for (const auto& [file, species, tolerance] : models) {
    const Structure atoms = rattled(species, 2, 3.2);
    const auto potential = load_model(file, atoms);
    if (!potential) return;
    INFO(file);
    const Evaluation expected = folded(*potential, atoms);
    auto neighbours = wide_neighbours(*potential);
    const Neighbourhood& all = neighbours.update(atoms);
    Evaluation sum = wanted(atoms.size());
    const Index bounds[] = {0, 5, 5, 16};
    for (std::size_t rank = 0; rank < 3; ++rank) {
      auto origin = origins(all);
      const auto shown = rank_of(all, bounds[rank], bounds[rank + 1], potential->info().cutoff, origin);
      Evaluation found = wanted(shown.total());
      potential->add(shown, found);
      gather(found, origin, atoms.size());
      sum.energy += found.energy;
      sum.virial += found.virial;
      for (std::size_t i = 0; i < sum.forces.size(); ++i) {
        sum.forces[i] += found.forces[i];
        sum.atomic_energies[i] += found.atomic_energies[i];
        sum.atomic_virials[i] += found.atomic_virials[i];
      }
    }
    check_equal(sum, expected, tolerance);
  }
}

TEST_CASE("atomic virials add up to the virial, atomic energies to the energy", "[ghosts_test]") {
  const Structure atoms = rattled({"O", "H"}, 2, 3.2);
  const auto potential = load_model("mace-tutorial-compiled.pt", atoms);
  if (!potential) return;
  CHECK(potential->gives_atomic_virials());
  const Evaluation found = folded(*potential, atoms);
  Mat3 virial{};
  for (const auto& part : found.atomic_virials) virial += part;
  CHECK(largest_difference(virial, found.virial) < 1e-11);
  CHECK(std::accumulate(found.atomic_energies.begin(), found.atomic_energies.end(), 0.0) ==
        Approx(found.energy).epsilon(1e-13));
}

TEST_CASE("half of a pair's virial stands at either end", "[ghosts_test]") {
  Structure pair;
  pair.add("O", {0.0, 0.0, 0.0});
  pair.add("H", {0.7, 0.8, 0.9});
  const auto potential = load_model("mace-tutorial-compiled.pt", pair);
  if (!potential) return;
  const Evaluation found = folded(*potential, pair);
  const Mat3 half = 0.5 * outer(pair.r[1] - pair.r[0], found.forces[1]);
  CHECK(norm(found.forces[1]) > 1e-3);
  CHECK(largest_difference(found.atomic_virials[0], half) < 1e-12);
  CHECK(largest_difference(found.atomic_virials[1], half) < 1e-12);
}
