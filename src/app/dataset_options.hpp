#pragma once
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "active/curation/dataset_input.hpp"
#include "active/curation/duplicates.hpp"
#include "active/curation/frame_groups.hpp"
#include "active/curation/outliers.hpp"
#include "io/run_file.hpp"

namespace liquidus {

struct DatasetKeys {
  std::string title, output = "dataset", format = "extxyz", prefix = "REF_";
  Index seed = 1;
};
inline constexpr std::array dataset_fields = {
    Field<DatasetKeys>{"title", "", "for the screen and the page", &DatasetKeys::title},
    Field<DatasetKeys>{"output", "", "folder of the sets and what is said of them", &DatasetKeys::output},
    Field<DatasetKeys>{"format", "", "of the sets", &DatasetKeys::format, false, "extxyz|extxyz.gz|h5"},
    Field<DatasetKeys>{"prefix", "", "of the labels' names in extended XYZ; \"\" for none", &DatasetKeys::prefix},
    Field<DatasetKeys>{"seed", "", "of all that is drawn, 0 or more", &DatasetKeys::seed}};

/// `[[input]]`
struct InputKeys {
  std::string name;  // for --set
  std::vector<std::string> files, prefixes = {"REF_", ""};
  std::string energy_key, forces_key, stress_key, virial_key;
  std::string energy_unit = "eV", length_unit = "Å", forces_unit, stress_unit, stress_sign = "tension";
  std::string parent, engine, settings, config_type;
  Index round = -1;
};
inline constexpr std::array input_fields = {
    Field<InputKeys>{"files", "", "extended XYZ (also .gz) or HDF5; names may have *, ? and [ ]", &InputKeys::files,
                     true},
    Field<InputKeys>{"name", "", "for --set input.NAME.parent=…", &InputKeys::name},
    Field<InputKeys>{"prefixes", "", "before the names of labels, tried in this order", &InputKeys::prefixes},
    Field<InputKeys>{"energy_key", "", "key of the energy; if one of these four is given, others are no labels",
                     &InputKeys::energy_key},
    Field<InputKeys>{"forces_key", "", "column of the forces", &InputKeys::forces_key},
    Field<InputKeys>{"stress_key", "", "key of the stress", &InputKeys::stress_key},
    Field<InputKeys>{"virial_key", "", "key of the virial, which is -stress × volume", &InputKeys::virial_key},
    Field<InputKeys>{"energy_unit", "", "of the file: eV, hartree, Ry, kcal/mol, kJ/mol", &InputKeys::energy_unit},
    Field<InputKeys>{"length_unit", "", "of positions and cell: Å, bohr, nm", &InputKeys::length_unit},
    Field<InputKeys>{"forces_unit", "", "by default the energy's by the length's", &InputKeys::forces_unit},
    Field<InputKeys>{"stress_unit", "", "GPa, kbar; by default the energy's by the length's cubed",
                     &InputKeys::stress_unit},
    Field<InputKeys>{"stress_sign", "",
                     "what a positive stress is in the file; pressure is compression, as VASP has it",
                     &InputKeys::stress_sign, false, "tension|pressure"},
    Field<InputKeys>{"parent", "", "run that the frames come from; by default the file", &InputKeys::parent},
    Field<InputKeys>{"engine", "", "program that labelled them, \"CP2K 2023.1\"", &InputKeys::engine},
    Field<InputKeys>{"settings", "", "its settings, as text or as a file (an input template): a digest is kept",
                     &InputKeys::settings},
    Field<InputKeys>{"round", "", "of active learning", &InputKeys::round},
    Field<InputKeys>{"config_type", "", "of frames that have none", &InputKeys::config_type}};

/// `[convert]`
struct ConvertKeys {
  std::vector<std::string> rename, drop, set;
};
inline constexpr std::array convert_fields = {
    Field<ConvertKeys>{"rename", "", "keys and columns, as [\"code=engine\"]", &ConvertKeys::rename},
    Field<ConvertKeys>{"drop", "", "keys and columns, as [\"free_energy\"]", &ConvertKeys::drop},
    Field<ConvertKeys>{"set", "", "keys of every frame, as [\"head=pbe\"]", &ConvertKeys::set}};

inline constexpr std::array duplicate_fields = {
    Field<DuplicateOptions>{"tolerance", "Å",
                            "frames are the same if they differ by no more than a random displacement of all atoms by "
                            "this does",
                            &DuplicateOptions::tolerance},
    Field<DuplicateOptions>{"keep", "", "labelled: the one with most labels, then the smallest net force",
                            &DuplicateOptions::keep, false, "first|labelled"},
    Field<DuplicateOptions>{"cutoff", "Å", "of what surrounds an atom", &DuplicateOptions::cutoff},
    Field<DuplicateOptions>{"energy", "eV", "per atom, beyond which labels of duplicates disagree",
                            &DuplicateOptions::energy},
    Field<DuplicateOptions>{"forces", "eV/Å", "beyond which labels of duplicates disagree", &DuplicateOptions::forces}};

/// `[outliers]`; a threshold of 0 isn't asked.
struct OutlierKeys {
  double energy = 10.0, max_force = 0.0, net_force = 0.0, radii = 0.5, model_energy = 0.0, model_force = 0.0,
         deviation = 0.0;
  std::string within = "set", energy_key = "energy", forces_key = "forces", deviation_key = "force_deviation",
              potential;
  std::vector<std::string> models;
  bool model_shift = false;
  std::map<std::string, double> closest;  // Å, [outliers.closest]
};
inline constexpr std::array outlier_fields = {
    Field<OutlierKeys>{"energy", "", "robust standard deviations from the fit to compositions; 0: not asked",
                       &OutlierKeys::energy},
    Field<OutlierKeys>{"within", "", "where the middle and the deviation of energies are taken", &OutlierKeys::within,
                       false, "set|config_type"},
    Field<OutlierKeys>{"max_force", "eV/Å", "on one atom; 0: not asked", &OutlierKeys::max_force},
    Field<OutlierKeys>{"net_force", "eV/Å", "norm of the sum over atoms; 0: not asked", &OutlierKeys::net_force},
    Field<OutlierKeys>{"radii", "",
                       "least distance of two atoms by the sum of their covalent radii, for pairs that "
                       "[outliers.closest] doesn't name; 0: not asked",
                       &OutlierKeys::radii},
    Field<OutlierKeys>{"model_energy", "eV", "per atom, between label and model; 0: not asked",
                       &OutlierKeys::model_energy},
    Field<OutlierKeys>{"model_force", "eV/Å", "on one atom, between label and model; 0: not asked",
                       &OutlierKeys::model_force},
    Field<OutlierKeys>{"deviation", "eV/Å", "of a committee, on one atom; 0: not asked", &OutlierKeys::deviation},
    Field<OutlierKeys>{"model_shift", "", "let energies of label and model differ by a fit to compositions",
                       &OutlierKeys::model_shift},
    Field<OutlierKeys>{"models", "", "learned potentials to hold labels against; several are a committee",
                       &OutlierKeys::models},
    Field<OutlierKeys>{"potential", "", "or a name of `liquidus list potentials`, or a parameter file",
                       &OutlierKeys::potential},
    Field<OutlierKeys>{"energy_key", "", "without a model: key of a predicted energy, eV", &OutlierKeys::energy_key},
    Field<OutlierKeys>{"forces_key", "", "column of predicted forces, eV/Å", &OutlierKeys::forces_key},
    Field<OutlierKeys>{"deviation_key", "", "column of a committee's deviation, eV/Å", &OutlierKeys::deviation_key}};

inline constexpr std::array cluster_fields = {
    Field<ClusterOptions>{"least", "", "frames that make a cluster", &ClusterOptions::least},
    Field<ClusterOptions>{"neighbours", "", "that say how dense a frame lies, itself the first",
                          &ClusterOptions::neighbours},
    Field<ClusterOptions>{"cutoff", "Å", "of what surrounds an atom", &ClusterOptions::cutoff}};

/// `[rebalance]`
struct RebalanceKeys {
  std::vector<std::string> by = {"config_type"};
  Index at_most = 0;
  std::string choose = "farthest";
  bool weights = false;
};
inline constexpr std::array rebalance_fields = {
    Field<RebalanceKeys>{"by", "", "what makes a group: config_type, composition, cluster, or a key of the frames",
                         &RebalanceKeys::by},
    Field<RebalanceKeys>{"at_most", "", "frames of a group; 0: all", &RebalanceKeys::at_most},
    Field<RebalanceKeys>{"choose", "", "which", &RebalanceKeys::choose, false, "farthest|random"},
    Field<RebalanceKeys>{"weights", "", "config_weight such that groups weigh the same", &RebalanceKeys::weights}};

/// `[split]`
struct SplitKeys {
  double validation = 0.1, test = 0.1;
  std::vector<std::string> by = {"config_type"};
  std::string whole;
};
inline constexpr std::array split_fields = {
    Field<SplitKeys>{"validation", "", "part of the frames", &SplitKeys::validation},
    Field<SplitKeys>{"test", "", "part of the frames", &SplitKeys::test},
    Field<SplitKeys>{"by", "", "each such group is split by itself: config_type, composition, cluster, or a key",
                     &SplitKeys::by},
    Field<SplitKeys>{"whole", "", "instead: such groups stay whole, as \"cluster\" or \"parent\"", &SplitKeys::whole}};

/// A file for `liquidus dataset curate`. Steps are done in the order in which they stand here.
struct CurateOptions {
  DatasetKeys keys;
  std::vector<InputKeys> inputs;
  ConvertKeys convert;
  std::optional<DuplicateOptions> duplicates;
  std::optional<OutlierKeys> outliers;
  ClusterOptions clusters;
  std::optional<RebalanceKeys> rebalance;
  std::optional<SplitKeys> split;

  std::vector<DatasetInput> dataset_inputs() const;
  KeyChanges key_changes() const;
  OutlierOptions outlier_options() const;
};

/// Names of files count from the current folder, or from the curation file's where nothing in the current one matches.
/// @throws InputError with every mistake
CurateOptions read_curate_file(const std::string& path, const std::vector<std::string>& overrides);
/// Of one step with its defaults and these overrides; `step` is the name of a section, or empty for none.
CurateOptions one_step(const std::string& step, const std::vector<std::string>& files, const std::string& output,
                       const std::vector<std::string>& overrides);

std::vector<std::pair<std::string, Echo>> echo(const CurateOptions& options);
std::string curate_file_help();

}  // namespace liquidus
