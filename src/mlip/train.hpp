#pragma once
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/vec3.hpp"
#include "parallel/communicator.hpp"

/// Training and fine-tuning of learned potentials. The recipe and its defaults are those of mace's own trainer.
namespace liquidus {

/// `[model]`: hyper-parameters of a new MACE model, or a file to go on from.
struct TrainModelOptions {
  std::string file, head;           // fine-tune this model
  std::vector<std::string> freeze;  // "embedding", "interactions", "products", "readouts" or patterns of names
  double r_max = 5.0;               // Å
  Index bessel = 8;
  double cutoff_power = 5.0;
  Index max_ell = 3, correlation = 3, interactions = 2, channels = 128, max_L = 1, readout = 16;
  std::vector<Index> radial_mlp = {64, 64, 64};
  std::string first_interaction = "residual", interaction = "residual";
  bool zbl = false;
  std::string distance_transform = "none";
  std::string reference;                         // where reference energies come from; empty: the best there is
  std::map<std::string, double> given_energies;  // eV by element, [model.energies]
};

/// `[data]`
struct TrainDataOptions {
  std::vector<std::string> train, validation, test;
  double validation_fraction = 0.05;  // of each configuration type, if no validation files are given
  std::vector<std::string> labels = {"energy", "forces"};
  std::vector<std::string> prefixes = {"REF_", ""};
  bool trust_units = false;
};

/// `[data.replay]`: frames of the set that a loaded model was made with, so that it doesn't forget them.
struct TrainReplayOptions {
  std::vector<std::string> files;
  double weight = 1.0;
  std::string head;
};

struct LossWeights {
  double energy = 1.0, forces = 100.0, stress = 1.0;
};

/// `[training]`. NaN and "" stand for defaults that depend on whether a model is new or loaded.
struct TrainingOptions {
  Index epochs = 200, batch = 10;
  Index steps = 0;  // of the optimiser; if positive, epochs are as many as have that many
  double learning_rate = std::numeric_limits<double>::quiet_NaN();  // 0.01; 1e-4 for a loaded model
  LossWeights weights;
  double weight_decay = 5e-7, clip = 10.0;
  bool amsgrad = true;
  std::string schedule = "plateau";
  double factor = 0.8;                                         // plateau
  Index patience = 50;                                         // plateau: epochs without a better loss
  double final = 0.01;                                         // exponential, cosine: of the learning rate at the end
  Index warmup = 0;                                            // steps over which the learning rate rises
  double ema = std::numeric_limits<double>::quiet_NaN();       // 0.99; 0.99999 for a loaded model; 0 is without
  Index early_stop = 0;                                        // epochs without a better validation loss; 0: never
  double max_time = std::numeric_limits<double>::quiet_NaN();  // fs of the wall clock
  std::string precision;                                       // float64 for a new model, a loaded one's own
  Index max_edges = 10000;
  double checkpoint = 10.0 * 60e15;  // fs of the wall clock between checkpoints inside an epoch
  std::string device = "cpu";
};

/// `[second_stage]`: the last part of the training, where energies weigh more.
struct SecondStageOptions {
  double start = 0.75;  // of the epochs; 1: there is none
  LossWeights weights{1000.0, 100.0, 10.0};
  double learning_rate = std::numeric_limits<double>::quiet_NaN();
};

struct TrainOptions {
  std::string title, output = "training";
  Index seed = 1;
  TrainModelOptions model;
  TrainDataOptions data;
  TrainReplayOptions replay;
  TrainingOptions training;
  SecondStageOptions second;
};

/// What is wrong with an option: section, key and a sentence.
struct TrainComplaint {
  std::string section, key, message;
};
std::vector<TrainComplaint> check(const TrainOptions& options);
/// The options with every default that depends on others filled in.
TrainOptions resolved(TrainOptions options);

/// Mean absolute and root-mean-square deviations of a model from labels. NaN where there is no label.
struct TrainErrors {
  Index frames = 0, atoms = 0;
  double energy_mae = std::numeric_limits<double>::quiet_NaN(), energy_rmse = energy_mae;  // eV/atom
  double forces_mae = energy_mae, forces_rmse = energy_mae;                                // eV/Å
  double stress_mae = energy_mae, stress_rmse = energy_mae;                                // eV/Å³
};

/// A row of curves.csv. Training errors are those met during the epoch; validation is done with averaged weights.
struct EpochRow {
  Index epoch = 0;       // from 1
  double seconds = 0.0;  // since the training began, over all restarts
  double rate = 0.0;     // learning rate at the end of the epoch
  double train_loss = 0.0, validation_loss = 0.0;
  TrainErrors train, validation;
  bool best = false;  // so far, in its stage
};

struct TrainProgress {
  Index epoch = 0, epochs = 0, batch = 0, batches = 0;  // epoch from 1, batches done of it
  double loss = 0.0;                                    // mean over the epoch so far
  double seconds_left = 0.0;                            // 0 until known
};

/// Where a training says what happens: on rank 0, but for progress().
class TrainListener {
 public:
  virtual ~TrainListener() = default;
  /// A sentence for people: what data were found, where reference energies come from.
  virtual void note(const std::string&) {}
  virtual void epoch(const EpochRow&) {}
  /// After every batch, on all ranks. False on one of them asks for a checkpoint and an end.
  virtual bool progress(const TrainProgress&) { return true; }
};

struct SetErrors {
  std::string set, config_type;  // "train", "validation", "test"; "all" stands first in a set of several types
  TrainErrors errors;
};

struct TrainSummary {
  std::vector<EpochRow> epochs;
  std::vector<SetErrors> errors;  // of the best model
  Index best_epoch = 0, parameters = 0, trainable = 0;
  std::map<std::string, double> reference_energies;  // eV
  double neighbours = 0.0, scale = 0.0, shift = 0.0, cutoff = 0.0;
  double seconds = 0.0, frames_per_second = 0.0, peak_memory = 0.0;  // bytes, of the rank that took most
  int threads = 1, ranks = 1;                                        // threads of each rank
  bool finished = false;                                             // false: stopped on request, to be gone on with
  std::string why_ended;                                             // "all epochs are done", …
};

/// Trains in the folder options.output: checkpoint.h5, model.pt (the best, averaged weights), model-lammps.pt for MACE,
/// curves.csv and curves.html. With `restart` it goes on after the folder's checkpoint; for the same numbers of ranks
/// and threads that gives bit for bit what an unbroken training gives. Every rank reads the data and has the whole
/// model; a batch's frames are shared out over the ranks' threads. Losses and weights don't depend on the number of
/// ranks but for rounding. Rank 0 writes. Collective.
/// @throws InputError for bad options or data, elements that a loaded model lacks, a model that can't be trained (with
/// the reason), or a checkpoint that is another training's; Error if the loss isn't finite
TrainSummary train(const TrainOptions& options, TrainListener& listener, bool restart,
                   const Communicator& ranks = Communicator::self());

}  // namespace liquidus
