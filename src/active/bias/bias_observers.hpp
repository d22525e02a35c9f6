#pragma once
#include <string>
#include <vector>

#include "active/bias/adaptive_bias.hpp"
#include "active/bias/row_file.hpp"
#include "core/observer.hpp"

namespace liquidus {

/// Sets a hill every `pace` steps, but for step 0, and writes a row of hills.csv for each: its place, width, height,
/// and the bias that was there before it. What it keeps in the checkpoint is all hills, with which the bias is built up
/// again bit for bit.
class HillSetter : public Observer {
 public:
  /// @param bias  must outlive it
  /// @param path  of hills.csv; empty to write nothing, as on ranks other than the root
  HillSetter(AdaptiveBias& bias, Index pace, const std::string& path);
  Index interval() const override { return pace_; }
  void observe(const Snapshot& now) override;
  std::vector<double> state() const override;
  /// @throws std::invalid_argument for a state that isn't one of hills
  void restore(const std::vector<double>& state) override;

 private:
  AdaptiveBias& bias_;
  Index pace_;
  RowFile rows_;
};

/// Writes the variable and the bias at every `interval`-th step to bias.csv, before a hill is set at it: with its V the
/// energy of that step's row and frame is that of the potential alone.
class BiasTrace : public Observer {
 public:
  BiasTrace(const AdaptiveBias& bias, Index interval, const std::string& path);
  Index interval() const override { return interval_; }
  void observe(const Snapshot& now) override;
  std::vector<double> state() const override;
  void restore(const std::vector<double>& state) override;

 private:
  const AdaptiveBias& bias_;
  Index interval_, last_ = -1;
  RowFile rows_;
};

}  // namespace liquidus
