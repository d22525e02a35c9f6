#pragma once
#include <array>
#include <map>
#include <string>
#include <vector>

#include "active/input_template.hpp"
#include "active/jobs/job_record.hpp"
#include "active/labels/accept_label.hpp"
#include "core/options.hpp"

namespace liquidus {

/// `[label]`: the program that labels structures and how it is run.
struct LabelEngineOptions {
  std::string engine = "cp2k";
  std::string input;               // path of the template
  std::vector<std::string> files;  // paths
  std::string command;             // empty: the engine's own
  std::string names = "element";
  Index ranks = 1, threads = 1;
  double time_limit = 0.0;  // fs, as all times; 0 for none
  double displacement = 1e-3, net_force = 0.05;
  bool stress = true;

  LabelRules rules() const { return {displacement, net_force, stress}; }
};

inline constexpr std::array label_engine_fields = {
    Field<LabelEngineOptions>{
        "engine", "",
        "cp2k; pw, of Quantum ESPRESSO; vasp; or a command that reads structure.extxyz and writes "
        "label.extxyz with energy (eV), forces (eV/Å) and stress (eV/Å³, tension positive); or stored: "
        "nothing is run, the labels of the same structures stand in `files`",
        &LabelEngineOptions::engine, false, "cp2k|pw|vasp|command|stored"},
    Field<LabelEngineOptions>{"input", "",
                              "the program's input (of vasp the INCAR) with {{cell}} and {{atoms}} where the structure "
                              "goes, {{count}} for the number of atoms, {{kinds}} for that of elements, and names of "
                              "[label.settings]",
                              &LabelEngineOptions::input},
    Field<LabelEngineOptions>{"files", "", "other files for each job's folder: POTCAR, KPOINTS, basis sets",
                              &LabelEngineOptions::files},
    Field<LabelEngineOptions>{"command", "",
                              "for the shell, with {{ranks}}, {{threads}} and names of [label.settings]; cp2k: "
                              "cp2k.psmp -i job.inp -o job.out; pw: "
                              "pw.x -in job.in >job.out; vasp: vasp_std; with several ranks under mpirun",
                              &LabelEngineOptions::command},
    Field<LabelEngineOptions>{"names", "",
                              "what atoms are called in the input: by their element, or by their species' name, as for "
                              "iron of two spins",
                              &LabelEngineOptions::names, false, "element|species"},
    Field<LabelEngineOptions>{"ranks", "", "processes of a job", &LabelEngineOptions::ranks},
    Field<LabelEngineOptions>{"threads", "", "of each of them", &LabelEngineOptions::threads},
    Field<LabelEngineOptions>{"time_limit", "s", "after which a job is ended; 0 for none",
                              &LabelEngineOptions::time_limit},
    Field<LabelEngineOptions>{"displacement", "Å", "that positions in the output may be off by",
                              &LabelEngineOptions::displacement},
    Field<LabelEngineOptions>{"net_force", "eV/Å", "largest component of the sum of all forces that a label may have",
                              &LabelEngineOptions::net_force},
    Field<LabelEngineOptions>{"stress", "", "a label must have a stress", &LabelEngineOptions::stress},
};

/// @throws InputError "[label]: …" naming the key that is out of range
void check(const LabelEngineOptions& options);

/// Writes inputs for a program and reads what it made of them.
class LabelEngine {
 public:
  using Settings = std::map<std::string, std::string>;

  /// @param settings  values of the template's own names
  /// @throws InputError for a template that can't be read, or has a name that nothing gives a value
  LabelEngine(LabelEngineOptions options, Settings settings);

  const LabelEngineOptions& options() const { return options_; }
  /// Makes a folder with all that a job needs. @param changed  settings that are others for this job
  /// @throws InputError for a setting that the template doesn't have; Error if the folder can't be written
  void prepare(const Structure& atoms, const Settings& changed, const std::string& folder) const;
  /// How its job is run.
  JobOptions job(const Settings& changed) const;
  /// 64 hexadecimal digits of the engine, its input, command and settings: labels with the same are of one kind.
  std::string mark(const Settings& changed) const;
  /// What the program left there; cut off where there is nothing.
  LabelOutput read(const std::string& folder) const;

 private:
  Settings with(const Settings& changed) const;
  Settings values(const Structure& atoms, const Settings& changed) const;

  LabelEngineOptions options_;
  Settings settings_;
  InputTemplate input_, command_;
};

}  // namespace liquidus
