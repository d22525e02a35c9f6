#pragma once
#include <filesystem>
#include <string>

namespace liquidus::testing {

/// A file of the data beside the checkout, which is no part of the project: tests that want it say so where it is absent.
inline std::filesystem::path shared_data(const std::string& name) {
  return std::filesystem::path(LIQUIDUS_SOURCE_DIR) / "../shared/data" / name;
}

}  // namespace liquidus::testing
