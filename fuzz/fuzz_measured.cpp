#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <string>

#include "core/errors.hpp"
#include "io/measured.hpp"

using namespace liquidus;

namespace {

void read(const std::string& text, const std::string& name, const MeasuredColumns& columns) {
  try {
    std::istringstream in(text);
    const auto data = read_measured(in, name, columns);
    const auto& curve = data.curve;
    if (curve.x.size() < 2 || curve.x.size() != curve.y.size()) std::abort();
    if (!curve.error.empty() && curve.error.size() != curve.x.size()) std::abort();
    for (std::size_t i = 1; i < curve.x.size(); ++i)
      if (!(curve.x[i] > curve.x[i - 1])) std::abort();
    for (const auto& [key, value] : data.header)
      if (key.empty() || value.empty()) std::abort();
  } catch (const InputError&) {
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  read(text, "fuzz.gr", {});
  read(text, "fuzz.mint01", {});
  read(text, "fuzz.txt", {"r", "3", "none", true});
  return 0;
}
