#pragma once
#include <torch/script.h>

#include <memory>
#include <optional>
#include <string>

#include "mlip/model_info.hpp"
#include "mlip/model_potential.hpp"

/// Private to src/mlip: the one header that all which calls a TorchScript model goes through.
namespace liquidus {

/// One or several graphs as tensors on the model's device. Every pair stands twice, once at each end.
struct EdgeTensors {
  torch::Tensor center, neighbour;  // [E] int64: messages go from the neighbour to the centre
  torch::Tensor vector;             // [E,3] r_neighbour − r_centre, Å, of EdgeModel::dtype()
  torch::Tensor type;               // [N] int64, index into ModelInfo::elements
  torch::Tensor graph;              // [N] int64: which graph a node belongs to, ascending
  Index graphs = 1;
};

/// A model of any convention as one function: energies of nodes from vectors along edges. Forces, stress and virials
/// are sums over its derivative by `vector`, which is the same for all conventions, for evaluation and for training.
class EdgeModel {
 public:
  virtual ~EdgeModel() = default;
  /// [N] eV with the reference energies, differentiable by `vector` and by the module's parameters, twice.
  virtual torch::Tensor node_energies(const EdgeTensors& edges) const = 0;
  /// [N, columns] invariant features of the nodes, or nothing where the convention doesn't give them.
  /// @throws InputError for a model that should have them, with the reason why they can't be had
  virtual std::optional<torch::Tensor> node_features(const EdgeTensors&) const { return std::nullopt; }
  const ModelInfo& info() const { return info_; }
  torch::jit::Module& module() { return module_; }  // as it stands in the file, so that it can be saved again
  torch::Dtype dtype() const { return dtype_; }     // of `vector`
  torch::Device device() const { return device_; }

 protected:
  EdgeModel(torch::jit::Module module, ModelInfo info, torch::Dtype dtype, torch::Device device)
      : module_(std::move(module)), info_(std::move(info)), dtype_(dtype), device_(device) {}
  mutable torch::jit::Module module_;
  ModelInfo info_;
  torch::Dtype dtype_;
  torch::Device device_;
};

/// @throws InputError as make_model_potential
std::unique_ptr<EdgeModel> load_edge_model(const std::string& file, const ModelOptions& options,
                                           const Communicator& ranks = Communicator::self());
/// The same for a module in memory, such as one that was just built; `name` stands for the file in messages.
std::unique_ptr<EdgeModel> make_edge_model(torch::jit::Module module, const std::string& name,
                                           const ModelOptions& options,
                                           const Communicator& ranks = Communicator::self());

}  // namespace liquidus
