#include "io/read_structure.hpp"

#include "io/file.hpp"
#include "io/h5md.hpp"
#include "io/openbabel.hpp"
#include "io/xyz.hpp"

namespace liquidus {

std::vector<Frame> read_frames(const std::string& path) {
  for (const auto* ending : {".xyz", ".extxyz", ".xyz.gz", ".extxyz.gz"})
    if (has_ending(path, ending)) return read_xyz(path);
  if (has_ending(path, ".h5") || has_ending(path, ".h5md")) {
    const H5mdReader reader(path);
    std::vector<Frame> frames;
    for (Index i = 0; i < reader.frames(); ++i) frames.push_back(reader.read(i));
    return frames;
  }
  return {read_openbabel(path)};
}

}  // namespace liquidus
