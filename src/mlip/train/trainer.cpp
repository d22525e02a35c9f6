#include "mlip/train/trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "mlip/train/split.hpp"

namespace liquidus {
namespace {

using Clock = std::chrono::steady_clock;

/// Draws of the batches' orders, apart from those of the validation split.
constexpr Index first_draw = Index{1} << 20;

/// A checkpoint at the end of an epoch is left out if the last one is younger than this: epochs of small models are
/// shorter than a disk's flush.
constexpr double least_seconds_between_checkpoints = 2.0;

double seconds_since(Clock::time_point then) { return std::chrono::duration<double>(Clock::now() - then).count(); }

Index batches_of(Index frames, Index batch) { return (frames + batch - 1) / batch; }

/// With as many epochs as have the steps that are asked for.
TrainOptions counted(TrainOptions options, Index frames) {
  auto& training = options.training;
  if (training.steps > 0) training.epochs = batches_of(training.steps, batches_of(frames, training.batch));
  return options;
}

Index second_stage_start(const TrainOptions& options) {
  return static_cast<Index>(std::llround(options.second.start * static_cast<double>(options.training.epochs)));
}

}  // namespace

Trainer::Trainer(const TrainOptions& options, const BatchEvaluator& evaluator, TrainParameters& parameters,
                 Frames train, Frames validation, TrainListener& listener)
    : options_(counted(options, static_cast<Index>(train.size()))),
      evaluator_(evaluator),
      parameters_(parameters),
      train_(std::move(train)),
      validation_(std::move(validation)),
      listener_(listener),
      adam_(parameters.size(), options.training.amsgrad, options.training.weight_decay * parameters.decayed()),
      average_(options.training.ema, parameters.flat()),
      began_(Clock::now()),
      saved_(began_) {
  state_.plateau = {options.training.factor, options.training.patience};
  state_.end = options_.training.epochs;
  state_.second_start = second_stage_start(options_);
  state_.best = parameters.flat().clone();
}

const LossWeights& Trainer::weights() const {
  return in_second_stage() ? options_.second.weights : options_.training.weights;
}

Index Trainer::batches() const { return batches_of(static_cast<Index>(train_.size()), options_.training.batch); }

double Trainer::rate() const {
  const auto& training = options_.training;
  const bool second = in_second_stage() && !std::isnan(options_.second.learning_rate);
  const double start = second ? options_.second.learning_rate : training.learning_rate;
  const double warm = training.warmup > 0
                          ? std::min(1.0, static_cast<double>(adam_.steps + 1) / static_cast<double>(training.warmup))
                          : 1.0;
  if (training.schedule == "plateau") return warm * start * (second ? 1.0 : state_.rate_factor);
  if (training.schedule == "constant") return warm * start;
  // over the whole training, or over each stage if the second has a rate of its own
  const bool apart = !std::isnan(options_.second.learning_rate);
  const Index from = second ? state_.second_start : 0, to = apart && !second ? state_.second_start : state_.end;
  const double done =
      static_cast<double>(state_.epoch - from) + static_cast<double>(state_.batch) / static_cast<double>(batches());
  const double part = done / static_cast<double>(std::max<Index>(to - from, 1));
  return warm * start *
         (training.schedule == "cosine" ? cosine_decay(part, training.final) : exponential_decay(part, training.final));
}

double Trainer::seconds() const { return seconds_before_ + seconds_since(began_); }

double Trainer::frames_per_second() const {
  return seconds_in_steps_ > 0.0 ? static_cast<double>(frames_done_) / seconds_in_steps_ : 0.0;
}

TrainProgress Trainer::progress() const {
  const Index all = batches(), done = state_.epoch * all + state_.batch;
  const double each = steps_here_ > 0 ? seconds_since(began_) / static_cast<double>(steps_here_) : 0.0;
  double left = each * static_cast<double>(state_.end * all - done);
  if (!std::isnan(options_.training.max_time))
    left = std::clamp(options_.training.max_time / units::second - seconds(), 0.0, left);
  return {state_.epoch + 1,
          state_.end,
          state_.batch,
          all,
          state_.batch > 0 ? state_.epoch_loss / static_cast<double>(state_.batch) : 0.0,
          left};
}

std::string Trainer::run(const std::function<void()>& save) {
  while (true) {
    if (const auto reason = reason_to_end(); !reason.empty()) {
      save();
      return reason;
    }
    if (!run_epoch(save)) {
      save();
      return {};
    }
    if (agreed(seconds_since(saved_) >= least_seconds_between_checkpoints)) {
      save();
      saved_ = Clock::now();
    }
  }
}

bool Trainer::run_epoch(const std::function<void()>& save) {
  order_ =
      shuffled(static_cast<Index>(train_.size()), static_cast<std::uint64_t>(options_.seed), first_draw + state_.epoch);
  while (state_.batch < batches()) {
    step(state_.batch);
    const Next next = after_batch();
    if (next == Next::end) return false;
    if (next == Next::epoch) break;
    if (next == Next::batch) continue;
    save();
    saved_ = Clock::now();
  }
  finish_epoch();
  return true;
}

/// Clocks are rank 0's, but each rank may be asked to stop.
Trainer::Next Trainer::after_batch() {
  const bool checkpoint = seconds_since(saved_) * units::second >= options_.training.checkpoint;
  Next mine = checkpoint ? Next::batch_after_checkpoint : Next::batch;
  if (time_is_over()) mine = Next::epoch;
  if (!evaluator_.ranks().is_root()) mine = Next::batch;
  if (!listener_.progress(progress())) mine = Next::end;
  return static_cast<Next>(evaluator_.ranks().max(static_cast<Index>(mine)));
}

bool Trainer::time_is_over() const {
  return !std::isnan(options_.training.max_time) && seconds() * units::second >= options_.training.max_time;
}

/// What rank 0 says.
bool Trainer::agreed(bool mine) const {
  evaluator_.ranks().broadcast(mine);
  return mine;
}

void Trainer::step(Index batch) {
  const auto start = Clock::now();
  const auto n = static_cast<Index>(train_.size());
  Frames frames;
  for (Index k = n * batch / batches(); k < n * (batch + 1) / batches(); ++k)
    frames.push_back(train_[static_cast<std::size_t>(order_[static_cast<std::size_t>(k)])]);
  auto found = evaluator_.gradient(frames, weights(), parameters_);
  const double norm = clip_norm(found.gradient, options_.training.clip);
  if (!std::isfinite(found.loss) || !std::isfinite(norm))
    throw SimulationError(fmt::format(
        "the loss or its gradient isn't finite in epoch {}, batch {}, at a learning rate of {:.3g}; a lower rate, a "
        "longer warmup or a smaller clip may help, and so does a look at the labels of that batch",
        state_.epoch + 1, batch + 1, rate()));
  adam_.step(parameters_.flat(), found.gradient, rate());
  parameters_.write(parameters_.flat());
  average_.update(parameters_.flat());
  state_.epoch_loss += found.loss;
  state_.epoch_errors.add(found.errors);
  ++state_.batch;
  ++steps_here_;
  frames_done_ += static_cast<Index>(frames.size());
  seconds_in_steps_ += seconds_since(start);
}

void Trainer::finish_epoch() {
  EpochRow row;
  row.rate = rate();
  row.train_loss = state_.epoch_loss / static_cast<double>(state_.batch);
  row.train = state_.epoch_errors.errors();
  row.validation_loss = row.train_loss;
  if (!validation_.empty()) {
    parameters_.write(average_.value);
    const auto found = evaluator_.errors(validation_, weights());
    parameters_.write(parameters_.flat());
    ErrorSums sums;
    for (const auto& frame : found.frames) sums.add(frame);
    row.validation = sums.errors();
    row.validation_loss = found.loss;
  }
  if (!in_second_stage()) state_.rate_factor *= state_.plateau.after(row.validation_loss);
  row.epoch = state_.epoch + 1;
  row.seconds = seconds();
  judge(row);
  state_.rows.push_back(row);
  state_.epoch_loss = 0.0;
  state_.epoch_errors = {};
  state_.batch = 0;
  ++state_.epoch;
  if (state_.epoch == state_.second_start && state_.second_start < state_.end) {
    // losses with other weights don't compare
    state_.best_loss = std::numeric_limits<double>::infinity();
    state_.waited = 0;
  }
  if (evaluator_.ranks().is_root()) listener_.epoch(row);
}

void Trainer::judge(EpochRow& row) {
  row.best = row.validation_loss < state_.best_loss || (validation_.empty() && std::isfinite(row.validation_loss));
  ++state_.waited;
  if (!row.best) return;
  state_.best_loss = row.validation_loss;
  state_.best_epoch = row.epoch;
  state_.best = average_.value.clone();
  state_.waited = 0;
}

std::string Trainer::reason_to_end() {
  const auto& training = options_.training;
  if (state_.epoch >= state_.end) return "all epochs are done";
  if (agreed(time_is_over())) return "max_time is over";
  if (training.early_stop == 0 || state_.waited < training.early_stop) return {};
  if (in_second_stage() || state_.second_start >= state_.end)
    return fmt::format("no better validation loss in {} epochs", state_.waited);
  // the first stage is through; the second gets the epochs it would have had
  state_.end = state_.epoch + state_.end - state_.second_start;
  state_.second_start = state_.epoch;
  state_.best_loss = std::numeric_limits<double>::infinity();
  state_.waited = 0;
  return {};
}

std::vector<Index> Trainer::fingerprint() const {
  Index edges = 0;
  for (const auto* frame : train_) edges += frame->edges;
  return {options_.seed,
          options_.training.batch,
          parameters_.size(),
          static_cast<Index>(train_.size()),
          static_cast<Index>(validation_.size()),
          edges};
}

Checkpoint Trainer::checkpoint() const {
  Checkpoint checkpoint;
  auto state = state_;
  state.seconds = seconds();
  put(checkpoint, state);
  put(checkpoint, "training/parameters", parameters_.flat());
  put(checkpoint, "training/adam/mean", adam_.mean);
  put(checkpoint, "training/adam/square", adam_.square);
  put(checkpoint, "training/adam/largest", adam_.largest);
  checkpoint.put("training/adam/steps", adam_.steps);
  put(checkpoint, "training/average/value", average_.value);
  checkpoint.put("training/average/updates", average_.updates);
  checkpoint.put("training/fingerprint", fingerprint());
  checkpoint.put("training/epochs", options_.training.epochs);
  checkpoint.put("training/threads", evaluator_.threads());
  checkpoint.put("training/ranks", evaluator_.ranks().size());
  return checkpoint;
}

void Trainer::restore(const Checkpoint& checkpoint) {
  const auto mine = fingerprint();
  const auto& theirs = checkpoint.integers("training/fingerprint");
  const std::vector<std::string> names = {"seed",
                                          "batch",
                                          "number of trained parameters",
                                          "number of training frames",
                                          "number of validation frames",
                                          "number of edges in the training frames"};
  for (std::size_t k = 0; k < mine.size(); ++k)
    if (theirs.size() != mine.size() || theirs[k] != mine[k])
      throw InputError(fmt::format("the checkpoint is of another training: its {} is {}, here it is {}", names[k],
                                   k < theirs.size() ? theirs[k] : 0, mine[k]));
  const Index n = parameters_.size();
  state_ = train_state(checkpoint);
  state_.plateau.factor = options_.training.factor;
  state_.plateau.patience = options_.training.patience;
  state_.best = flat_tensor(checkpoint, "training/best", n);
  if (const Index longer = options_.training.epochs - checkpoint.integer("training/epochs"); longer != 0) {
    state_.end += longer;
    if (!in_second_stage()) state_.second_start = second_stage_start(options_);
  }
  adam_.mean = flat_tensor(checkpoint, "training/adam/mean", n);
  adam_.square = flat_tensor(checkpoint, "training/adam/square", n);
  adam_.largest = flat_tensor(checkpoint, "training/adam/largest", n);
  adam_.steps = checkpoint.integer("training/adam/steps");
  average_.value = flat_tensor(checkpoint, "training/average/value", n);
  average_.updates = checkpoint.integer("training/average/updates");
  parameters_.flat() = flat_tensor(checkpoint, "training/parameters", n);
  parameters_.write(parameters_.flat());
  seconds_before_ = state_.seconds;
  began_ = saved_ = Clock::now();
  const auto ranks = checkpoint.has("training/ranks") ? checkpoint.integer("training/ranks") : 1,
             threads = checkpoint.integer("training/threads");
  const auto text = [](Index count, const char* what) {
    return fmt::format("{} {}{}", count, what, count == 1 ? "" : "s");
  };
  if (!evaluator_.ranks().is_root() || (threads == evaluator_.threads() && ranks == evaluator_.ranks().size())) return;
  listener_.note(
      fmt::format("the checkpoint was made with {} on {}, this goes on with {} on {}: sums will differ by rounding",
                  text(threads, "thread"), text(ranks, "rank"), text(evaluator_.threads(), "thread"),
                  text(evaluator_.ranks().size(), "rank")));
}

}  // namespace liquidus
