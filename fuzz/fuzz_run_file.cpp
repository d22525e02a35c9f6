#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "core/errors.hpp"
#include "io/run_file.hpp"

using namespace liquidus;

namespace {

struct Options {
  double timestep = 0.5, factor = 1.0;
  Index steps = 1;
  bool restart = false;
  std::string ensemble, potential;
  Quantity density;
  std::vector<double> temperature;
  std::vector<Index> repeat;
  std::vector<std::string> observe;
};

constexpr std::array fields = {
    Field<Options>{"timestep", "fs", "", &Options::timestep},
    Field<Options>{"factor", "", "", &Options::factor},
    Field<Options>{"steps", "", "", &Options::steps},
    Field<Options>{"restart", "", "", &Options::restart},
    Field<Options>{"ensemble", "", "", &Options::ensemble, false, "nve|nvt|npt"},
    Field<Options>{"potential", "", "", &Options::potential},
    Field<Options>{"density", "g/cm^3|1/Å^3", "", &Options::density},
    Field<Options>{"temperature", "K", "", &Options::temperature},
    Field<Options>{"repeat", "", "", &Options::repeat},
    Field<Options>{"observe", "", "", &Options::observe},
};

/// Reads every section as if it were one of options; what is read without a problem must come back from its echo.
void read_all(const Table& file) {
  Problems ignored;
  for (const auto& key : file.keys())
    for (const auto& section : file.tables(key, ignored)) {
      Problems problems;
      const auto options = read_section<Options>(section, fields, problems);
      if (!problems.empty()) {
        if (problems.text().empty()) std::abort();
        continue;
      }
      const auto copy = parse_run_file(to_toml("copy", echo_section<Options>(options, fields)), "copy");
      const auto again = read_section<Options>(copy.table("copy", problems), fields, problems);
      if (!problems.empty() || again.steps != options.steps || again.potential != options.potential ||
          again.repeat != options.repeat || again.observe != options.observe || again.factor != options.factor)
        std::abort();
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  // The first line is also tried as an override, as --set takes it.
  const std::array<std::string, 1> overrides = {std::string(text.substr(0, text.find('\n')))};
  try {
    read_all(parse_run_file(text, "fuzz.toml"));
  } catch (const InputError&) {
  }
  try {
    read_all(parse_run_file("[md]\n[[stage]]\nname = 'melt'\n", "fuzz.toml", overrides));
  } catch (const InputError&) {
  }
  return 0;
}
