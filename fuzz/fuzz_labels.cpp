#include <cstddef>
#include <cstdint>
#include <string_view>

#include "active/labels/label_output.hpp"

using namespace liquidus;

/// Readers of labels throw nothing, whatever a program wrote: what can't be read is damaged or cut off.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const auto read : {read_cp2k_output, read_pw_output, read_pw_xml, read_outcar, read_vasprun}) read(text);
  return 0;
}
