#pragma once
#include "io/archive.hpp"

namespace liquidus {

/// What write_frame_set() writes.
inline Archive::Kind frame_set_kind() { return {"frameset", 1, true}; }

}  // namespace liquidus
