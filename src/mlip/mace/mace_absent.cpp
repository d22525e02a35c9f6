#include "core/errors.hpp"
#include "mlip/mace_model.hpp"

namespace liquidus {

void make_mace_file(const MaceConfig&, std::uint64_t, const std::string&) {
  throw InputError("this program was built without LibTorch (LIQUIDUS_WITH_TORCH), which MACE models are made with");
}

void convert_for_lammps(const std::string&, const std::string&) {
  throw InputError("this program was built without LibTorch (LIQUIDUS_WITH_TORCH), which models are converted with");
}

}  // namespace liquidus
