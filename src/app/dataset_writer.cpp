#include "app/dataset_writer.hpp"

#include <filesystem>

#include "core/errors.hpp"
#include "io/frame_set.hpp"
#include "io/xyz.hpp"

namespace liquidus {

namespace fs = std::filesystem;

DatasetWriter::DatasetWriter(std::string folder, std::string format, std::string label_prefix)
    : folder_(std::move(folder)), format_(std::move(format)), prefix_(std::move(label_prefix)) {}

std::string DatasetWriter::path_of(const std::string& name) const {
  return (fs::path(folder_) / (name + "." + (name == "removed" ? "extxyz" : format_))).string();
}

std::vector<std::string> DatasetWriter::all_paths() const {
  std::vector<std::string> paths = {path_of("removed")};
  for (const char* name : {"train", "validation", "test", "set"})
    for (const char* format : {"extxyz", "extxyz.gz", "h5"})
      paths.push_back((fs::path(folder_) / (std::string(name) + "." + format)).string());
  return paths;
}

void DatasetWriter::require_no_input(const std::string& file) const {
  std::error_code absent;
  for (const auto& path : all_paths())
    if (fs::equivalent(file, path, absent))
      throw InputError("'" + file + "' is an input and is where a set would be written; choose another output");
}

std::string DatasetWriter::write(const std::string& name, const std::vector<const Frame*>& frames) {
  const std::string path = path_of(name);
  const std::string unfinished = (fs::path(folder_) / ("unfinished-" + fs::path(path).filename().string())).string();
  try {
    if (path.ends_with(".h5")) {
      write_frame_set(unfinished, frames);
    } else {
      XyzWriter out(unfinished, false, prefix_);
      for (const auto* frame : frames) out.write(*frame);
      out.close();
    }
    fs::rename(unfinished, path);
  } catch (...) {
    std::error_code ignored;
    fs::remove(unfinished, ignored);
    throw;
  }
  written_.insert(path);
  return path;
}

void DatasetWriter::drop_others() const {
  std::error_code absent;
  for (const auto& path : all_paths())
    if (!written_.contains(path)) fs::remove(path, absent);
}

}  // namespace liquidus
