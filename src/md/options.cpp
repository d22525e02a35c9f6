#include "md/options.hpp"

#include <algorithm>
#include <span>

#include "core/errors.hpp"
#include "md/check_options.hpp"

namespace liquidus {
namespace {

/// The keys of `fields` that the table has, leaving others alone.
template <class S>
void read_keys(const Table& table, std::span<const Field<S>> fields, S& options, Problems& problems) {
  for (const auto& field : fields)
    if (table.has(field.key))
      std::visit(
          [&](auto member) {
            table.read({field.key, field.unit, field.choices}, options.*member, problems);
          },
          field.member);
}

void report(const Table& table, const Complaints& complaints, Problems& problems) {
  for (const auto& complaint : complaints) problems.add(table.location(complaint.key), complaint.message);
}

template <class S>
S read_checked(const Table& file, std::string_view name, std::span<const Field<S>> fields, Problems& problems) {
  const Table table = file.table(name, problems);
  const S options = read_section<S>(table, fields, problems);
  report(table, check(options), problems);
  return options;
}

}  // namespace

RunOptions read_run_options(const Table& file, Problems& problems, RunOptions options) {
  read_keys<RunOptions>(file, run_fields, options, problems);
  report(file, check(options), problems);
  return options;
}

StructureOptions read_structure_options(const Table& of, Problems& problems) {
  const Table table = of.table("structure", problems);
  auto options = read_section<StructureOptions>(table, structure_fields, problems, {"counts"});
  if (table.has("counts")) {
    const Table counts = table.table("counts", problems);
    for (const auto& name : counts.keys()) {
      Index count = 0;
      if (counts.read({name}, count, problems)) options.counts.emplace_back(name, count);
    }
  }
  report(table, check(options), problems);
  return options;
}

std::vector<StageOptions> read_stages(const Table& of, std::string_view key, Problems& problems) {
  std::vector<StageOptions> stages;
  for (const Table& table : of.tables(key, problems)) {
    StageOptions defaults;
    defaults.name = "stage" + std::to_string(stages.size() + 1);
    auto options = read_section<StageOptions>(table, stage_fields, problems, {}, std::move(defaults));
    report(table, check(options), problems);
    if (std::any_of(stages.begin(), stages.end(), [&](const auto& other) { return other.name == options.name; }))
      problems.add(table.location("name"), "two stages have the name '" + options.name + "'; names must differ");
    stages.push_back(std::move(options));
  }
  return stages;
}

MdOptions read_md_options(const Table& file, Problems& problems) {
  MdOptions options;
  options.run = read_run_options(file, problems);
  options.structure = read_structure_options(file, problems);
  options.neighbours = read_checked<NeighbourOptions>(file, "neighbours", neighbour_fields, problems);
  options.stages = read_stages(file, "stage", problems);
  if (options.stages.empty())
    problems.add(file.location(), "the file has no [[stage]]; expected one or more, each with its steps or time");
  options.write = read_checked<WriteOptions>(file, "write", write_fields, problems);
  options.guards = read_checked<GuardOptions>(file, "guards", guard_fields, problems);
  options.committee = read_checked<CommitteeOptions>(file, "committee", committee_fields, problems);
  return options;
}

void require_valid(const MdOptions& options) {
  const auto require = [](const std::string& section, const Complaints& complaints) {
    if (!complaints.empty()) throw InputError("[" + section + "]: " + complaints.front().message);
  };
  require("run", check(options.run));
  require("neighbours", check(options.neighbours));
  require("write", check(options.write));
  require("guards", check(options.guards));
  require("committee", check(options.committee));
  if (options.stages.empty()) throw InputError("a simulation needs at least one stage");
  for (const auto& stage : options.stages) {
    require("stage." + stage.name, check(stage));
    if (std::count_if(options.stages.begin(), options.stages.end(),
                      [&](const auto& other) { return other.name == stage.name; }) > 1)
      throw InputError("two stages have the name '" + stage.name + "'; names must differ");
  }
}

std::vector<std::pair<std::string, Echo>> echo(const MdOptions& options) {
  std::vector<std::pair<std::string, Echo>> sections;
  sections.emplace_back("", echo_section<RunOptions>(options.run, run_fields));
  sections.emplace_back("structure", echo_section<StructureOptions>(options.structure, structure_fields));
  if (!options.structure.counts.empty()) {
    Echo counts;
    for (const auto& [name, count] : options.structure.counts) counts.push_back({name, count});
    sections.emplace_back("structure.counts", std::move(counts));
  }
  sections.emplace_back("neighbours", echo_section<NeighbourOptions>(options.neighbours, neighbour_fields));
  for (const auto& stage : options.stages)
    sections.emplace_back("[stage]", echo_section<StageOptions>(stage, stage_fields));
  sections.emplace_back("write", echo_section<WriteOptions>(options.write, write_fields));
  sections.emplace_back("guards", echo_section<GuardOptions>(options.guards, guard_fields));
  sections.emplace_back("committee", echo_section<CommitteeOptions>(options.committee, committee_fields));
  return sections;
}

}  // namespace liquidus
