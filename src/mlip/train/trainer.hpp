#pragma once
#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "io/checkpoint.hpp"
#include "mlip/train/gradient.hpp"
#include "mlip/train/optimiser.hpp"

namespace liquidus {

/// All that changes during a training, so that it can be saved and gone on with bit for bit.
struct TrainState {
  Index epoch = 0, batch = 0;  // done: whole epochs, and batches of the next one
  double epoch_loss = 0.0;     // sum over its batches so far
  ErrorSums epoch_errors;
  double rate_factor = 1.0;  // by the plateau schedule
  Plateau plateau;
  Index second_start = 0, end = 0;  // epochs at which the second stage begins and the training ends
  double best_loss = std::numeric_limits<double>::infinity();
  Index best_epoch = 0, waited = 0;
  torch::Tensor best;  // [parameters]
  std::vector<EpochRow> rows;
  double seconds = 0.0;
};

void put(Checkpoint& checkpoint, const TrainState& state);
TrainState train_state(const Checkpoint& checkpoint);
void put(Checkpoint& checkpoint, const std::string& name, const torch::Tensor& flat);
torch::Tensor flat_tensor(const Checkpoint& checkpoint, const std::string& name, Index size);

/// The epochs of a training: batches in an order drawn for each epoch, steps of the optimiser, validation with averaged
/// weights, schedules, the second stage and early stopping.
class Trainer {
 public:
  /// What is lent must outlive the trainer. `options` are resolved().
  Trainer(const TrainOptions& options, const BatchEvaluator& evaluator, TrainParameters& parameters, Frames train,
          Frames validation, TrainListener& listener);

  Checkpoint checkpoint() const;
  /// @throws InputError if the checkpoint is of a training with other data, parameters or seed
  void restore(const Checkpoint& checkpoint);

  /// Calls `save` after epochs and in between as often as the options say, and when it is asked to stop; on all ranks.
  /// @return why it ended; empty if it was asked to stop
  /// @throws SimulationError if the loss isn't finite
  std::string run(const std::function<void()>& save);

  const TrainState& state() const { return state_; }
  /// The best averaged weights; those at hand if no epoch is done.
  const torch::Tensor& best() const { return state_.best; }
  double frames_per_second() const;

 private:
  bool in_second_stage() const { return state_.epoch >= state_.second_start; }
  const LossWeights& weights() const;
  double rate() const;
  Index batches() const;
  enum class Next : Index { batch, batch_after_checkpoint, epoch, end };
  bool run_epoch(const std::function<void()>& save);
  Next after_batch();
  void step(Index batch);
  void finish_epoch();
  void judge(EpochRow& row);
  bool time_is_over() const;
  bool agreed(bool mine) const;
  std::string reason_to_end();
  TrainProgress progress() const;
  double seconds() const;
  std::vector<Index> fingerprint() const;

  const TrainOptions options_;
  const BatchEvaluator& evaluator_;
  TrainParameters& parameters_;
  Frames train_, validation_;
  TrainListener& listener_;
  Adam adam_;
  MovingAverage average_;
  TrainState state_;
  std::vector<Index> order_;
  std::chrono::steady_clock::time_point began_, saved_;
  double seconds_before_ = 0.0, seconds_in_steps_ = 0.0;
  Index frames_done_ = 0, steps_here_ = 0;
};

}  // namespace liquidus
