#include "active/labels/label_task.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "io/file.hpp"

namespace liquidus {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> failure_names = {"unconverged", "out of time", "crashed",
                                                "killed",      "missing",     "refused"};
const std::vector<std::string> state_names = {"open", "labelled", "set aside"};

std::size_t place_of(const std::string& name, const std::vector<std::string>& names, const std::string& what) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) throw InputError("there is no " + what + " '" + name + "'" + suggestion(name, names));
  return static_cast<std::size_t>(found - names.begin());
}

/// Of a job that ended without what it was asked for.
LabelFailure kind_of(const JobRecord& job, const LabelOutput& output) {
  if (output.end == OutputEnd::unconverged) return LabelFailure::unconverged;
  if (output.end == OutputEnd::out_of_time || job.note == "out of time") return LabelFailure::out_of_time;
  if (!job.note.empty()) return LabelFailure::killed;
  if (output.end == OutputEnd::finished) return LabelFailure::refused;
  constexpr Index no_program = 127, by_kill = 128 + 9, by_term = 128 + 15;
  if (job.exit_code == no_program) return LabelFailure::missing;
  if (job.exit_code == by_kill || job.exit_code == by_term) return LabelFailure::killed;
  return LabelFailure::crashed;
}

}  // namespace

std::string_view name_of(LabelFailure failure) { return failure_names[static_cast<std::size_t>(failure)]; }

LabelFailure failure_of(const std::string& name) {
  return static_cast<LabelFailure>(place_of(name, failure_names, "kind of failure"));
}

LabelOutcome outcome_of(const JobRecord& job, const LabelOutput& output, const Structure& asked,
                        const LabelRules& rules) {
  auto acceptance = accept_label(output, asked, rules);
  const bool whole = job.note.empty() && job.exit_code == 0;  // what a job wrote that was ended may be of before
  if (acceptance.frame && whole) return {std::move(acceptance.frame), {}, {}};
  LabelOutcome outcome{{}, kind_of(job, output), acceptance.reason};
  if (outcome.reason.empty() && job.exit_code) outcome.reason = fmt::format("exit code {}", *job.exit_code);
  if (!job.note.empty()) outcome.reason = job.note + (outcome.reason.empty() ? "" : ": " + outcome.reason);
  return outcome;
}

std::optional<Index> LabelTask::next_rule(const std::vector<LabelRetry>& retries) const {
  if (failed.empty()) return {};
  for (Index k = 0; k < static_cast<Index>(retries.size()); ++k) {
    if (std::find(rules.begin(), rules.end(), k) != rules.end()) continue;
    const auto& after = retries[static_cast<std::size_t>(k)].after;
    if (after.empty() || std::find(after.begin(), after.end(), failed.back().failure) != after.end()) return k;
  }
  return {};
}

LabelEngine::Settings LabelTask::settings(const std::vector<LabelRetry>& retries) const {
  LabelEngine::Settings all;
  for (const Index rule : rules)
    for (const auto& [name, value] : retries.at(static_cast<std::size_t>(rule)).settings) all[name] = value;
  return all;
}

double LabelTask::time_factor(const std::vector<LabelRetry>& retries) const {
  double factor = 1.0;
  for (const Index rule : rules) factor *= retries.at(static_cast<std::size_t>(rule)).time_factor;
  return factor;
}

LabelTask read_task(const std::string& folder) {
  const auto path = folder + "/task.json";
  LabelTask task;
  if (!std::filesystem::exists(path)) return task;
  try {
    const auto json = Json::parse(read_text(path));
    task.state = static_cast<LabelTask::State>(place_of(json.at("state").get<std::string>(), state_names, "state"));
    for (const auto& one : json.at("failed"))
      task.failed.push_back({failure_of(one.at("failure").get<std::string>()), one.at("reason").get<std::string>()});
    task.rules = json.at("rules").get<std::vector<Index>>();
  } catch (const Json::exception& error) {
    throw InputError(path + ": this is no record of a label: " + error.what());
  } catch (const InputError& error) {
    throw InputError(path + ": " + error.what());
  }
  return task;
}

void write_task(const std::string& folder, const LabelTask& task) {
  Json json = {{"state", state_names[static_cast<std::size_t>(task.state)]}, {"failed", Json::array()}};
  for (const auto& one : task.failed)
    json["failed"].push_back({{"failure", name_of(one.failure)}, {"reason", one.reason}});
  json["rules"] = task.rules;
  write_text(folder + "/task.json", json.dump(2) + "\n");
}

}  // namespace liquidus
