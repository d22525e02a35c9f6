#pragma once
#include <array>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/options.hpp"
#include "core/structure.hpp"
#include "mlip/model_potential.hpp"
#include "parallel/communicator.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// How learned potentials are run: keys that [potential] of a run file and [[term]] of a parameter file share.
struct ModelKeys {
  std::string device, precision, head, memory;
  bool operator==(const ModelKeys&) const = default;
};

template <class S>
inline constexpr std::array model_fields = {
    Field<S>{"device", "", "where a learned potential is computed: cpu (default), cuda, cuda:1", &S::device},
    Field<S>{"precision", "", "of a learned potential; by default the model's own", &S::precision, false,
             "native|float32|float64"},
    Field<S>{"head", "", "of a model that has several", &S::head},
    Field<S>{"memory", "", "what an evaluation may take, \"8 GB\"; by default what the machine has free", &S::memory}};

/// @throws InputError if `memory` is no amount of memory
ModelOptions model_options(const ModelKeys& keys);

/// "8 GB", "500 MiB": bytes. @throws InputError naming the text if it isn't such an amount
double parse_bytes(const std::string& text);
/// "1.2 GB".
std::string bytes_text(double bytes);

/// By its content a TorchScript archive (which is a zip file), or a file called one by its ending (.pt, .pth).
bool is_model_file(const std::string& path);

/// One learned potential, or the committee of several, and what was loaded for it.
struct LoadedModels {
  std::unique_ptr<Potential> potential;
  std::vector<const ModelPotential*> members;  // owned by `potential`
};
/// @param level eV/Å, of a committee's relative deviations
/// @param ranks must outlive what is loaded
/// @throws InputError as make_model_potential
LoadedModels load_models(const std::vector<std::string>& files, std::span<const Species> species,
                         const ModelOptions& options, double level, const Communicator& ranks);

/// "MACE, float32 on cpu, 6 Å × 2 layers; 216 atoms and 6480 edges take 1.2 GB, in one piece".
std::string plan_text(const ModelPotential& model, const ModelOptions& options, const Structure& atoms);

}  // namespace liquidus
