#include "mlip/train/learning_curves.hpp"

#include <algorithm>
#include <cmath>

#include "io/curve.hpp"

namespace liquidus {
namespace {

template <class Get>
CurveColumn column(const std::string& name, const std::string& unit, const std::vector<EpochRow>& rows, Get get) {
  CurveColumn c{name, unit, {}};
  for (const auto& row : rows) c.values.push_back(get(row));
  return c;
}

void add_errors(std::vector<CurveColumn>& columns, const std::string& set, const std::vector<EpochRow>& rows,
                TrainErrors EpochRow::*errors) {
  const auto add = [&](const char* name, const char* unit, double TrainErrors::*value) {
    auto values = column(set + "_" + name, unit, rows, [&](const EpochRow& row) { return row.*errors.*value; });
    const bool known = std::any_of(values.values.begin(), values.values.end(), [](double x) { return !std::isnan(x); });
    if (known) columns.push_back(std::move(values));  // without such labels there is no such column
  };
  add("energy_mae", "eV/atom", &TrainErrors::energy_mae);
  add("energy_rmse", "eV/atom", &TrainErrors::energy_rmse);
  add("forces_mae", "eV/Å", &TrainErrors::forces_mae);
  add("forces_rmse", "eV/Å", &TrainErrors::forces_rmse);
  add("stress_mae", "eV/Å^3", &TrainErrors::stress_mae);
  add("stress_rmse", "eV/Å^3", &TrainErrors::stress_rmse);
}

}  // namespace

void write_learning_curves(const std::string& path, const std::vector<EpochRow>& rows) {
  std::vector<CurveColumn> columns = {
      column("epoch", "", rows, [](const EpochRow& row) { return static_cast<double>(row.epoch); }),
      column("time", "s", rows, [](const EpochRow& row) { return row.seconds; }),
      column("learning_rate", "", rows, [](const EpochRow& row) { return row.rate; }),
      column("train_loss", "", rows, [](const EpochRow& row) { return row.train_loss; }),
      column("validation_loss", "", rows, [](const EpochRow& row) { return row.validation_loss; })};
  add_errors(columns, "train", rows, &EpochRow::train);
  add_errors(columns, "validation", rows, &EpochRow::validation);
  write_curves(path, columns, "training errors are those met during the epoch, validation's are of averaged weights");
}

}  // namespace liquidus
