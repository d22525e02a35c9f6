#include <fmt/format.h>

#include <charconv>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <system_error>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/h5md.hpp"
#include "io/xyz.hpp"
#include "md/run_sink.hpp"

namespace liquidus {
namespace {

constexpr std::string_view thermo_header =
    "step,time/fs,stage,temperature/K,potential/eV,kinetic/eV,total/eV,conserved/eV,pressure/bar,volume/Å^3,"
    "density/(g/cm^3),a/Å,b/Å,c/Å,alpha/deg,beta/deg,gamma/deg";
constexpr std::string_view deviation_header = ",max_force_deviation/(eV/Å),mean_force_deviation/(eV/Å)";

/// Cuts the file behind the last whole row whose step isn't beyond `last`.
void cut_rows(const std::string& path, Index last) {
  std::uintmax_t keep = 0;
  {
    std::ifstream file(path, std::ios::binary);
    std::string line;
    for (bool header = true; std::getline(file, line) && !file.eof(); header = false) {
      Index step = 0;
      const bool row = std::from_chars(line.data(), line.data() + line.size(), step).ec == std::errc{};
      if (!header && (!row || step > last)) break;
      keep += line.size() + 1;
    }
  }
  std::filesystem::resize_file(path, keep);
}

bool has_deviations(const std::string& thermo_file) {
  std::ifstream file(thermo_file, std::ios::binary);
  std::string header;
  return std::getline(file, header) && std::string_view(header).ends_with(deviation_header);
}

/// Takes the frames beyond `last` off a file of candidates.
void cut_candidates(const std::string& path, Index last) {
  if (!std::filesystem::exists(path)) return;
  const auto cut = path + ".tmp";
  {
    XyzReader reader(path);
    XyzWriter writer(cut);
    for (auto frame = reader.next(); frame && frame->step <= last; frame = reader.next()) writer.write(*frame);
    writer.close();
  }
  std::filesystem::rename(cut, path);
}

H5mdOptions trajectory_options(const WriteOptions& write, const Frame& first) {
  H5mdOptions options;
  options.images = options.energy = options.stress = true;
  options.velocities = write.velocities;
  options.forces = write.forces;
  options.single_precision = write.single;
  options.units = {{"temperature", "K"}};
  if (first.arrays.contains("force_deviation")) options.arrays["force_deviation"] = {"eV Angstrom-1", 1};
  if (first.arrays.contains("relative_force_deviation")) options.arrays["relative_force_deviation"] = {"", 1};
  return options;
}

}  // namespace

struct RunFolder::State {
  std::string folder;
  WriteOptions write;
  Watch watch;
  std::optional<Index> resumed_at;  // step of the checkpoint gone on from
  std::ofstream rows;
  bool rows_have_header = false, rows_have_deviations = false;
  std::optional<H5mdWriter> frames;
  std::string last_checkpoint;

  std::string path(std::string_view name) const { return (std::filesystem::path(folder) / name).string(); }

  void open_rows() {
    const auto file = path("thermo.csv");
    const bool go_on = resumed_at && std::filesystem::exists(file);
    if (go_on) cut_rows(file, *resumed_at);
    rows_have_header = go_on && std::filesystem::file_size(file) > 0;
    rows_have_deviations = rows_have_header && has_deviations(file);
    rows.open(file, go_on ? std::ios::app : std::ios::trunc);
    if (!rows) throw Error(fmt::format("cannot write '{}'", file));
  }

  void add_header(const ThermoRow& first) {
    rows_have_header = true;
    rows_have_deviations = first.deviations.has_value();
    rows << thermo_header << (rows_have_deviations ? deviation_header : "") << '\n';
  }

