#include "app/command.hpp"

#if __has_include(<malloc.h>)
#include <malloc.h>
#endif

#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "core/errors.hpp"
#include "core/quantity.hpp"
#include "core/threads.hpp"

namespace liquidus {

double quantity_argument(std::string_view option, std::string_view text, std::string_view unit) {
  const std::string where = std::string(option) + ": ",
                    example = "; expected a number with a unit such as \"1 " + std::string(unit) + "\"";
  Quantity quantity;
  try {
    quantity = parse_quantity(text);
  } catch (const std::invalid_argument& e) {
    throw InputError(where + e.what());
  }
  const std::string found = quantity.dimension.name();
  const bool vowel = std::string_view("aeiou").find(found.front()) != std::string_view::npos;
  if (quantity.dimension != parse_unit(unit).dimension)
    throw InputError(where + "'" + std::string(text) + "' is " + (vowel ? "an " : "a ") + found + example);
  return quantity.value;
}

void require_different(const std::string& in, const std::string& out) {
  std::error_code absent;
  if (std::filesystem::equivalent(in, out, absent))
    throw InputError("'" + out + "' is the input and can't be the output too");
}

void keep_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 1 << 30);
  mallopt(M_TRIM_THRESHOLD, 2047 << 20);
#endif
}

void use_threads(int count, const Communicator& ranks) {
  if (count < 0) throw InputError("--threads: " + std::to_string(count) + " is below 1");
  if (count > 0)
    set_threads(count);
  else if (!ranks.alone() && !std::getenv("OMP_NUM_THREADS"))
    set_threads(ranks.cores());
}

}  // namespace liquidus
