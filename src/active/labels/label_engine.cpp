#include "active/labels/label_engine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/elements.hpp"
#include "core/units.hpp"
#include "io/file.hpp"
#include "io/sha256.hpp"
#include "io/xyz.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// What differs from one program to the next.
struct Program {
  std::string_view engine, input, command;
};
constexpr Program programs[] = {{"cp2k", "job.inp", "cp2k.psmp -i job.inp -o job.out"},
                                {"pw", "job.in", "pw.x -in job.in >job.out"},
                                {"vasp", "INCAR", "vasp_std"},
                                {"command", "", ""},
                                {"stored", "", ""}};

const Program& program_of(const std::string& engine) {
  return *std::find_if(std::begin(programs), std::end(programs), [&](const auto& one) { return one.engine == engine; });
}

constexpr double second = units::second;

std::string row(const Vec3& x) { return fmt::format("{:.10f} {:.10f} {:.10f}", x[0], x[1], x[2]); }

std::string cell_text(const Cell& cell, bool with_names) {
  std::string text;
  for (std::size_t k = 0; k < 3; ++k)
    text += (k > 0 ? "\n" : "") + (with_names ? fmt::format("{} ", "ABC"[k]) : "") + row(cell.vectors()[k]);
  return text;
}

std::string name_in(const Structure& atoms, std::size_t type, bool by_element) {
  const auto& species = atoms.species[type];
  if (!by_element || species.Z < 1) return species.name;
  return std::string(elements()[static_cast<std::size_t>(species.Z - 1)].symbol);
}

std::string atoms_text(const Structure& atoms, bool by_element) {
  std::string text;
  for (std::size_t i = 0; i < atoms.r.size(); ++i)
    text += (i > 0 ? "\n" : "") + name_in(atoms, static_cast<std::size_t>(atoms.type[i]), by_element) + " " +
            row(atoms.r[i]);
  return text;
}

/// Atoms species by species, as POTCAR has them.
std::string poscar(const Structure& atoms) {
  std::string names, counts, places;
  const auto numbers = atoms.counts();
  for (std::size_t type = 0; type < atoms.species.size(); ++type) {
    if (numbers[type] == 0) continue;
    names += " " + name_in(atoms, type, true);
    counts += " " + std::to_string(numbers[type]);
    for (std::size_t i = 0; i < atoms.r.size(); ++i)
      if (static_cast<std::size_t>(atoms.type[i]) == type) places += row(atoms.r[i]) + "\n";
  }
  return "liquidus\n1.0\n" + cell_text(atoms.cell, false) + "\n" + names + "\n" + counts + "\nCartesian\n" + places;
}

std::string text_in(const std::string& path) { return fs::exists(path) ? read_text(path) : std::string(); }

LabelOutput no_output(const std::string& name) {
  LabelOutput output;
  output.message = "there is no output '" + name + "'";
  return output;
}

LabelOutput read_cp2k(const std::string& folder) {
  auto text = text_in(folder + "/job.out");
  if (text.empty()) return no_output("job.out");
  // Tables with a FILENAME of their own are the same tables.
  std::set<std::string> others;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto name = entry.path().filename().string();
    if (name.ends_with("-frc-1_0.xyz") || name.ends_with("-1_0.stress_tensor")) others.insert(entry.path().string());
  }
  for (const auto& path : others) text += read_text(path);
  return read_cp2k_output(text);
}

/// The XML has all digits, the text says how the run ended.
LabelOutput read_pw(const std::string& folder) {
  const auto text = text_in(folder + "/job.out");
  if (text.empty()) return no_output("job.out");
  auto output = read_pw_output(text);
  if (output.end != OutputEnd::finished) return output;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.path().filename() == "data-file-schema.xml") {
      auto precise = read_pw_xml(read_text(entry.path().string()));
      if (precise.end == OutputEnd::finished && !precise.forces.empty()) return precise;
    }
  return output;
}

LabelOutput read_vasp(const std::string& folder) {
  const auto outcar = text_in(folder + "/OUTCAR"), xml = text_in(folder + "/vasprun.xml");
  if (outcar.empty() && xml.empty()) return no_output("OUTCAR");
  if (outcar.empty()) return read_vasprun(xml);
  auto output = read_outcar(outcar);
  if (output.end != OutputEnd::finished || xml.empty()) return output;
  auto precise = read_vasprun(xml);
  return precise.end == OutputEnd::finished ? precise : output;
}

LabelOutput read_extxyz(const std::string& folder) {
  const auto path = folder + "/label.extxyz";
  if (!fs::exists(path)) return no_output("label.extxyz");
  LabelOutput output;
  try {
    const auto frames = read_xyz(path);
    if (frames.size() != 1) throw InputError(fmt::format("label.extxyz has {} frames; expected one", frames.size()));
    const Frame& frame = frames.front();
    output.energy = frame.energy;
    output.forces = frame.forces;
    output.stress = frame.stress;
    output.r = frame.atoms.r;
    for (const int type : frame.atoms.type)
      output.elements.push_back(frame.atoms.species[static_cast<std::size_t>(type)].name);
    output.cell = frame.atoms.cell.vectors();
    output.end = OutputEnd::finished;
  } catch (const InputError& error) {
    output.end = OutputEnd::damaged;
    output.message = error.what();
  }
  return output;
}

