#include <fmt/format.h>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/openbabel.hpp"

namespace liquidus {

bool has_openbabel() { return false; }

Frame read_openbabel(const std::string& path, const std::string&) {
  require_readable(path);
  throw InputError({path, 0},
                   "reading this format needs Open Babel, which this build leaves out; configure with "
                   "-DLIQUIDUS_WITH_OPENBABEL=ON, or use extended XYZ or H5MD");
}

}  // namespace liquidus
