#pragma once
#include <map>
#include <string>
#include <vector>

#include "active/jobs/job_record.hpp"
#include "active/labels/label_engine.hpp"

namespace liquidus {

/// Why an attempt gave no label.
enum class LabelFailure {
  unconverged,
  out_of_time,
  crashed,  // stopped with an error of its own, or by a signal of its own making
  killed,   // by somebody, or the machine
  missing,  // there is no such program
  refused   // finished, and not what was asked for
};
std::string_view name_of(LabelFailure failure);
/// @throws InputError naming the nearest
LabelFailure failure_of(const std::string& name);

/// `[[label.retry]]`: what is changed for another attempt after a failure of a kind.
struct LabelRetry {
  std::vector<LabelFailure> after;  // empty: any
  LabelEngine::Settings settings;
  double time_factor = 1.0;  // of the time limit
};

/// What an ended job and its output come to: a label, or why not.
struct LabelOutcome {
  std::optional<Frame> frame;
  LabelFailure failure = LabelFailure::crashed;  // without a frame
  std::string reason;                            // for people
};
LabelOutcome outcome_of(const JobRecord& job, const LabelOutput& output, const Structure& asked,
                        const LabelRules& rules);

/// A structure that is to be labelled, in a folder: structure.extxyz, task.json, attempt-1, …, and label.extxyz when it
/// is done.
struct LabelTask {
  enum class State { open, labelled, set_aside };
  struct Attempt {
    LabelFailure failure;
    std::string reason;
  };

  State state = State::open;
  std::vector<Attempt> failed;
  std::vector<Index> rules;  // that were used for the attempts after the first, in order

  /// The rule for another attempt after what failed last: the first one that wasn't used yet and is for it. Nothing
  /// if there is none.
  std::optional<Index> next_rule(const std::vector<LabelRetry>& retries) const;
  /// Settings and time of the attempt at hand: all rules that were used, one over the other.
  LabelEngine::Settings settings(const std::vector<LabelRetry>& retries) const;
  double time_factor(const std::vector<LabelRetry>& retries) const;
};

/// @throws InputError for a file that is no record
LabelTask read_task(const std::string& folder);
void write_task(const std::string& folder, const LabelTask& task);

}  // namespace liquidus
