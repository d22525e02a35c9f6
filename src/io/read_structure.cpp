#include "io/read_structure.hpp"

#include "io/trajectory.hpp"

namespace liquidus {

std::vector<Frame> read_frames(const std::string& path) {
  std::vector<Frame> frames;
  const auto source = open_trajectory(path);
  while (auto frame = source->next()) frames.push_back(std::move(*frame));
  return frames;
}

}  // namespace liquidus