  void open_frames(const Frame& first) {
    const auto file = path("trajectory.h5");
    if (resumed_at && std::filesystem::exists(file))
      frames = H5mdWriter::append(file, first.atoms, *resumed_at);
    else
      frames.emplace(file, first.atoms, trajectory_options(write, first));
  }
};

RunFolder::RunFolder(std::string folder, const WriteOptions& write, Watch watch) : state_(std::make_unique<State>()) {
  state_->folder = std::move(folder);
  state_->write = write;
  state_->watch = std::move(watch);
  std::error_code failed;
  std::filesystem::create_directories(state_->folder, failed);
  if (failed) throw InputError(fmt::format("cannot make the folder '{}': {}", state_->folder, failed.message()));
  // A restart must never go on from another run's checkpoint; yet nobody loses one by starting anew by mistake.
  const auto old = checkpoint_path(state_->folder);
  if (std::filesystem::exists(old)) std::filesystem::rename(old, state_->path("checkpoint.previous.h5"));
  std::filesystem::remove(candidates_path(state_->folder));
}

RunFolder RunFolder::resume(std::string folder, const WriteOptions& write, const Checkpoint& checkpoint, Watch watch) {
  RunFolder sink;
  sink.state_ = std::make_unique<State>();
  sink.state_->last_checkpoint = checkpoint_path(folder);
  sink.state_->folder = std::move(folder);
  sink.state_->write = write;
  sink.state_->watch = std::move(watch);
  sink.state_->resumed_at = checkpoint.integer("md/step");
  // Cut now, not with the first new row: what a run that ends before one leaves behind must end at its checkpoint.
  const auto& state = *sink.state_;
  if (state.write.thermo > 0) sink.state_->open_rows();
  if (state.write.trajectory > 0 && std::filesystem::exists(state.path("trajectory.h5")))
    sink.state_->frames =
        H5mdWriter::append(state.path("trajectory.h5"), checkpoint.structure("atoms"), *state.resumed_at);
  cut_candidates(candidates_path(state.folder), *state.resumed_at);
  return sink;
}

RunFolder::RunFolder() = default;
RunFolder::~RunFolder() = default;
RunFolder::RunFolder(RunFolder&&) noexcept = default;
RunFolder& RunFolder::operator=(RunFolder&&) noexcept = default;

std::string RunFolder::checkpoint_path(const std::string& folder) {
  return (std::filesystem::path(folder) / "checkpoint.h5").string();
}

std::string RunFolder::candidates_path(const std::string& folder) {
  return (std::filesystem::path(folder) / "candidates.extxyz").string();
}

void RunFolder::thermo(const ThermoRow& row) {
  if (!state_->rows.is_open()) state_->open_rows();
  if (!state_->rows_have_header) state_->add_header(row);
  state_->rows << fmt::format(
      "{},{:.12g},{},{:.8g},{:.12g},{:.12g},{:.12g},{:.12g},{:.8g},{:.12g},{:.12g},{:.10g},{:.10g},{:.10g},{:.8g},"
      "{:.8g},{:.8g}",
      row.step, row.time, row.stage, row.temperature, row.potential, row.kinetic, row.potential + row.kinetic,
      row.conserved, row.pressure / units::bar, row.volume, row.density / units::g_per_cm3, row.lengths[0],
      row.lengths[1], row.lengths[2], row.angles[0], row.angles[1], row.angles[2]);
  if (state_->rows_have_deviations)
    state_->rows << (row.deviations ? fmt::format(",{:.8g},{:.8g}", row.deviations->largest, row.deviations->mean)
                                    : std::string(",,"));
  state_->rows << '\n';
  state_->rows.flush();  // a killed run keeps its rows, and people watch the file grow
  if (!state_->rows) throw Error(fmt::format("cannot write '{}'; is the disk full?", state_->path("thermo.csv")));
}

void RunFolder::frame(const Frame& frame) {
  if (!state_->frames) state_->open_frames(frame);
  state_->frames->write(frame);
}

void RunFolder::candidate(const Frame& frame) {
  XyzWriter writer(candidates_path(state_->folder), true);  // opened anew each time: a killed run keeps them all
  writer.write(frame);
  writer.close();
}

void RunFolder::checkpoint(const Checkpoint& checkpoint) {
  const auto path = checkpoint_path(state_->folder);
  checkpoint.save(path);
  state_->last_checkpoint = path;
}

std::string RunFolder::last_checkpoint() const { return state_->last_checkpoint; }

bool RunFolder::progress(const Progress& progress) { return !state_->watch || state_->watch(progress); }

}  // namespace liquidus
