#pragma once
#include <optional>
#include <string>

#include "io/h5md.hpp"
#include "io/xyz.hpp"

namespace liquidus {

/// Writes frames in the format that the file's name says: extended XYZ or H5MD.
class FrameWriter {
 public:
  /// @throws InputError for a name that ends in neither
  explicit FrameWriter(const std::string& path, const std::string& label_prefix = "");
  void write(const Frame& frame);
  void close();

 private:
  std::string path_;
  std::optional<XyzWriter> xyz_;
  std::optional<H5mdWriter> h5md_;  // made with the first frame, which says what the file will hold
};

}  // namespace liquidus
