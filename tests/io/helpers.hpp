#pragma once
#include <catch2/catch.hpp>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus::testing {

/// A file of the shared data folder, or nothing, with a warning, where that folder is absent.
inline std::string shared_data(const std::string& name) {
  const auto path = std::filesystem::path(LIQUIDUS_SOURCE_DIR) / ".." / "shared" / "data" / name;
  if (std::filesystem::exists(path)) return path.string();
  WARN("skipped: there is no " << path.string());
  return "";
}

}  // namespace liquidus::testing
