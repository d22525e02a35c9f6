#include "app/train_report.hpp"

#include <fmt/format.h>

#include <cmath>

#include "app/json.hpp"
#include "app/train_options.hpp"
#include "app/version.hpp"

namespace liquidus {
namespace {

/// In thousandths; a dash where there is nothing to compare.
std::string milli(double value, int digits = 2) {
  return std::isnan(value) ? "–" : fmt::format("{:.{}f}", 1e3 * value, digits);
}

std::string clock_time(double seconds) {
  const auto s = static_cast<Index>(seconds);
  return s < 3600 ? fmt::format("{}:{:02}", s / 60, s % 60)
                  : fmt::format("{}:{:02}:{:02}", s / 3600, s / 60 % 60, s % 60);
}

Json errors_json(const TrainErrors& e) {
  return {{"frames", e.frames},
          {"atoms", e.atoms},
          {"energy_mae_eV_per_atom", json_number(e.energy_mae)},
          {"energy_rmse_eV_per_atom", json_number(e.energy_rmse)},
          {"forces_mae_eV_per_A", json_number(e.forces_mae)},
          {"forces_rmse_eV_per_A", json_number(e.forces_rmse)},
          {"stress_mae_eV_per_A3", json_number(e.stress_mae)},
          {"stress_rmse_eV_per_A3", json_number(e.stress_rmse)}};
}

}  // namespace

std::string progress_line(const TrainProgress& p) {
  return fmt::format("epoch {}/{}  batch {}/{}  loss {:.4g}{}", p.epoch, p.epochs, p.batch, p.batches, p.loss,
                     p.seconds_left > 0.0 ? "  " + clock_time(p.seconds_left) + " left" : "");
}

std::string epoch_header() {
  return fmt::format("{:>6}{:>10}{:>10}{:>12}{:>12}{:>22}{:>22}{:>22}\n{:>50}{:>22}{:>22}{:>22}\n", "epoch", "time",
                     "rate", "train loss", "valid loss", "E RMSE (meV/atom)", "F RMSE (meV/Å)", "σ RMSE (meV/Å³)", "",
                     "train  valid", "train  valid", "train  valid");
}

std::string epoch_line(const EpochRow& row) {
  const auto pair = [](double train, double valid, int digits) {
    return fmt::format("{:>13}{:>9}", milli(train, digits), milli(valid, digits));
  };
  return fmt::format("{:>6}{:>10}{:>10.2e}{:>12.4e}{:>12.4e}{}{}{}{}\n", row.epoch, clock_time(row.seconds), row.rate,
                     row.train_loss, row.validation_loss, pair(row.train.energy_rmse, row.validation.energy_rmse, 2),
                     pair(row.train.forces_rmse, row.validation.forces_rmse, 1),
                     pair(row.train.stress_rmse, row.validation.stress_rmse, 3), row.best ? " *" : "");
}

std::string errors_table(const std::vector<SetErrors>& errors) {
  std::string text = fmt::format("{:<12}{:<26}{:>7}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n{:<45}{:>20}{:>20}{:>20}\n",
                                 "set", "config_type", "frames", "E MAE", "RMSE", "F MAE", "RMSE", "σ MAE", "RMSE", "",
                                 "meV/atom", "meV/Å", "meV/Å³");
  for (const auto& [set, type, e] : errors)
    text += fmt::format("{:<12}{:<26}{:>7}{:>10}{:>10}{:>10}{:>10}{:>10}{:>10}\n", set, type, e.frames,
                        milli(e.energy_mae), milli(e.energy_rmse), milli(e.forces_mae, 1), milli(e.forces_rmse, 1),
                        milli(e.stress_mae, 3), milli(e.stress_rmse, 3));
  return text;
}

void write_train_summary(const std::string& path, const std::string& train_file, const TrainOptions& options,
                         const TrainSummary& summary) {
  Json json = {{"program", "liquidus"},
               {"version", version},
               {"train_file", train_file},
               {"finished", summary.finished},
               {"ended", summary.why_ended},
               {"options", options_json(echo(options))},
               {"parameters", summary.parameters},
               {"trained_parameters", summary.trainable},
               {"reference_energies_eV", summary.reference_energies},
               {"cutoff_A", summary.cutoff},
               {"neighbours", json_number(summary.neighbours)},
               {"scale_eV", json_number(summary.scale)},
               {"shift_eV", json_number(summary.shift)},
               {"epochs", summary.epochs.size()},
               {"best_epoch", summary.best_epoch}};
  json["errors"] = Json::array();
  for (const auto& [set, type, errors] : summary.errors) {
    Json row = {{"set", set}, {"config_type", type}};
    row.update(errors_json(errors));
    json["errors"].push_back(row);
  }
  json["performance"] = {{"ranks", summary.ranks},
                         {"threads", summary.threads},
                         {"seconds", json_number(summary.seconds)},
                         {"frames_per_second", json_number(summary.frames_per_second)},
                         {"peak_memory_MiB", json_number(summary.peak_memory / 1048576.0)}};
  write_json(path, json);
}

}  // namespace liquidus
