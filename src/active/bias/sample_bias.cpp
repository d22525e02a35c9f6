#include "active/bias/sample_bias.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "active/bias/biased_potential.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

std::unique_ptr<Potential> biased(const BiasOptions& options, const Potential& base, std::span<const Species> species,
                                  AdaptiveBias& bias, const Communicator& ranks) {
  if (options.kind == "energy") return bias_energy(base, bias, ranks);
  return bias_intensity(base, debye_intensity(options, species), bias, ranks);
}

std::string path_in(const std::string& folder, const char* name) { return folder.empty() ? "" : folder + "/" + name; }

}  // namespace

SampleBias::SampleBias(const BiasOptions& options, double temperature, const Potential& base,
                       std::span<const Species> species, Index interval, const std::string& folder,
                       const Communicator& ranks)
    : folder_(ranks.is_root() ? folder : ""),
      variable_(options.kind == "debye" ? fmt::format("debye-{}", options.q) : options.kind),
      bias_(hill_rule(options, temperature)),
      potential_(biased(options, base, species, bias_, ranks)),
      setter_(bias_, options.pace, path_in(folder_, "hills.csv")),
      trace_(bias_, interval, path_in(folder_, "bias.csv")) {}

/// The trace comes first: its V is the one that the step was made with. Names tell variables apart, so that a run does
/// not go on from the hills of another one.
void SampleBias::attach(Simulation& simulation, const std::vector<std::string>& stages) {
  simulation.measure("bias-" + variable_, trace_, stages);
  simulation.measure("hills-" + variable_, setter_, stages);
}

void SampleBias::write_free_energy() const {
  if (folder_.empty() || bias_.hills().empty()) return;
  const auto knots = bias_.sum().knots();
  double least = 0.0;
  for (const auto& knot : knots) least = std::min(least, bias_.free_energy(knot.s));
  std::string text = "s,bias/eV,free_energy/eV\n";
  for (const auto& knot : knots)
    text += fmt::format("{:.12g},{:.9g},{:.9g}\n", knot.s, knot.value, bias_.free_energy(knot.s) - least);
  write_text(path_in(folder_, "free-energy.csv"), text);
}

}  // namespace liquidus
