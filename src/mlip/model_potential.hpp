#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/structure.hpp"
#include "mlip/model_info.hpp"
#include "potential/potential.hpp"

namespace liquidus {

struct ModelOptions {
  std::string device = "cpu";        // "cpu", "cuda", "cuda:1"
  std::string precision = "native";  // "native", "float32", "float64": converts the model's parameters
  std::string head;                  // of a multi-head model
  double memory = 0.0;               // bytes that one evaluation may take; 0: what the machine has free
};

/// How many atoms are evaluated at a time, and what that takes.
struct ModelPlan {
  Index atoms = 0, edges = 0, chunks = 1;
  double bytes = 0.0;  // of the largest chunk
};

/// A learned potential: energies, forces, virials and atomic virials of a TorchScript model. The graph has one node per
/// own atom (periodic images are folded back into edges with shifts) and one per true ghost.
class ModelPotential : public Potential {
 public:
  virtual const ModelInfo& info() const = 0;
  /// An estimate for atoms like these, from what a small part of them takes.
  virtual ModelPlan plan(const Structure& atoms) const = 0;
};

/// Loads the model and makes it a potential for these species (types of the neighbourhood index them). Each rank has a
/// model of its own; its add() is collective.
/// @param ranks must outlive the potential
/// @throws InputError as inspect_model, for an element the model lacks, an unknown or missing head, an absent device
std::unique_ptr<ModelPotential> make_model_potential(const std::string& file, std::span<const Species> species,
                                                     const ModelOptions& options = {},
                                                     const Communicator& ranks = Communicator::self());

}  // namespace liquidus
