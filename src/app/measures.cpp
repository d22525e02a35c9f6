#include "app/measures.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "app/report.hpp"
#include "io/file.hpp"
#include "scatter/direct/debye_measure.hpp"
#include "scatter/direct/structure_factor.hpp"
#include "scatter/dynamics/density.hpp"
#include "scatter/dynamics/flux_series.hpp"
#include "scatter/dynamics/msd.hpp"
#include "scatter/dynamics/msd_file.hpp"
#include "scatter/dynamics/transport.hpp"
#include "scatter/dynamics/vacf.hpp"
#include "scatter/local/angles.hpp"
#include "scatter/local/coordination.hpp"
#include "scatter/local/polyhedra.hpp"
#include "scatter/local/rings.hpp"
#include "scatter/measure_trajectory.hpp"

namespace liquidus {
namespace {

template <class M, class Options>
std::unique_ptr<Measure> make(const Options& options, const Communicator& ranks) {
  if constexpr (std::is_same_v<Options, RdfOptions>)
    return std::make_unique<PairDistribution>(pair_distribution_options(options), ranks);
  else
    return std::make_unique<M>(options, ranks);
}

template <class M, class Options, const auto& fields>
MeasurePlan read_plan(const Table& table, Problems& problems) {
  auto options = read_section<Options>(table, fields, problems);
  if (options.name.empty()) options.name = options.type;
  MeasurePlan plan{options,
                   echo_section<Options>(options, fields),
                   [options](const Communicator& ranks) { return make<M>(options, ranks); },
                   {},
                   {},
                   {}};
  if constexpr (std::is_same_v<Options, RdfOptions>) plan.rdf = options;
  if constexpr (std::is_same_v<Options, TransportOptions>) plan.transport = options;
  if constexpr (std::is_same_v<Options, MsdOptions>)
    plan.of_file = [options](const Trajectory& file, const Communicator& ranks) {
      const MsdSums sums = exact_msd(file, options, ranks);
      return std::pair(sums.squares.frames(), msd_findings(sums, options));
    };
  return plan;
}

template <class Options, const auto& fields>
std::string help_of() {
  return help_text<Options>(std::span<const Field<Options>>(fields).subspan(measure_fields<Options>.size()));
}

template <class M, class Options, const auto& fields>
constexpr MeasureType type(std::string_view name, std::string_view about) {
  return {name, about, read_plan<M, Options, fields>, help_of<Options, fields>};
}

constexpr std::array types = {
    type<PairDistribution, RdfOptions, rdf_fields>("rdf", "partial and total g(r), coordination numbers, first shells"),
    type<DirectStructureFactor, StructureFactorOptions, structure_factor_fields>(
        "structure-factor", "partial S(Q) from positions, on the wave vectors of the box"),
    type<Msd, MsdOptions, msd_fields>("msd", "mean square displacements, diffusion with the correction for the box"),
    type<Vacf, VacfOptions, vacf_fields>("vacf", "velocity autocorrelation, vibrational spectrum, diffusion"),
    type<Transport, TransportOptions, transport_fields>(
        "transport", "viscosity, ionic and thermal conductivity by Green-Kubo and Einstein, from fluxes"),
    type<Density, DensityOptions, density_fields>("density",
                                                  "densities and the cell, with errors of correlated series"),
    type<DebyeMeasure, DebyeOptions, debye_fields>("debye", "partial S(Q) of a cluster in the open, by Debye's sum"),
    type<Coordination, CoordinationOptions, coordination_fields>("coordination",
                                                                 "distributions of coordination numbers"),
    type<Angles, AnglesOptions, angles_fields>("angles", "distributions of bond angles"),
    type<Polyhedra, PolyhedraOptions, polyhedra_fields>(
        "polyhedra", "coordination polyhedra, their shared corners, edges and faces, Q^n, the network"),
    type<Rings, RingsOptions, rings_fields>("rings", "ring statistics: King, Guttman, primitive"),
};

/// The type that a section names; an rdf if it names none.
const MeasureType* type_of(const Table& table, Problems& problems) {
  std::string name = "rdf", choices;
  for (const auto& known : types) choices += (choices.empty() ? "" : "|") + std::string(known.name);
  if (table.has("type") && !table.read({"type", "", choices}, name, problems)) return nullptr;
  return &*std::find_if(types.begin(), types.end(), [&](const MeasureType& known) { return known.name == name; });
}

/// Of a stored table of fluxes.
std::vector<MeasureResult> of_fluxes(const std::vector<MeasurePlan>& plans, const std::string& path) {
  const FluxSeries series = read_fluxes(path);
  std::vector<MeasureResult> results;
  for (const auto& plan : plans) {
    if (!plan.transport)
      throw InputError({path, 0}, "a table of fluxes is for measures of type 'transport'; '" + plan.keys.name +
                                      "' is of type '" + plan.keys.type + "' and needs a trajectory");
    results.push_back(
        {plan.keys.name, plan.keys.type, series.samples(), transport_findings(series, *plan.transport), {}, {}});
  }
  return results;
}

/// What a plan's measure found; nothing if it was shown no frame.
std::optional<MeasureResult> result_of(const MeasurePlan& plan, const Measure& measure) {
  if (measure.frames() == 0) return std::nullopt;
  MeasureResult result{plan.keys.name, plan.keys.type, measure.frames(), measure.findings(), {}, {}};
  if (const auto* rdf = dynamic_cast<const PairDistribution*>(&measure)) result.pairs = rdf->result();
  if (const auto* sums = dynamic_cast<const DirectStructureFactor*>(&measure)) result.direct = sums->result().partials;
  return result;
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
  for (std::size_t k = 0; k < plans.size(); ++k)
    if (auto result = result_of(plans[k], *measures.all()[k])) results.push_back(std::move(*result));
  return results;
}

std::vector<MeasureResult> measure_file(const std::vector<MeasurePlan>& plans, const Trajectory& file,
                                        const Communicator& ranks) {
  if (has_ending(file.path, ".csv")) return of_fluxes(plans, file.path);
  std::vector<MeasurePlan> together;
  for (const auto& plan : plans)
    if (!plan.of_file) together.push_back(plan);
  const Measures measures(together, ranks);
  if (!together.empty()) measure_trajectory(file, measures.all());
  std::vector<MeasureResult> results;
  std::size_t next = 0;
  for (const auto& plan : plans) {
    if (!plan.of_file) {
      results.push_back(*result_of(plan, *measures.all()[next++]));
      continue;
    }
    auto [frames, findings] = plan.of_file(file, ranks);
    results.push_back({plan.keys.name, plan.keys.type, frames, std::move(findings), {}, {}});
  }
  return results;
}

std::string file_of(const std::string& folder, const std::string& name, const CurveTable& table) {
  return folder + "/" + name + (table.suffix.empty() ? "" : "_" + table.suffix) + ".csv";
}

void write_tables(const std::string& folder, const std::string& name, const Findings& findings) {
  for (const auto& table : findings.tables) write_curves(file_of(folder, name, table), table.columns, table.comment);
}

std::string files_text(const std::string& folder, const std::string& name, const Findings& findings) {
  std::string text;
  for (const auto& table : findings.tables) text += (text.empty() ? "curves in " : ", ") + file_of(folder, name, table);
  return text;
}

std::string findings_text(const Findings& findings) {
  std::size_t width = 0;
  for (const auto& number : findings.numbers) width = std::max(width, number.name.size());
  std::string text;
  for (const auto& number : findings.numbers)
    text += fmt::format("{:<{}}  {}{}{}{}\n", number.name, width, with_error(number.value, 4),
                        number.unit.empty() ? "" : " " + number.unit, number.note.empty() ? "" : ", ", number.note);
  for (const auto& remark : findings.remarks) text += remark + "\n";
  return text;
}

std::string measure_text(const MeasureResult& result) {
  if (!result.pairs) return findings_text(result.findings);
  std::string text = shells_table(*result.pairs);
  for (const auto& remark : result.findings.remarks) text += remark + "\n";
  return text;
}

}  // namespace liquidus
