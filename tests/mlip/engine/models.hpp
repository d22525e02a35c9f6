#pragma once
#include <catch2/catch.hpp>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/structure.hpp"
#include "io/xyz.hpp"
#include "mlip/model_potential.hpp"

/// Foundation models and reference numbers stand in the data folder beside the source; without it tests say so and
/// pass.
namespace liquidus::testing {

inline std::optional<std::string> data_file(const std::string& name) {
  const auto path = std::filesystem::path(LIQUIDUS_SOURCE_DIR) / "../shared/data" / name;
  if (std::filesystem::exists(path)) return path.lexically_normal().string();
  WARN("skipped: there is no " << path.lexically_normal().string());
  return std::nullopt;
}

/// Empty if the file is absent.
inline std::unique_ptr<ModelPotential> load_model(const std::string& name, const Structure& atoms,
                                                  const ModelOptions& options = {}) {
  const auto file = data_file("models/" + name);
  return file ? make_model_potential(*file, atoms.species, options) : nullptr;
}

/// Atoms of the species in turn on a body-centred lattice of `cells` cells with edge a, each moved by up to 0.15 Å in a
/// way that is the same in every run.
inline Structure rattled(const std::vector<std::string>& species, int cells, double a) {
  Structure s;
  s.cell = Cell::cubic(a * cells);
  int n = 0;
  for (int i = 0; i < cells; ++i)
    for (int j = 0; j < cells; ++j)
      for (int k = 0; k < cells; ++k)
        for (const double half : {0.25, 0.75}) {
          const Vec3 site{i + half, j + half, k + half};
          const Vec3 off{0.15 * std::sin(7.1 * n), 0.15 * std::sin(3.3 * n + 1.0), 0.15 * std::sin(5.7 * n + 2.0)};
          s.add(species[static_cast<std::size_t>(n++) % species.size()], a * site + off);
        }
  return s;
}

}  // namespace liquidus::testing
