#pragma once
#include <memory>
#include <string>
#include <vector>

#include "potential/potential.hpp"

namespace liquidus::bench {

/// One term of the energy with the time spent in it.
struct Term {
  std::string name;
  std::unique_ptr<Potential> potential;
  mutable double seconds = 0.0;
};

/// What is compared with LAMMPS: the same forces, cutoff, skin and step as in benchmarks/lammps.
struct System {
  std::vector<Term> terms;
  double skin, timestep;  // Å, fs

  std::vector<ListRequest> lists() const;
};

/// The species of a system, in the order of the types in its start file. @throws InputError for an unknown system
std::vector<std::string> species_of(const std::string& system);

/// "lj": argon; "nacl": Fumi–Tosi sodium chloride. `ranks` must outlive it. @throws InputError for another name
System make_system(const std::string& name, const Communicator& ranks);

}  // namespace liquidus::bench
