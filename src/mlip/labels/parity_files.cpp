#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <system_error>

#include "core/errors.hpp"
#include "io/csv_field.hpp"
#include "mlip/label_errors.hpp"
#include "mlip/labels/label_pairs.hpp"

namespace liquidus {
namespace {

/// A file that is made with its first row.
class Rows {
 public:
  Rows(const std::string& folder, const std::string& name, const std::string& header)
      : path_((std::filesystem::path(folder) / name).string()), header_(header) {
    std::filesystem::remove(path_);  // of an earlier evaluation, which may have had other labels
  }
  void add(const std::string& row) {
    if (!file_.is_open()) {
      file_.open(path_);
      file_ << header_ << '\n';
    }
    file_ << row << '\n';
    check();
  }
  void close() {
    if (!file_.is_open()) return;
    file_.close();
    check();
  }

 private:
  void check() const {
    if (!file_) throw Error(fmt::format("cannot write '{}'; is the disk full?", path_));
  }
  std::string path_, header_;
  std::ofstream file_;
};

std::string made(const std::string& folder) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (failed) throw InputError(fmt::format("cannot make the folder '{}': {}", folder, failed.message()));
  return folder;
}

}  // namespace

struct ParityFiles::State {
  explicit State(const std::string& folder)
      : energy(made(folder), "energy.csv", "file,frame,config_type,atoms,label/(eV/atom),predicted/(eV/atom)"),
        forces(folder, "forces.csv", "file,frame,config_type,atom,element,component,label/(eV/Å),predicted/(eV/Å)"),
        stress(folder, "stress.csv", "file,frame,config_type,component,label/(eV/Å³),predicted/(eV/Å³)") {}
  Rows energy, forces, stress;
};

ParityFiles::ParityFiles(const std::string& folder) : state_(std::make_unique<State>(folder)) {}
ParityFiles::~ParityFiles() = default;

void ParityFiles::add(const LabelledFrame& labelled, const Frame& predicted) {
  const auto& atoms = labelled.frame.atoms;
  const std::string frame =
      fmt::format("{},{},{}", csv_field(labelled.file), labelled.number, csv_field(labelled.config_type));
  constexpr std::string_view axes = "xyz";
  for_each_pair(
      labelled, predicted,
      [&](double label, double found) {
        state_->energy.add(fmt::format("{},{},{:.10g},{:.10g}", frame, atoms.size(), label, found));
      },
      [&](std::size_t i, std::size_t k, double label, double found) {
        state_->forces.add(
            fmt::format("{},{},{},{},{:.8g},{:.8g}", frame, i, element_of(atoms, i), axes[k], label, found));
      },
      [&](std::size_t a, std::size_t b, double label, double found) {
        state_->stress.add(fmt::format("{},{}{},{:.8g},{:.8g}", frame, axes[a], axes[b], label, found));
      });
}

void ParityFiles::close() {
  state_->energy.close();
  state_->forces.close();
  state_->stress.close();
}

}  // namespace liquidus
