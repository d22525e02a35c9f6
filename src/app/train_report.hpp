#pragma once
#include <string>

#include "mlip/train.hpp"

namespace liquidus {

/// "epoch 12/200  batch 8/45  loss 0.0123  3:05 left", for one line of a terminal.
std::string progress_line(const TrainProgress& progress);

/// One line of numbers for an epoch, under epoch_header().
std::string epoch_line(const EpochRow& row);
std::string epoch_header();

/// Errors by set and configuration type, a line each.
std::string errors_table(const std::vector<SetErrors>& errors);

/// Writes summary.json: options, data, errors, time and memory. @throws Error if it can't be written
void write_train_summary(const std::string& path, const std::string& train_file, const TrainOptions& options,
                         const TrainSummary& summary);

}  // namespace liquidus
