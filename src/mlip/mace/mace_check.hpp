#pragma once
#include "mlip/mace/mace_config.hpp"

namespace liquidus {

/// @throws InputError naming the first entry that no model can have, with what was expected
void check_mace_config(const MaceConfig& config);

}  // namespace liquidus
