#include "mlip/mace_model.hpp"

#include <c10/util/Exception.h>

#include "core/errors.hpp"
#include "mlip/engine/loaded_model.hpp"
#include "mlip/mace/mace_module.hpp"

namespace liquidus {
namespace {

template <class Save>
void write(const std::string& file, const Save& save) {
  try {
    save();
  } catch (const c10::Error& e) {
    throw Error(file + ": can't be written: " + e.what_without_backtrace());
  }
}

}  // namespace

void make_mace_file(const MaceConfig& config, std::uint64_t seed, const std::string& file) {
  const auto mace = make_mace(config, seed);
  write(file, [&] { mace.save(file); });
}

void convert_for_lammps(const std::string& in, const std::string& out) {
  const auto module = load_model_file(in, torch::kCPU).module;
  if (module.hasattr("model") && whole_mace(module).hasattr("interactions"))
    throw InputError(in + ": this model is in LAMMPS's form already");
  read_mace_config(module, in);
  write(out, [&] { save_for_lammps(module, out); });
}

}  // namespace liquidus
