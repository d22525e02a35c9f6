#include "active/campaign/campaign_options.hpp"

#include <cmath>
#include <functional>

#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/number_text.hpp"
#include "io/run_file.hpp"

namespace liquidus {
namespace {

using Resolve = std::function<std::string(const std::string&)>;

template <class S, class Fields>
S read_plain(const Table& file, std::string_view name, const Fields& fields, Problems& problems) {
  return read_section<S>(file.table(name, problems), fields, problems);
}

/// Paths that must lead to files.
void resolve_files(const Table& section, std::string_view key, std::vector<std::string>& paths, const Resolve& resolve,
                   Problems& problems) {
  for (auto& path : paths) {
    path = resolve(path);
    try {
      require_readable(path);
    } catch (const InputError& error) {
      problems.add(section.location(key), error.what());
    }
  }
}

/// Reports what is wrong with the keys of a section.
class Checks {
 public:
  Checks(const Table& file, std::string_view section, Problems& problems)
      : table_(file.table(section, problems)), problems_(problems) {}
  void require(bool fine, std::string_view key, const std::string& what) {
    if (!fine) problems_.add(table_.location(key), what);
  }

 private:
  Table table_;
  Problems& problems_;
};

void check_start(const Table& file, const StartOptions& start, Problems& problems) {
  Checks checks(file, "start", problems);
  checks.require(!start.files.empty() || !start.structures.empty(), "files",
                 "a campaign begins with labelled `files`, or with `structures` to be labelled");
  checks.require(start.count >= 0, "count", "count must not be negative");
}

void check_committee(const Table& file, const MembersOptions& committee, Problems& problems) {
  Checks checks(file, "committee", problems);
  checks.require(committee.members >= 2, "members", "a committee has 2 members or more");
  checks.require(committee.share > 0.0 && committee.share <= 1.0, "share", "share must be above 0 and at most 1");
}

void check_query(const Table& file, const QueryOptions& query, Problems& problems) {
  Checks checks(file, "query", problems);
  checks.require(query.low >= 0.0 && query.low <= query.high, "low", "low must lie between 0 and high");
  checks.require(query.relative >= 0.0, "relative", "relative must not be negative");
  checks.require(query.most >= 1, "most", "most must be 1 or more");
  checks.require(query.count >= 1, "count", "count must be 1 or more");
  checks.require(query.cluster >= 2, "cluster", "a cluster has 2 frames or more");
}

void check_stop(const Table& file, const CampaignOptions& options, Problems& problems) {
  Checks checks(file, "stop", problems);
  const auto& stop = options.stop;
  const auto positive = [](double x) { return std::isnan(x) || x > 0.0; };
  checks.require(positive(stop.energy), "energy", "energy must be positive");
  checks.require(positive(stop.r_chi), "r_chi", "r_chi must be positive");
  checks.require(positive(stop.chi_squared), "chi_squared", "chi_squared must be positive");
  checks.require(stop.rounds >= 1, "rounds", "rounds must be 1 or more");
  checks.require(stop.labels >= 0, "labels", "labels must not be negative");
  checks.require(std::isnan(stop.energy) || !options.start.held_out.empty(), "energy",
                 "the error in energy is that on held-out frames: give `held_out` in [start]");
}

/// Text, or numbers as they would be written.
LabelEngine::Settings read_settings(const Table& table, Problems& problems) {
  LabelEngine::Settings settings;
  for (const auto& key : table.keys()) {
    std::string text;
    double number = 0.0;
    Problems no_text;
    if (table.read({key}, text, no_text))
      settings[key] = text;
    else if (table.read({key}, number, problems))
      settings[key] = shortest(number);
  }
  return settings;
}

LabelRetry read_retry(const Table& table, Problems& problems) {
  LabelRetry retry;
  std::vector<std::string> after;
  table.read({"after"}, after, problems);
  for (const auto& name : after) {
    try {
      retry.after.push_back(failure_of(name));
    } catch (const InputError& error) {
      problems.add(table.location("after"), error.what());
    }
  }
  table.read({"time_factor"}, retry.time_factor, problems);
  if (!(retry.time_factor > 0.0)) problems.add(table.location("time_factor"), "time_factor must be positive");
  retry.settings = read_settings(table.table("settings", problems), problems);
  table.refuse_unknown({"after", "time_factor", "settings"}, problems);
  return retry;
}

void read_label(const Table& file, const Resolve& resolve, CampaignOptions& options, Problems& problems) {
  const Table table = file.table("label", problems);
  options.label = read_section<LabelEngineOptions>(table, label_engine_fields, problems, {"settings", "retry"});
  options.settings = read_settings(table.table("settings", problems), problems);
  for (const Table& retry : table.tables("retry", problems)) options.retries.push_back(read_retry(retry, problems));
  options.label.input = resolve(options.label.input);
  for (auto& path : options.label.files) path = resolve(path);
  if (!problems.empty()) return;
  try {
    const LabelEngine engine(options.label, options.settings);
    for (const auto& retry : options.retries) engine.job(retry.settings);
  } catch (const InputError& error) {
    problems.add(table.location(), error.what());
  }
}

}  // namespace

CampaignOptions read_campaign_options(const Table& file, const Resolve& resolve, Problems& problems) {
  CampaignOptions options;
  options.run.output = "campaign";
  options.run = read_run_options(file, problems, options.run);
  options.start = read_plain<StartOptions>(file, "start", start_fields, problems);
  const Table start = file.table("start", problems), sampling = file.table("sampling", problems);
  resolve_files(start, "files", options.start.files, resolve, problems);
  resolve_files(start, "structures", options.start.structures, resolve, problems);
  resolve_files(start, "held_out", options.start.held_out, resolve, problems);
  options.committee = read_plain<MembersOptions>(file, "committee", members_fields, problems);
  options.sampling = read_plain<SamplingOptions>(file, "sampling", sampling_fields, problems);
  check(options.sampling, file.table("sampling", problems), problems);
  options.states = read_sampling_states(file, problems);
  for (auto& state : options.states) state.structure.file = resolve(state.structure.file);
  resolve_files(sampling, "pool", options.sampling.pool, resolve, problems);
  if (options.states.empty() && options.sampling.pool.empty())
    problems.add(file.location(), "nothing is sampled: expected a [[state]], or a `pool` in [sampling]");
  options.query = read_plain<QueryOptions>(file, "query", query_fields, problems);
  options.queue = read_plain<QueueOptions>(file, "queue", queue_fields, problems);
  options.stop = read_plain<StopOptions>(file, "stop", stop_fields, problems);
  check_start(file, options.start, problems);
  check_committee(file, options.committee, problems);
  check_query(file, options.query, problems);
  if (options.queue.at_once < 1) problems.add(file.location("queue"), "[queue]: at_once must be 1 or more");
  if (options.queue.array < 1) problems.add(file.location("queue"), "[queue]: array must be 1 or more");
  check_stop(file, options, problems);
  read_label(file, resolve, options, problems);
  return options;
}

std::vector<std::string> campaign_sections() {
  std::vector<std::string> names = {"start", "committee", "sampling", "state", "query", "label", "queue", "stop"};
  for (const auto& field : run_fields) names.emplace_back(field.key);
  return names;
}

std::vector<std::pair<std::string, Echo>> echo(const CampaignOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  const auto echo_of = [](const LabelEngine::Settings& settings) {
    Echo all;
    for (const auto& [key, value] : settings) all.push_back({key, value});
    return all;
  };
  sections.emplace_back("", echo_section<RunOptions>(options.run, run_fields));
  sections.emplace_back("start", echo_section<StartOptions>(options.start, start_fields));
  sections.emplace_back("committee", echo_section<MembersOptions>(options.committee, members_fields));
  sections.emplace_back("sampling", echo_section<SamplingOptions>(options.sampling, sampling_fields));
  for (const auto& state : options.states) {
    sections.emplace_back("[state]", echo_section<SamplingState>(state, sampling_state_fields));
    if (!state.structure.file.empty() || !state.structure.formula.empty())
      sections.emplace_back("state.structure", echo_section<StructureOptions>(state.structure, structure_fields));
    if (!state.bias.kind.empty()) sections.emplace_back("state.bias", echo(state.bias));
  }
  sections.emplace_back("query", echo_section<QueryOptions>(options.query, query_fields));
  sections.emplace_back("label", echo_section<LabelEngineOptions>(options.label, label_engine_fields));
  if (!options.settings.empty()) sections.emplace_back("label.settings", echo_of(options.settings));
  for (const auto& retry : options.retries) {
    std::vector<std::string> after;
    for (const auto kind : retry.after) after.emplace_back(name_of(kind));
    sections.emplace_back("[label.retry]", Echo{{"after", after}, {"time_factor", retry.time_factor}});
    sections.emplace_back("label.retry.settings", echo_of(retry.settings));
  }
  sections.emplace_back("queue", echo_section<QueueOptions>(options.queue, queue_fields));
  sections.emplace_back("stop", echo_section<StopOptions>(options.stop, stop_fields));
  sections.insert(sections.end(), options.others.begin(), options.others.end());
  return sections;
}

std::string campaign_help() {
  return "Keys of the file (TOML; a number with a unit is text, \"0.5 fs\"):\n\n" + help_text<RunOptions>(run_fields) +
         "\n[start]\n" + help_text<StartOptions>(start_fields) + "\n[committee]\n" +
         help_text<MembersOptions>(members_fields) + "\n[sampling]\n" + help_text<SamplingOptions>(sampling_fields) +
         "\n[[state]]\n" + help_text<SamplingState>(sampling_state_fields) +
         "\n[state.structure], that its runs begin with; by default labelled frames, drawn for each\n" +
         help_text<StructureOptions>(structure_fields) +
         "\n[state.bias], well-tempered metadynamics; none if left out\n" + bias_help() + "\n[query]\n" +
         help_text<QueryOptions>(query_fields) + "\n[label]\n" + help_text<LabelEngineOptions>(label_engine_fields) +
         "\n[label.settings]: what {{names}} of the input and the command stand for\n" +
         "\n[[label.retry]], in the order in which they are tried, each once\n" +
         "  after                                 kinds of failure: unconverged, out of time, crashed, killed, "
         "missing, "
         "refused; any if left out\n"
         "  time_factor = 1.0                     of the time limit\n"
         "  settings                              a table of those of [label.settings] that are others then\n" +
         "\n[queue]\n" + help_text<QueueOptions>(queue_fields) + "\n[stop]\n" + help_text<StopOptions>(stop_fields);
}

}  // namespace liquidus
