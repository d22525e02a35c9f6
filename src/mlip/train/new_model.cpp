#include <fmt/format.h>

#include <cmath>

#include "core/elements.hpp"
#include "mlip/mace/mace_module.hpp"
#include "mlip/train/train_model.hpp"

namespace liquidus {
namespace {

double mean_neighbours(const std::vector<FrameGraph>& graphs) {
  double edges = 0.0, atoms = 0.0;
  for (const auto& graph : graphs) {
    edges += static_cast<double>(graph.edges);
    atoms += static_cast<double>(graph.atoms);
  }
  return edges > 0.0 ? edges / atoms : 1.0;
}

double rms_force(const LabelledSet& set) {
  double sum = 0.0, count = 0.0;
  for (const auto& frame : set.frames)
    for (const auto& f : frame.frame.forces) {
      sum += norm2(f);
      count += 3.0;
    }
  return sum > 0.0 ? std::sqrt(sum / count) : 1.0;
}

/// Mean over frames of what the reference energies leave of the energy, eV/atom.
double mean_interaction(const LabelledSet& set, const std::vector<std::string>& elements,
                        const ReferenceEnergies& reference) {
  double sum = 0.0, count = 0.0;
  for (const auto& frame : set.frames) {
    if (!frame.frame.energy) continue;
    double energy = *frame.frame.energy;
    const auto atoms = composition(frame.frame.atoms, elements);
    for (std::size_t k = 0; k < elements.size(); ++k) energy -= atoms[k] * reference.energies.at(elements[k]);
    sum += energy / static_cast<double>(frame.frame.atoms.size());
    count += 1.0;
  }
  return count > 0.0 ? sum / count : 0.0;
}

MaceConfig mace_config(const TrainModelOptions& model, const std::vector<std::string>& elements,
                       const TrainModel& found, bool single_precision) {
  MaceConfig config;
  for (const auto& element : elements) {
    config.atomic_numbers.push_back(find_element(element)->Z);
    config.atomic_energies.push_back(found.reference.energies.at(element));
  }
  config.r_max = model.r_max;
  config.bessel = static_cast<int>(model.bessel);
  config.cutoff_power = model.cutoff_power;
  config.max_ell = static_cast<int>(model.max_ell);
  config.correlation = static_cast<int>(model.correlation);
  config.interactions = static_cast<int>(model.interactions);
  config.channels = static_cast<int>(model.channels);
  config.max_L = static_cast<int>(model.max_L);
  config.radial_mlp.assign(model.radial_mlp.begin(), model.radial_mlp.end());
  config.readout = static_cast<int>(model.readout);
  config.first_interaction = model.first_interaction;
  config.interaction = model.interaction;
  config.neighbours = found.neighbours;
  config.scale = found.scale;
  config.shift = found.shift;
  config.zbl = model.zbl;
  config.distance_transform = model.distance_transform;
  config.single_precision = single_precision;
  return config;
}

}  // namespace

TrainModel new_model(const TrainOptions& options, const TrainData& data, TrainListener& listener,
                     const Communicator& ranks) {
  const bool single = options.training.precision == "float32";
  const auto elements = elements_of(data.train);
  TrainModel found;
  found.graphs = make_graphs(data, {}, elements, options.model.r_max, single ? torch::kFloat32 : torch::kFloat64);
  if (data.wanted.energy) {
    found.reference = reference_energies(elements, data.train, options.model.reference, options.model.given_energies);
    found.shift = mean_interaction(data.train, elements, found.reference);
  } else {
    for (const auto& element : elements) found.reference.energies[element] = 0.0;
    found.reference.source = "none, for there are no energies to learn";
  }
  found.neighbours = mean_neighbours(found.graphs.train);
  found.scale = rms_force(data.train);
  listener.note("reference energies: " + found.reference.source);
  listener.note(fmt::format("{:.1f} neighbours per atom within {:g} Å; scale {:.4f} eV, shift {:.4f} eV",
                            found.neighbours, options.model.r_max, found.scale, found.shift));
  const auto config = mace_config(options.model, elements, found, single);
  ModelOptions model;
  model.device = options.training.device;
  found.models.push_back(
      make_edge_model(make_mace(config, static_cast<std::uint64_t>(options.seed)), "the new model", model, ranks));
  return found;
}

}  // namespace liquidus
