#pragma once
#include "core/vec3.hpp"

namespace liquidus::bench {

/// How often the program has asked for memory so far, by new, malloc or their kin: in all threads and all libraries.
Index allocations();

}  // namespace liquidus::bench
