#include "active/jobs/job_record.hpp"

#include <fmt/format.h>

#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

using Json = nlohmann::ordered_json;

const std::vector<std::string> state_names = {"waiting", "running", "ended"};

JobState state_of(const std::string& name, const std::string& path) {
  for (std::size_t k = 0; k < state_names.size(); ++k)
    if (state_names[k] == name) return static_cast<JobState>(k);
  throw InputError(path + ": there is no state '" + name + "'" + suggestion(name, state_names));
}

std::string path_in(const std::string& folder) { return folder + "/job.json"; }

}  // namespace

JobRecord read_job(const std::string& folder) {
  const auto path = path_in(folder);
  if (!std::filesystem::exists(path)) return {};
  JobRecord record;
  try {
    const auto json = Json::parse(read_text(path));
    record.state = state_of(json.at("state").get<std::string>(), path);
    record.attempt = json.at("attempt").get<Index>();
    record.queue = json.at("queue").get<std::string>();
    record.id = json.at("id").get<std::string>();
    record.started = json.at("started").get<double>();
    record.ended = json.at("ended").get<double>();
    if (!json.at("exit_code").is_null()) record.exit_code = json.at("exit_code").get<Index>();
    record.note = json.at("note").get<std::string>();
  } catch (const Json::exception& error) {
    throw InputError(path + ": this is no record of a job: " + error.what());
  }
  return record;
}

void write_job(const std::string& folder, const JobRecord& record) {
  Json json = {{"state", state_names[static_cast<std::size_t>(record.state)]},
               {"attempt", record.attempt},
               {"queue", record.queue},
               {"id", record.id},
               {"started", record.started},
               {"ended", record.ended},
               {"exit_code", nullptr},
               {"note", record.note}};
  if (record.exit_code) json["exit_code"] = *record.exit_code;
  write_text(path_in(folder), json.dump(2) + "\n");
}

std::optional<Index> number_in(const std::string& path) {
  if (!std::filesystem::exists(path)) return {};
  const auto text = read_text(path);
  return parse_index(std::string_view(text).substr(0, text.find('\n')));
}

std::optional<Index> exit_code_in(const std::string& folder) { return number_in(folder + "/exit"); }

double time_now() { return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count(); }

JobRecord end_job(const std::string& folder, JobRecord record, const std::string& note) {
  record.state = JobState::ended;
  record.ended = time_now();
  if (const auto code = exit_code_in(folder)) record.exit_code = code;
  record.note = note;
  write_job(folder, record);
  return record;
}

JobRecord take_back(const std::string& folder, JobRecord record) {
  record.state = JobState::waiting;
  --record.attempt;
  write_job(folder, record);
  return record;
}

bool has_begun(const std::string& folder) { return std::filesystem::exists(folder + "/pid"); }

std::string in_quotes(const std::string& text) {
  std::string result = "'";
  for (const char c : text) result += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return result + "'";
}

std::string job_script(const std::string& folder, const JobOptions& options, std::string_view header) {
  return fmt::format(
      "#!/bin/sh\n{}cd {} || exit 1\necho $$ >pid.tmp && mv pid.tmp pid\nexport OMP_NUM_THREADS={} "
      "OPENBLAS_NUM_THREADS={}\n(\n{}\n) >stdout 2>stderr "
      "</dev/null\ncode=$?\necho $code >exit.tmp && mv exit.tmp exit\nexit $code\n",
      header, in_quotes(std::filesystem::absolute(folder).string()), options.threads, options.threads, options.command);
}

void prepare_job(const std::string& folder, const JobOptions& options, std::string_view header) {
  std::error_code failure;
  for (const char* old : {"exit", "exit.tmp", "pid"}) {
    std::filesystem::remove(folder + "/" + old, failure);
    if (failure) throw Error("cannot remove '" + folder + "/" + old + "': " + failure.message());
  }
  write_text(folder + "/job.sh", job_script(folder, options, header));
}

}  // namespace liquidus
