#pragma once
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "core/options.hpp"
#include "io/run_file.hpp"
#include "mlip/train.hpp"

namespace liquidus {

inline constexpr std::array train_fields = {
    Field<TrainOptions>{"title", "", "what the training is about, for people", &TrainOptions::title},
    Field<TrainOptions>{"seed", "", "seed of first weights, validation split and order of batches, 0 or more",
                        &TrainOptions::seed},
    Field<TrainOptions>{"output", "", "folder for the results, made if it is missing", &TrainOptions::output}};

inline constexpr std::array train_model_fields = {
    Field<TrainModelOptions>{"file", "", "fine-tune this model (MACE or NequIP) instead of a new one",
                             &TrainModelOptions::file},
    Field<TrainModelOptions>{"head", "", "head of a loaded multi-head model", &TrainModelOptions::head},
    Field<TrainModelOptions>{"freeze", "",
                             "what stays as loaded: embedding, interactions, products, readouts, or patterns of "
                             "parameter names, \"interactions.0.*\"",
                             &TrainModelOptions::freeze},
    Field<TrainModelOptions>{"reference", "",
                             "reference energies; by default from isolated atoms, else [model.energies], else least "
                             "squares on composition; of a loaded model: its own, shifted by least squares",
                             &TrainModelOptions::reference, false, "isolated|given|least-squares|model"},
    Field<TrainModelOptions>{"r_max", "Å", "cutoff", &TrainModelOptions::r_max},
    Field<TrainModelOptions>{"channels", "", "width of the hidden features", &TrainModelOptions::channels},
    Field<TrainModelOptions>{"max_L", "", "hidden features have l = 0 … max_L", &TrainModelOptions::max_L},
    Field<TrainModelOptions>{"max_ell", "", "degree of the spherical harmonics", &TrainModelOptions::max_ell},
    Field<TrainModelOptions>{"correlation", "", "bodies beyond the centre that one layer correlates, 1 to 3",
                             &TrainModelOptions::correlation},
    Field<TrainModelOptions>{"interactions", "", "layers", &TrainModelOptions::interactions},
    Field<TrainModelOptions>{"bessel", "", "radial functions", &TrainModelOptions::bessel},
    Field<TrainModelOptions>{"cutoff_power", "", "p of the polynomial cutoff", &TrainModelOptions::cutoff_power},
    Field<TrainModelOptions>{"radial_mlp", "", "widths of the radial network's layers", &TrainModelOptions::radial_mlp},
    Field<TrainModelOptions>{"readout", "", "width of the last readout", &TrainModelOptions::readout},
    Field<TrainModelOptions>{"first_interaction", "", "kind of the first layer", &TrainModelOptions::first_interaction,
                             false, "residual|non-residual|density-residual|density"},
    Field<TrainModelOptions>{"interaction", "", "kind of the other layers", &TrainModelOptions::interaction, false,
                             "residual|non-residual|density-residual|density"},
    Field<TrainModelOptions>{"zbl", "", "pair repulsion by Ziegler, Biersack and Littmark", &TrainModelOptions::zbl},
    Field<TrainModelOptions>{"distance_transform", "", "of the radial functions' argument",
                             &TrainModelOptions::distance_transform, false, "none|agnesi"}};

inline constexpr std::array train_data_fields = {
    Field<TrainDataOptions>{"train", "", "labelled files, extended XYZ or HDF5", &TrainDataOptions::train},
    Field<TrainDataOptions>{"validation", "", "files that schedules and the choice of the best epoch go by",
                            &TrainDataOptions::validation},
    Field<TrainDataOptions>{"validation_fraction", "",
                            "without such files: this part of each config_type of the training files",
                            &TrainDataOptions::validation_fraction},
    Field<TrainDataOptions>{"test", "", "files that only the final table sees", &TrainDataOptions::test},
    Field<TrainDataOptions>{"labels", "", "what is learnt", &TrainDataOptions::labels, false, "energy|forces|stress"},
    Field<TrainDataOptions>{"prefixes", "", "before the names of labels, tried in this order",
                            &TrainDataOptions::prefixes},
    Field<TrainDataOptions>{"trust_units", "", "take labels for eV, eV/Å and eV/Å³ whatever their size",
                            &TrainDataOptions::trust_units}};

inline constexpr std::array train_replay_fields = {
    Field<TrainReplayOptions>{"files", "", "frames of the set that the loaded model was made with",
                              &TrainReplayOptions::files},
    Field<TrainReplayOptions>{"weight", "", "of each of them in the loss", &TrainReplayOptions::weight},
    Field<TrainReplayOptions>{"head", "", "head that they train, of a multi-head model", &TrainReplayOptions::head}};

/// Keys of [training] and [second_stage].
inline constexpr std::array loss_fields = {
    Field<LossWeights>{"energy_weight", "", "of squared errors of the energy per atom, in eV", &LossWeights::energy},
    Field<LossWeights>{"forces_weight", "", "of squared errors of force components, in eV/Å", &LossWeights::forces},
    Field<LossWeights>{"stress_weight", "", "of squared errors of stress components, in eV/Å³", &LossWeights::stress}};

inline constexpr std::array training_fields = {
    Field<TrainingOptions>{"epochs", "", "passes over the training frames", &TrainingOptions::epochs},
    Field<TrainingOptions>{"steps", "", "instead of `epochs`: as many as have that many steps of the optimiser",
                           &TrainingOptions::steps},
    Field<TrainingOptions>{"batch", "", "frames per step of the optimiser", &TrainingOptions::batch},
    Field<TrainingOptions>{"learning_rate", "", "of Adam; default 0.01, or 1e-4 for a loaded model",
                           &TrainingOptions::learning_rate},
    Field<TrainingOptions>{"schedule", "",
                           "plateau: times `factor` after `patience` epochs without a better validation loss; "
                           "exponential and cosine: down to `final` at the end",
                           &TrainingOptions::schedule, false, "plateau|exponential|cosine|constant"},
    Field<TrainingOptions>{"factor", "", "of the plateau schedule", &TrainingOptions::factor},
    Field<TrainingOptions>{"patience", "", "of the plateau schedule, in epochs", &TrainingOptions::patience},
    Field<TrainingOptions>{"final", "", "last learning rate of exponential and cosine, as part of the first",
                           &TrainingOptions::final},
    Field<TrainingOptions>{"warmup", "", "steps over which the learning rate rises from 0", &TrainingOptions::warmup},
    Field<TrainingOptions>{"amsgrad", "", "divide by the largest second moment so far", &TrainingOptions::amsgrad},
    Field<TrainingOptions>{"weight_decay", "", "on linear layers of interactions and on products",
                           &TrainingOptions::weight_decay},
    Field<TrainingOptions>{"clip", "", "largest norm of the gradient; 0 for none", &TrainingOptions::clip},
    Field<TrainingOptions>{"ema", "", "decay of the averaged weights; default 0.99, or 0.99999 for a loaded model",
                           &TrainingOptions::ema},
    Field<TrainingOptions>{"early_stop", "",
                           "end a stage after so many epochs without a better validation loss; 0 for never",
                           &TrainingOptions::early_stop},
    Field<TrainingOptions>{"max_time", "min", "end after this time, over all restarts", &TrainingOptions::max_time},
    Field<TrainingOptions>{"precision", "", "default float64, or a loaded model's own", &TrainingOptions::precision,
                           false, "float32|float64|native"},
    Field<TrainingOptions>{"max_edges", "",
                           "edges that are evaluated at once by a thread; larger parts of a batch are taken one after "
                           "the other, which saves memory and changes nothing else",
                           &TrainingOptions::max_edges},
    Field<TrainingOptions>{"checkpoint", "min", "longest time between two checkpoints", &TrainingOptions::checkpoint},
    Field<TrainingOptions>{"device", "", "cpu, cuda or cuda:1", &TrainingOptions::device}};

inline constexpr std::array second_stage_fields = {
    Field<SecondStageOptions>{"start", "", "part of the epochs after which it begins; 1 for never",
                              &SecondStageOptions::start},
    Field<SecondStageOptions>{"learning_rate", "",
                              "default: a tenth of the first; with exponential and cosine the schedule goes on",
                              &SecondStageOptions::learning_rate}};

/// Reads and checks a training file, with the overrides of --set. Paths in it count from the current folder, or from
/// the file's own where there is no such file in the current one. @throws InputError with every mistake, one per line
TrainOptions read_train_file(const std::string& path, const std::vector<std::string>& overrides);

/// The same from a table that has the sections of such a file, which may lack the files to learn from.
TrainOptions read_train_options(const Table& file, const std::string& path, Problems& problems);

/// Every option used, as a TOML file that gives the same training.
std::vector<std::pair<std::string, Echo>> echo(const TrainOptions& options);

/// The keys of every section, for --help.
std::string train_file_help();

}  // namespace liquidus
