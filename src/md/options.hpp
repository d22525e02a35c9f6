#pragma once
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/options.hpp"
#include "io/run_file.hpp"

namespace liquidus {

inline constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

/// The run file's own keys, above its sections.
struct RunOptions {
  std::string title;
  Index seed = 1;
  std::string output = "run";
};

inline constexpr std::array run_fields = {
    Field<RunOptions>{"title", "", "what the run is about, for people", &RunOptions::title},
    Field<RunOptions>{"seed", "", "seed of all random numbers, 0 or more", &RunOptions::seed},
    Field<RunOptions>{"output", "", "folder for the results, made if it is missing", &RunOptions::output}};

/// Where the atoms come from: packed from a formula or counts at a density, or read from a file.
struct StructureOptions {
  std::string formula;
  Index atoms = 0;
  std::vector<std::pair<std::string, Index>> counts;  // [structure.counts], in the order of the file
  Quantity density;
  double closest = not_given;  // Å
  Index relax = 200;
  std::string file;
  Index frame = -1;
  std::vector<Index> replicate;
};

inline constexpr std::array structure_fields = {
    Field<StructureOptions>{"formula", "",
                            "pack atoms at random in this proportion, \"NaCl\" or \"Fe2SiO4\"; or give "
                            "a table `counts` = {Na = 256, Cl = 256}",
                            &StructureOptions::formula},
    Field<StructureOptions>{"atoms", "", "how many atoms, a multiple of the formula's", &StructureOptions::atoms},
    Field<StructureOptions>{"density", "g/cm^3|1/Å^3", "mass or number density of the packed atoms",
                            &StructureOptions::density},
    Field<StructureOptions>{"closest", "Å", "no two packed atoms are closer; by default 0.85 (volume/atoms)^(1/3)",
                            &StructureOptions::closest},
    Field<StructureOptions>{"relax", "", "steps of minimisation in the run's potential after packing, at most",
                            &StructureOptions::relax},
    Field<StructureOptions>{"file", "", "read the atoms from a file (extended XYZ, H5MD, CIF, POSCAR, …)",
                            &StructureOptions::file},
    Field<StructureOptions>{"frame", "", "which frame of the file, from 0; negative counts from the end",
                            &StructureOptions::frame},
    Field<StructureOptions>{"replicate", "", "copies of the cell along a, b and c", &StructureOptions::replicate}};

struct NeighbourOptions {
  double skin = 1.0;  // Å
};

inline constexpr std::array neighbour_fields = {
    Field<NeighbourOptions>{"skin", "Å", "how far beyond its cutoff a pair is listed", &NeighbourOptions::skin}};

/// One [[stage]]. Pairs of values are linear ramps over the stage.
struct StageOptions {
  std::string name;
  std::string ensemble = "nvt";
  std::string thermostat;           // empty: rescaling where there is one
  std::vector<double> temperature;  // K
  double tau = 100.0;               // fs
  Index chain = 3;
  std::vector<double> pressure;     // eV/Å³
  double pressure_tau = 1000.0;     // fs
  double compressibility = 7.2098;  // Å³/eV, 4.5e-5/bar
  Index pressure_interval = 10;     // steps
  Quantity density;                 // the end of a ramp of the box
  Index steps = 0;
  double time = not_given;  // fs
  double timestep = 1.0;    // fs
};

inline constexpr std::array stage_fields = {
    Field<StageOptions>{"name", "", "name of the stage, unique", &StageOptions::name},
    Field<StageOptions>{"ensemble", "",
                        "what is held: nve energy, nvt temperature, npt also pressure (box of fixed "
                        "shape), npt-full pressure in a box that changes its shape (for "
                        "solids: the box of a melt flows)",
                        &StageOptions::ensemble, false, "nve|nvt|npt|npt-full"},
    Field<StageOptions>{"thermostat", "", "default rescaling", &StageOptions::thermostat, false,
                        "nose-hoover|langevin|rescaling"},
    Field<StageOptions>{"temperature", "K",
                        "one value, or two for a linear ramp; in nve: velocities are drawn at it "
                        "when the stage starts",
                        &StageOptions::temperature},
    Field<StageOptions>{"tau", "ps", "time constant of the thermostat; 1/friction for langevin", &StageOptions::tau},
    Field<StageOptions>{"chain", "", "links of the nose-hoover chain", &StageOptions::chain},
    Field<StageOptions>{"pressure", "bar", "one value, or two for a linear ramp", &StageOptions::pressure},
    Field<StageOptions>{"pressure_tau", "ps", "time constant of the barostat", &StageOptions::pressure_tau},
    Field<StageOptions>{"compressibility", "1/bar",
                        "estimate; with pressure_tau it sets how fast the volume relaxes, "
                        "never where to",
                        &StageOptions::compressibility},
    Field<StageOptions>{"pressure_interval", "",
                        "steps between two moves of the barostat, each of which costs one "
                        "evaluation of the forces",
                        &StageOptions::pressure_interval},
    Field<StageOptions>{"density", "g/cm^3|1/Å^3", "scale the box so that its density changes linearly to this value",
                        &StageOptions::density},
    Field<StageOptions>{"steps", "", "length of the stage in steps; or give `time`", &StageOptions::steps},
    Field<StageOptions>{"time", "ps", "length of the stage; or give `steps`", &StageOptions::time},
    Field<StageOptions>{"timestep", "fs", "integration step", &StageOptions::timestep}};

/// Intervals in steps of the whole run; 0 means never.
struct WriteOptions {
  Index thermo = 100, trajectory = 1000, checkpoint = 5000;
  bool velocities = true, forces = false, single = false;
};

inline constexpr std::array write_fields = {
    Field<WriteOptions>{"thermo", "", "steps between two rows of thermo.csv; 0 for none", &WriteOptions::thermo},
    Field<WriteOptions>{"trajectory", "", "steps between two frames of trajectory.h5; 0 for none",
                        &WriteOptions::trajectory},
    Field<WriteOptions>{"checkpoint", "", "steps between two checkpoints; one is also written at the end of a stage",
                        &WriteOptions::checkpoint},
    Field<WriteOptions>{"velocities", "", "velocities in the trajectory", &WriteOptions::velocities},
    Field<WriteOptions>{"forces", "", "forces in the trajectory", &WriteOptions::forces},
    Field<WriteOptions>{"single", "", "32-bit numbers in the trajectory", &WriteOptions::single}};

struct GuardOptions {
  double closest = 0.5;              // Å
  double hottest = 20000.0;          // K
  double max_deviation = not_given;  // eV/Å
  Index interval = 100;
};

inline constexpr std::array guard_fields = {
    Field<GuardOptions>{"closest", "Å", "stop when two atoms are closer", &GuardOptions::closest},
    Field<GuardOptions>{"hottest", "K", "stop when the temperature is higher, checked at every step",
                        &GuardOptions::hottest},
    Field<GuardOptions>{"max_deviation", "eV/Å",
                        "stop when the members of a committee disagree by more on the force on an atom, checked every "
                        "committee.interval steps",
                        &GuardOptions::max_deviation},
    Field<GuardOptions>{"interval", "", "steps between two checks of distances; also done before each checkpoint",
                        &GuardOptions::interval}};

/// What is done with the disagreement of several learned potentials.
struct CommitteeOptions {
  Index interval = 10;
  double level = 1.0;                // eV/Å
  double collect_above = not_given;  // eV/Å
  double collect_below = not_given;  // eV/Å
};

inline constexpr std::array committee_fields = {
    Field<CommitteeOptions>{"interval", "",
                            "steps between two looks at the deviations, for the guard and for collecting; rows and "
                            "frames have them anyway",
                            &CommitteeOptions::interval},
    Field<CommitteeOptions>{"level", "eV/Å", "added to the force in relative deviations", &CommitteeOptions::level},
    Field<CommitteeOptions>{"collect_above", "eV/Å",
                            "append frames with a larger deviation of any atom to candidates.extxyz",
                            &CommitteeOptions::collect_above},
    Field<CommitteeOptions>{"collect_below", "eV/Å",
                            "but not those with a deviation this large, which are broken rather than new",
                            &CommitteeOptions::collect_below}};

/// All that this folder reads from a run file.
struct MdOptions {
  RunOptions run;
  StructureOptions structure;
  NeighbourOptions neighbours;
  std::vector<StageOptions> stages;
  WriteOptions write;
  GuardOptions guards;
  CommitteeOptions committee;
};

/// The top level's own keys and the sections structure, neighbours, stage, write, guards and committee, each checked
/// for itself and against the others. What else stands at the top level is the caller's to read or refuse.
MdOptions read_md_options(const Table& file, Problems& problems);

/// The top level's own keys, checked, for those who put a run together; other keys are the caller's.
RunOptions read_run_options(const Table& file, Problems& problems, RunOptions defaults = {});

/// The table `structure` of a file or section, and its tables `key` as stages, checked, for those who put a run
/// together.
StructureOptions read_structure_options(const Table& of, Problems& problems);
std::vector<StageOptions> read_stages(const Table& of, std::string_view key, Problems& problems);

/// The same checks for options that were put together in code. @throws InputError naming the first mistake
void require_valid(const MdOptions& options);

/// Every option used, as sections of a run file: titles "", "structure", "neighbours", "[stage]", "write", "guards",
/// "committee".
std::vector<std::pair<std::string, Echo>> echo(const MdOptions& options);

}  // namespace liquidus
