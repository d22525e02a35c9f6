
#include "core/errors.hpp"
#include "mlip/train/trainer.hpp"

namespace liquidus {
namespace {

void put(Checkpoint& checkpoint, const std::string& name, const ErrorSums& sums) {
  std::vector<double> values;
  for (const auto& part : sums.parts) values.insert(values.end(), {part.absolute, part.square, part.count});
  checkpoint.put(name + "/sums", std::move(values));
  checkpoint.put(name + "/counts", std::vector<Index>{sums.frames, sums.atoms});
}

ErrorSums error_sums(const Checkpoint& checkpoint, const std::string& name) {
  ErrorSums sums;
  const auto& values = checkpoint.numbers(name + "/sums");
  for (std::size_t k = 0; k < 3 && 3 * k + 2 < values.size(); ++k)
    sums.parts[k] = {values[3 * k], values[3 * k + 1], values[3 * k + 2]};
  sums.frames = checkpoint.integers(name + "/counts").at(0);
  sums.atoms = checkpoint.integers(name + "/counts").at(1);
  return sums;
}

constexpr std::size_t row_width = 22;

void add_errors(std::vector<double>& row, const TrainErrors& e) {
  row.insert(row.end(), {static_cast<double>(e.frames), static_cast<double>(e.atoms), e.energy_mae, e.energy_rmse,
                         e.forces_mae, e.forces_rmse, e.stress_mae, e.stress_rmse});
}

TrainErrors errors_from(const double* v) {
  return {static_cast<Index>(v[0]), static_cast<Index>(v[1]), v[2], v[3], v[4], v[5], v[6], v[7]};
}

std::vector<double> packed(const std::vector<EpochRow>& rows) {
  std::vector<double> values;
  for (const auto& row : rows) {
    values.insert(values.end(), {static_cast<double>(row.epoch), row.seconds, row.rate, row.train_loss,
                                 row.validation_loss, row.best ? 1.0 : 0.0});
    add_errors(values, row.train);
    add_errors(values, row.validation);
  }
  return values;
}

std::vector<EpochRow> unpacked(const std::vector<double>& values) {
  std::vector<EpochRow> rows;
  for (std::size_t k = 0; k + row_width <= values.size(); k += row_width) {
    const double* v = values.data() + k;
    rows.push_back(
        {static_cast<Index>(v[0]), v[1], v[2], v[3], v[4], errors_from(v + 6), errors_from(v + 14), v[5] != 0.0});
  }
  return rows;
}

}  // namespace

void put(Checkpoint& checkpoint, const std::string& name, const torch::Tensor& flat) {
  const auto values = flat.contiguous();
  const double* begin = values.data_ptr<double>();
  checkpoint.put(name, std::vector<double>(begin, begin + values.numel()));
}

torch::Tensor flat_tensor(const Checkpoint& checkpoint, const std::string& name, Index size) {
  const auto& values = checkpoint.numbers(name);
  if (static_cast<Index>(values.size()) != size)
    throw InputError("the checkpoint has " + std::to_string(values.size()) + " numbers for " + name +
                     "; the model needs " + std::to_string(size));
  return torch::tensor(values, torch::kFloat64);
}

void put(Checkpoint& checkpoint, const TrainState& state) {
  checkpoint.put("training/epoch", state.epoch);
  checkpoint.put("training/batch", state.batch);
  checkpoint.put("training/epoch_loss", state.epoch_loss);
  put(checkpoint, "training/epoch_errors", state.epoch_errors);
  checkpoint.put("training/rate_factor", state.rate_factor);
  checkpoint.put("training/plateau/best", state.plateau.best);
  checkpoint.put("training/plateau/waited", state.plateau.waited);
  checkpoint.put("training/second_start", state.second_start);
  checkpoint.put("training/end", state.end);
  checkpoint.put("training/best_loss", state.best_loss);
  checkpoint.put("training/best_epoch", state.best_epoch);
  checkpoint.put("training/waited", state.waited);
  put(checkpoint, "training/best", state.best);
  checkpoint.put("training/rows", packed(state.rows));
  checkpoint.put("training/seconds", state.seconds);
}

TrainState train_state(const Checkpoint& checkpoint) {
  TrainState state;
  state.epoch = checkpoint.integer("training/epoch");
  state.batch = checkpoint.integer("training/batch");
  state.epoch_loss = checkpoint.number("training/epoch_loss");
  state.epoch_errors = error_sums(checkpoint, "training/epoch_errors");
  state.rate_factor = checkpoint.number("training/rate_factor");
  state.plateau.best = checkpoint.number("training/plateau/best");
  state.plateau.waited = checkpoint.integer("training/plateau/waited");
  state.second_start = checkpoint.integer("training/second_start");
  state.end = checkpoint.integer("training/end");
  state.best_loss = checkpoint.number("training/best_loss");
  state.best_epoch = checkpoint.integer("training/best_epoch");
  state.waited = checkpoint.integer("training/waited");
  state.rows = unpacked(checkpoint.numbers("training/rows"));
  state.seconds = checkpoint.number("training/seconds");
  return state;
}

}  // namespace liquidus
