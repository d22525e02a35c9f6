#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "core/errors.hpp"
#include "io/curve.hpp"

using namespace liquidus;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    std::istringstream in(text);
    const auto table = read_table(in, "fuzz.csv");
    for (const auto& column : table.columns)
      if (column.size() != table.lines.size()) std::abort();
  } catch (const InputError&) {
  }
  try {
    std::istringstream in(text);
    const auto curve = read_curve(in, "fuzz.csv");
    if (curve.x.size() != curve.y.size() || curve.x.empty()) std::abort();
  } catch (const InputError&) {
  }
  return 0;
}
