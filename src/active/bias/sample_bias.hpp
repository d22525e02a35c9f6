#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "active/bias/bias_observers.hpp"
#include "active/bias/bias_options.hpp"
#include "md/simulation.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// The bias of one run: a potential with it, what fills it as the run goes, and its files in the run's folder:
/// hills.csv, bias.csv, and free-energy.csv in the end. On each rank one.
class SampleBias {
 public:
  /// @param base, ranks  must outlive it
  /// @param interval     steps between two rows of bias.csv
  /// @throws InputError for weights that the species don't have
  SampleBias(const BiasOptions& options, double temperature, const Potential& base, std::span<const Species> species,
             Index interval, const std::string& folder, const Communicator& ranks);

  SampleBias(const SampleBias&) = delete;  // its parts know each other
  SampleBias& operator=(const SampleBias&) = delete;

  const Potential& potential() const { return *potential_; }
  /// To be called before Simulation::restore(), with what runs potential().
  void attach(Simulation& simulation, const std::vector<std::string>& stages);
  /// V and F of what has been visited, F with its least value at 0. Nothing if there are no hills yet.
  void write_free_energy() const;

 private:
  std::string folder_;  // empty on ranks other than the root
  std::string variable_;
  AdaptiveBias bias_;
  std::unique_ptr<Potential> potential_;
  HillSetter setter_;
  BiasTrace trace_;
};

}  // namespace liquidus
