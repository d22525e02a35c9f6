#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/errors.hpp"
#include "io/xyz.hpp"

using namespace liquidus;

namespace {

/// What can be written must read back as it was.
void check_round_trip(const Frame& frame) {
  std::string text;
  try {
    text = format_xyz(frame);
  } catch (const Error&) {
    return;  // e.g. a key that would stand twice
  }
  XyzReader reader(text, "copy");
  const auto copy = reader.next();
  if (!copy || copy->atoms.r != frame.atoms.r || copy->forces != frame.forces || copy->energy != frame.energy ||
      copy->stress != frame.stress || copy->atoms.cell != frame.atoms.cell || copy->arrays != frame.arrays ||
      copy->words != frame.words || copy->step != frame.step || copy->info.size() != frame.info.size())
    std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    XyzReader reader(text, "fuzz.xyz");
    while (const auto frame = reader.next()) check_round_trip(*frame);
  } catch (const InputError&) {
  }
  try {
    XyzReader reader(text, "fuzz.xyz", {{""}});
    while (reader.skip()) {
    }
  } catch (const InputError&) {
  }
  return 0;
}
