#include "app/active_options.hpp"

#include <algorithm>

#include "app/train_options.hpp"
#include "io/run_file.hpp"

namespace liquidus {
namespace {

void check_measured(const Table& file, const ActiveFileOptions& options, Problems& problems) {
  const auto& stop = options.campaign.stop;
  const auto& measuring = options.measuring;
  const bool wanted = !std::isnan(stop.r_chi) || !std::isnan(stop.chi_squared);
  if (wanted && measuring.experiments.empty() && measuring.compares.empty())
    problems.add(file.table("stop", problems).location(),
                 "[stop] goes by what was measured: give an [[experiment]] or a [[compare]]");
  std::vector<std::string> names;
  for (const auto& state : options.campaign.states) names.push_back(state.name);
  const Table measured = file.table("measured", problems);
  if (!options.measured.state.empty() && std::find(names.begin(), names.end(), options.measured.state) == names.end())
    problems.add(measured.location("state"),
                 "there is no [[state]] '" + options.measured.state + "'" + suggestion(options.measured.state, names));
  for (const auto& state : options.campaign.states)
    if (!state.bias.kind.empty() && !measuring.measures.empty() &&
        (state.name == options.measured.state || names.size() == 1))
      problems.add(measured.location("state"),
                   "the [[state]] '" + state.name + "' is sampled under a bias, which is not what was measured");
  if (options.measured.state.empty() && names.size() > 1 && !measuring.measures.empty())
    problems.add(measured.location("state"), "which state was measured? Give [measured] state = \"…\"");
}

/// What is written down with the campaign's own options.
std::vector<std::pair<std::string, Echo>> others(const ActiveFileOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  for (auto& [title, keys] : echo(options.train)) {
    if (title.empty()) continue;
    std::erase_if(keys, [](const EchoItem& item) { return item.key == "train" || item.key == "validation"; });
    sections.emplace_back("train." + title, std::move(keys));
  }
  sections.emplace_back("potential", echo_section<SamplerOptions>(options.potential, sampler_fields));
  if (!options.correction.file.empty())
    sections.emplace_back("correction", echo_section<CorrectionKeys>(options.correction, correction_fields<>));
  if (!options.measured.state.empty())
    sections.emplace_back("measured", echo_section<MeasuredStateOptions>(options.measured, measured_state_fields));
  for (auto& section : echo(options.measuring)) sections.push_back(std::move(section));
  return sections;
}

}  // namespace

ActiveFileOptions read_active_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  ActiveFileOptions options;
  const auto resolve = [&](const std::string& name) { return resolved(name, path); };
  options.campaign = read_campaign_options(file, resolve, problems);
  options.train = read_train_options(file.table("train", problems), path, problems);
  options.potential = read_section<SamplerOptions>(file.table("potential", problems), sampler_fields, problems);
  options.potential.add = resolve(options.potential.add);
  if (file.has("correction")) {
    options.correction =
        read_section<CorrectionKeys>(file.table("correction", problems), correction_fields<>, problems);
    options.correction.file = resolve(options.correction.file);
  }
  options.measured =
      read_section<MeasuredStateOptions>(file.table("measured", problems), measured_state_fields, problems);
  options.measuring = read_measuring(file, path, {}, problems);
  check_measured(file, options, problems);
  auto known = campaign_sections();
  for (const char* section : {"train", "potential", "correction", "measured"}) known.emplace_back(section);
  for (const auto section : measuring_sections) known.emplace_back(section);
  file.refuse_unknown(known, problems);
  problems.throw_if_any();
  options.campaign.others = others(options);
  return options;
}

std::string active_file_help() {
  return campaign_help() + "\n[train.model], [train.data], [train.training], [train.second_stage]: as in a file of " +
         "`liquidus train`; the files are the campaign's\n\n[potential]\n" + help_text<SamplerOptions>(sampler_fields) +
         "\n[correction], which is added in sampling alone\n" + help_text<CorrectionKeys>(correction_fields<>) +
         "\n[measured]\n" + help_text<MeasuredStateOptions>(measured_state_fields) + "\n" + measuring_help();
}

}  // namespace liquidus
