#include "app/frame_writer.hpp"

#include "core/errors.hpp"

namespace liquidus {

FrameWriter::FrameWriter(const std::string& path, const std::string& label_prefix) : path_(path) {
  const auto ends = [&](std::string_view ending) { return path.ends_with(ending); };
  if (ends(".h5") || ends(".h5md")) return;
  if (!(ends(".xyz") || ends(".extxyz") || ends(".xyz.gz") || ends(".extxyz.gz")))
    throw InputError("can't tell the format of '" + path +
                     "'; expected a name ending in .xyz, .extxyz, .xyz.gz, .extxyz.gz, .h5 or .h5md");
  xyz_.emplace(path, false, label_prefix);
}

void FrameWriter::write(const Frame& frame) {
  if (xyz_) return xyz_->write(frame);
  if (!h5md_) h5md_.emplace(path_, frame.atoms, h5md_options(frame));
  h5md_->write(frame);
}

void FrameWriter::close() {
  if (xyz_) xyz_->close();
  if (h5md_) h5md_->close();
}

}  // namespace liquidus