InputTemplate input_of(const LabelEngineOptions& options) {
  return {options.input.empty() ? std::string() : read_text(options.input), options.input};
}

InputTemplate command_of(const LabelEngineOptions& options) {
  if (!options.command.empty()) return {options.command, "command"};
  return {(options.ranks > 1 ? "mpirun -n {{ranks}} " : "") + std::string(program_of(options.engine).command),
          "command"};
}

}  // namespace

void check(const LabelEngineOptions& options) {
  const auto refuse = [](const std::string& what) { throw InputError("[label]: " + what); };
  if (options.engine == "command" && options.command.empty()) refuse("the engine 'command' needs a 'command'");
  if (options.engine == "stored" && options.files.empty()) refuse("the engine 'stored' needs 'files' with labels");
  if (options.engine != "command" && options.engine != "stored" && options.input.empty())
    refuse("the engine '" + options.engine + "' needs an 'input', a template of its input file");
  if (options.ranks < 1) refuse("'ranks' must be 1 or more");
  if (options.threads < 1) refuse("'threads' must be 1 or more");
  if (!(options.time_limit >= 0.0)) refuse("'time_limit' must be 0 or more");
  if (!(options.displacement > 0.0)) refuse("'displacement' must be positive");
  if (!(options.net_force > 0.0)) refuse("'net_force' must be positive");
}

LabelEngine::LabelEngine(LabelEngineOptions options, Settings settings)
    : options_(std::move(options)),
      settings_(std::move(settings)),
      input_(input_of(options_)),
      command_(command_of(options_)) {
  check(options_);
  Structure nothing;
  nothing.cell = Cell::cubic(1.0);
  input_.filled(values(nothing, {}));
  job({});
}

std::string LabelEngine::mark(const Settings& changed) const {
  Structure nothing;
  nothing.cell = Cell::cubic(1.0);
  return sha256(options_.engine + "\n" + input_.filled(values(nothing, changed)) + "\n" + job(changed).command);
}

JobOptions LabelEngine::job(const Settings& changed) const {
  auto values = with(changed);
  values["ranks"] = std::to_string(options_.ranks);
  values["threads"] = std::to_string(options_.threads);
  return {command_.filled(values), options_.ranks, options_.threads, options_.time_limit / second};
}

LabelEngine::Settings LabelEngine::with(const Settings& changed) const {
  Settings values = settings_;
  for (const auto& [name, value] : changed) {
    if (!settings_.contains(name)) {
      std::vector<std::string> known;
      for (const auto& [one, unused] : settings_) known.push_back(one);
      throw InputError("there is no '" + name + "' in [label.settings]" + suggestion(name, known));
    }
    values[name] = value;
  }
  return values;
}

LabelEngine::Settings LabelEngine::values(const Structure& atoms, const Settings& changed) const {
  const bool by_element = options_.names == "element";
  Settings values = with(changed);
  values["cell"] = cell_text(atoms.cell, options_.engine == "cp2k");
  values["atoms"] = atoms_text(atoms, by_element);
  values["count"] = std::to_string(atoms.size());
  std::set<std::string> kinds;
  for (const int type : atoms.type) kinds.insert(name_in(atoms, static_cast<std::size_t>(type), by_element));
  values["kinds"] = std::to_string(kinds.size());
  return values;
}

void LabelEngine::prepare(const Structure& atoms, const Settings& changed, const std::string& folder) const {
  std::error_code failure;
  fs::create_directories(folder, failure);
  if (failure) throw Error("cannot make the folder '" + folder + "': " + failure.message());
  for (const auto& file : options_.files) {
    fs::copy_file(file, fs::path(folder) / fs::path(file).filename(), fs::copy_options::overwrite_existing, failure);
    if (failure) throw Error("cannot copy '" + file + "' to '" + folder + "': " + failure.message());
  }
  const auto filled = input_.filled(values(atoms, changed));
  if (options_.engine != "command") write_text(folder + "/" + std::string(program_of(options_.engine).input), filled);
  if (options_.engine == "vasp") write_text(folder + "/POSCAR", poscar(atoms));
  Frame frame;
  frame.atoms = atoms;
  write_text(folder + "/structure.extxyz", format_xyz(frame));
}

LabelOutput LabelEngine::read(const std::string& folder) const {
  if (options_.engine == "cp2k") return read_cp2k(folder);
  if (options_.engine == "pw") return read_pw(folder);
  if (options_.engine == "vasp") return read_vasp(folder);
  return read_extxyz(folder);
}

}  // namespace liquidus
