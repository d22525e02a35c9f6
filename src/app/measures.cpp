#include "app/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/report.hpp"

namespace liquidus {
namespace {

std::unique_ptr<Measure> make(const RdfOptions& options, const Communicator& ranks) {
  return std::make_unique<PairDistribution>(pair_distribution_options(options), ranks);
}

template <class Options, const auto& fields>
MeasurePlan read_plan(const Table& table, Problems& problems) {
  auto options = read_section<Options>(table, fields, problems);
  if (options.name.empty()) options.name = options.type;
  MeasurePlan plan{options,
                   echo_section<Options>(options, fields),
                   [options](const Communicator& ranks) { return make(options, ranks); },
                   {}};
  if constexpr (std::is_same_v<Options, RdfOptions>) plan.rdf = options;
  return plan;
}

template <class Options, const auto& fields>
std::string help_of() {
  return help_text<Options>(std::span<const Field<Options>>(fields).subspan(measure_fields<Options>.size()));
}

template <class Options, const auto& fields>
constexpr MeasureType type(std::string_view name, std::string_view about) {
  return {name, about, read_plan<Options, fields>, help_of<Options, fields>};
}

constexpr std::array types = {
    type<RdfOptions, rdf_fields>("rdf", "partial and total g(r), coordination numbers, first shells"),
};

/// The type that a section names; an rdf if it names none.
const MeasureType* type_of(const Table& table, Problems& problems) {
  std::string name = "rdf", choices;
  for (const auto& known : types) choices += (choices.empty() ? "" : "|") + std::string(known.name);
  if (table.has("type") && !table.read({"type", "", choices}, name, problems)) return nullptr;
  return &*std::find_if(types.begin(), types.end(), [&](const MeasureType& known) { return known.name == name; });
}

}  // namespace

std::span<const MeasureType> measure_types() { return types; }

std::vector<MeasurePlan> read_measures(const Table& file, const std::vector<std::string>& stages, Problems& problems) {
  std::vector<MeasurePlan> plans;
  std::set<std::string> names;
  for (const auto& table : file.tables("measure", problems)) {
    const MeasureType* found = type_of(table, problems);
    if (!found) continue;
    MeasurePlan plan = found->read(table, problems);
    if (!names.insert(plan.keys.name).second)
      problems.add(table.location("name"), "there is more than one [[measure]] with the name '" + plan.keys.name + "'");
    for (const auto& stage : plan.keys.stages)
      if (std::find(stages.begin(), stages.end(), stage) == stages.end())
        problems.add(table.location("stages"), "there is no stage '" + stage + "'" + suggestion(stage, stages));
    try {
      plan.make(Communicator::self());
    } catch (const InputError& e) {
      problems.add(table.location(), e.what());
    }
    plans.push_back(std::move(plan));
  }
  return plans;
}

std::string measures_help() {
  std::string text = help_text<RdfOptions>(measure_fields<RdfOptions>);
  for (const auto& known : types) text += fmt::format("  type = \"{}\": {}\n{}", known.name, known.about, known.help());
  return text;
}

Measures::Measures(const std::vector<MeasurePlan>& plans, const Communicator& ranks) {
  for (const auto& plan : plans) lent_.push_back(owned_.emplace_back(plan.make(ranks)).get());
}

std::vector<MeasureResult> results_of(const std::vector<MeasurePlan>& plans, const Measures& measures) {
  std::vector<MeasureResult> results;
  for (std::size_t k = 0; k < plans.size(); ++k) {
    const Measure& measure = *measures.all()[k];
    if (measure.frames() == 0) continue;
    MeasureResult result{plans[k].keys.name, plans[k].keys.type, measure.frames(), measure.findings(), {}};
    if (const auto* rdf = dynamic_cast<const PairDistribution*>(&measure)) result.pairs = rdf->result();
    results.push_back(std::move(result));
  }
  return results;
}

void write_tables(const std::string& folder, const MeasureResult& result) {
  for (const auto& table : result.findings.tables) {
    const std::string suffix = table.suffix.empty() ? "" : "_" + table.suffix;
    write_curves(folder + "/" + result.name + suffix + ".csv", table.columns, table.comment);
  }
}

std::string measure_text(const MeasureResult& result) {
  std::string text;
  if (result.pairs) text += shells_table(*result.pairs);
  std::size_t width = 0;
  for (const auto& number : result.findings.numbers) width = std::max(width, number.name.size());
  if (!result.pairs)
    for (const auto& number : result.findings.numbers)
      text += fmt::format("{:<{}}  {}{}{}{}\n", number.name, width, with_error(number.value, 4),
                          number.unit.empty() ? "" : " " + number.unit, number.note.empty() ? "" : ", ", number.note);
  for (const auto& remark : result.findings.remarks) text += remark + "\n";
  return text;
}

}  // namespace liquidus
