#include "app/model_files.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <map>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/parse_number.hpp"
#include "mlip/committee.hpp"

namespace liquidus {
namespace {

/// In powers of 1000, and of 1024 where the name says so.
const std::map<std::string, double>& byte_units() {
  static const std::map<std::string, double> table = {{"B", 1.0},      {"kB", 1e3},     {"MB", 1e6},
                                                      {"GB", 1e9},     {"TB", 1e12},    {"KiB", 1024.0},
                                                      {"MiB", 0x1p20}, {"GiB", 0x1p30}, {"TiB", 0x1p40}};
  return table;
}

}  // namespace

double parse_bytes(const std::string& text) {
  const auto letters = std::find_if(text.begin(), text.end(), [](unsigned char c) { return std::isalpha(c) != 0; });
  std::string number(text.begin(), letters);
  while (!number.empty() && number.back() == ' ') number.pop_back();
  const auto unit = byte_units().find(std::string(letters, text.end()));
  const auto value = parse_double(number);
  if (!value || !(*value > 0.0) || !std::isfinite(*value) || unit == byte_units().end())
    throw InputError("memory = '" + text + "' is no amount of memory; expected a number with a unit such as \"8 GB\"");
  return *value * unit->second;
}

std::string bytes_text(double bytes) {
  for (const auto& [unit, name] : {std::pair(1e9, "GB"), std::pair(1e6, "MB"), std::pair(1e3, "kB")})
    if (bytes >= unit) return fmt::format("{:.3g} {}", bytes / unit, name);
  return fmt::format("{:.0f} B", bytes);
}

ModelOptions model_options(const ModelKeys& keys) {
  ModelOptions options;
  if (!keys.device.empty()) options.device = keys.device;
  if (!keys.precision.empty()) options.precision = keys.precision;
  options.head = keys.head;
  if (!keys.memory.empty()) options.memory = parse_bytes(keys.memory);
  return options;
}

bool is_model_file(const std::string& path) {
  std::error_code ignored;
  if (has_ending(path, ".pt") || has_ending(path, ".pth") || std::filesystem::is_directory(path, ignored)) return true;
  std::array<char, 4> head{};
  std::ifstream file(path, std::ios::binary);
  return file.read(head.data(), 4) && std::string_view(head.data(), 4) == "PK\003\004";
}

LoadedModels load_models(const std::vector<std::string>& files, std::span<const Species> species,
                         const ModelOptions& options, double level, const Communicator& ranks) {
  LoadedModels loaded;
  std::vector<std::unique_ptr<Potential>> members;
  for (const auto& file : files) {
    auto model = make_model_potential(file, species, options, ranks);
    loaded.members.push_back(model.get());
    members.push_back(std::move(model));
  }
  loaded.potential = members.size() == 1 ? std::move(members.front()) : make_committee(std::move(members), level);
  return loaded;
}

std::string plan_text(const ModelPotential& model, const ModelOptions& options, const Structure& atoms) {
  const ModelInfo& info = model.info();
  const ModelPlan plan = model.plan(atoms);
  return fmt::format("{}, {} on {}, {:g} Å × {} layer{}; {} atoms and {} edges take {}, {}", info.convention,
                     options.precision == "native" ? info.dtype : options.precision, options.device, info.cutoff,
                     info.layers, info.layers == 1 ? "" : "s", plan.atoms, plan.edges, bytes_text(plan.bytes),
                     plan.chunks == 1 ? "in one piece" : fmt::format("in {} pieces", plan.chunks));
}

}  // namespace liquidus
