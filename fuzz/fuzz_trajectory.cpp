#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "core/errors.hpp"
#include "io/frame_source.hpp"

using namespace liquidus;

namespace {

void read_all(FrameSource& source) {
  while (const auto frame = source.next()) {
    const Structure& atoms = frame->atoms;
    if (atoms.type.size() != atoms.r.size() || (!atoms.v.empty() && atoms.v.size() != atoms.r.size())) std::abort();
    if (!atoms.image.empty() && atoms.image.size() != atoms.r.size()) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    read_all(*open_lammps_dump(text, "fuzz.dump", {{"Na", "Cl"}, "metal"}));
  } catch (const InputError&) {
  }
  try {
    read_all(*open_xdatcar(text, "XDATCAR"));
  } catch (const InputError&) {
  }
  return 0;
}
