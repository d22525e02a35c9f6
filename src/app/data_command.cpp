#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>

#include "app/command.hpp"
#include "app/data_options.hpp"
#include "app/measured_json.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "scatter/experiment/measured_total.hpp"
#include "scatter/experiment/substitution.hpp"

namespace liquidus {
namespace {

struct Arguments {
  std::string file;
  std::vector<std::string> overrides;
};
using Named = std::vector<std::pair<std::string, Findings>>;

Scatterers scatterers_of(const ExperimentOptions& experiment, const DataOptions& options) {
  return {radiation(experiment.radiation),
          options.sample.species,
          {experiment.isotopes, experiment.lengths, experiment.form_factors}};
}

/// S − 1 of a measured total, divided by ⟨b⟩², with its errors.
struct MeasuredS {
  std::vector<double> q, s_minus_1, error;
  std::vector<std::string> remarks;
};
MeasuredS measured_s(const ExperimentOptions& experiment, const DataOptions& options) {
  const MeasuredTotal file = read_total(experiment);
  const TotalConvention convention(experiment.radiation, experiment.holds, experiment.normalisation);
  MeasuredS s{file.x, convention.to_total(file.x, file.y), convention.error_to_total(file.x, file.error), file.remarks};
  const Scatterers scatterers = scatterers_of(experiment, options);
  for (std::size_t k = 0; k < s.q.size(); ++k) {
    const auto b = scatterers.at(s.q[k]);
    const double factor =
        divisor(convention.divided(), options.fractions, b) / divisor(DividedBy::average_square, options.fractions, b);
    s.s_minus_1[k] *= factor;
    if (!s.error.empty()) s.error[k] *= std::abs(factor);
  }
  return s;
}

/// Quality of one total, S(Q) as measured and as its back-transform has it, and the functions of r.
Findings check_experiment(const ExperimentOptions& experiment, const DataOptions& options) {
  const MeasuredS s = measured_s(experiment, options);
  const double end = std::isnan(experiment.qmax) ? 0.0 : std::min(experiment.qmax, s.q.back());
  const Window window{window_kind(experiment.window), end,
                      std::isnan(experiment.window_width) ? 0.0 : experiment.window_width};
  const double density = std::isnan(experiment.density) ? options.density : experiment.density;
  const auto or_zero = [](double x) { return std::isnan(x) ? 0.0 : x; };
  std::optional<Quality> quality;
  Findings findings;
  try {
    quality = check_quality(
        s.q, s.s_minus_1, s.error,
        {density, window, or_zero(experiment.core_from), or_zero(experiment.core_to), experiment.temperature});
    findings = quality->findings();
  } catch (const InputError& error) {
    findings.remarks.push_back(std::string("The data couldn't be checked: ") + error.what());
  }
  findings.remarks.insert(findings.remarks.begin(), s.remarks.begin(), s.remarks.end());
  const std::string how =
      fmt::format("{}: {}\n{}\nρ = {:.6g} atoms/Å³", experiment.file, scatterers_of(experiment, options).description(),
                  "S(Q) divided by <b>^2", density);
  CurveTable in_q{"Q", how, {{"Q", "1/Å", s.q}}};
  const auto plus_1 = [](std::vector<double> y) {
    for (double& x : y) x += 1.0;
    return y;
  };
  in_q.columns.push_back({"S", "", plus_1(s.s_minus_1)});
  if (!s.error.empty()) in_q.columns.push_back({"err_S", "", s.error});
  if (quality) {
    in_q.comment += "\nS_core: with g = 0 below r_min, transformed back";
    in_q.columns.push_back({"S_core", "", plus_1(quality->back.s_minus_1)});
  }
  findings.tables.push_back(std::move(in_q));
  std::vector<double> r;
  for (Index k = 1; static_cast<double>(k) * experiment.r_step <= experiment.r_max; ++k)
    r.push_back(static_cast<double>(k) * experiment.r_step);
  const RealSpace real = real_space(s.q, s.s_minus_1, s.error, density, window, r);
  CurveTable in_r{"r",
                  fmt::format("{}\nwindow {} to Qmax = {:.6g} 1/Å; all divided by <b>^2; n: area of R up to r", how,
                              name_of(window.kind), real.window.end),
                  {{"r", "Å", r}}};
  for (const auto function : {PairFunction::g, PairFunction::D, PairFunction::T, PairFunction::R}) {
    const WithErrors curve = real.as(function);
    const std::string name(name_of(function));
    in_r.columns.push_back({name, unit_of(function), curve.value});
    if (!curve.error.empty()) in_r.columns.push_back({"err_" + name, unit_of(function), curve.error});
  }
  in_r.columns.push_back({"n", "", real.running_coordination().value});
  findings.tables.push_back(std::move(in_r));
  return findings;
}

/// The neutron totals in fm², for isotopic substitution.
std::vector<TotalCurve> neutron_totals(const DataOptions& options) {
  std::vector<TotalCurve> totals;
  for (const auto& experiment : options.experiments) {
    if (experiment.radiation != "neutron" || experiment.file.empty()) continue;
    const TotalConvention convention(experiment.radiation, experiment.holds, experiment.normalisation);
    if (convention.of_r()) continue;
    const MeasuredTotal file = read_total(experiment);
    const auto b = scatterers_of(experiment, options).at(0.0);
    const double factor = divisor(convention.divided(), options.fractions, b);
    TotalCurve total{experiment.name, file.x, convention.to_total(file.x, file.y),
                     convention.error_to_total(file.x, file.error), b};
    for (double& f : total.f) f *= factor;
    for (double& e : total.error) e *= factor;
    totals.push_back(std::move(total));
  }
  return totals;
}

std::string pair_name(const std::vector<std::string>& species, std::size_t pair) {
  const auto [a, b] = PartialStructureFactors::species_of(pair);
  return species[a] + "-" + species[b];
}

/// `column` is {"F", "fm²"} of totals or {"A_minus_1", ""} of a partial.
Findings difference_findings(const TotalDifference& difference, const std::string& what, CurveColumn column,
                             const std::vector<std::string>& species) {
  std::string weights;
  for (std::size_t p = 0; p < difference.weights.size(); ++p)
    weights += fmt::format("{}{:.5g} {}", p ? ", " : "", difference.weights[p], pair_name(species, p));
  Findings findings;
  column.values = difference.value;
  CurveTable table{"", what + "\nweights of A - 1: " + weights, {{"Q", "1/Å", difference.q}, column}};
  if (!difference.error.empty()) table.columns.push_back({"err_" + column.name, column.unit, difference.error});
  findings.tables.push_back(std::move(table));
  findings.remarks.push_back(what + "; weights of A − 1" + (column.unit.empty() ? "" : " in " + column.unit) + ": " +
                             weights);
  return findings;
}

/// Whether three totals have scattering lengths that all differ of exactly one species, and the same of the others.
bool isolate_a_species(const TotalCurve& a, const TotalCurve& b, const TotalCurve& c) {
  int substituted = 0, other = 0;
  for (std::size_t s = 0; s < a.b.size(); ++s) {
    const bool all_differ = a.b[s] != b.b[s] && b.b[s] != c.b[s] && a.b[s] != c.b[s];
    const bool all_same = a.b[s] == b.b[s] && b.b[s] == c.b[s];
    substituted += all_differ;
    other += !all_differ && !all_same;
  }
  return substituted == 1 && other == 0;
}

void add_second_differences(const std::vector<TotalCurve>& totals, const DataOptions& options, Named& all) {
  for (std::size_t i = 0; i < totals.size(); ++i)
    for (std::size_t j = i + 1; j < totals.size(); ++j)
      for (std::size_t k = j + 1; k < totals.size(); ++k) {
        if (!isolate_a_species(totals[i], totals[j], totals[k])) continue;
        const std::string name = fmt::format("{}-{}-{}", totals[i].name, totals[j].name, totals[k].name);
        all.emplace_back(name,
                         difference_findings(second_difference(totals[i], totals[j], totals[k], options.fractions),
                                             "second difference " + name + ", a partial A - 1", {"A_minus_1", "", {}},
                                             options.sample.species));
      }
}

/// First differences of all pairs of totals whose lengths differ, second differences, and partials where there are as
/// many totals as pairs.
void add_differences(const DataOptions& options, Named& all) {
  const auto totals = neutron_totals(options);
  const auto& species = options.sample.species;
  for (std::size_t i = 0; i < totals.size(); ++i)
    for (std::size_t j = i + 1; j < totals.size(); ++j)
      if (totals[i].b != totals[j].b)
        all.emplace_back(fmt::format("{}-{}", totals[i].name, totals[j].name),
                         difference_findings(first_difference(totals[i], totals[j], options.fractions),
                                             fmt::format("first difference {} - {}", totals[i].name, totals[j].name),
                                             {"F", "fm²", {}}, species));
  add_second_differences(totals, options, all);
  if (totals.size() < 2 || totals.size() < species.size() * (species.size() + 1) / 2) return;
  const PartialsOfTotals found = partials_of_totals(totals, species, options.fractions, options.density);
  Findings findings;
  CurveTable table{
      "", "Faber-Ziman partial structure factors by least squares from the totals", {{"Q", "1/Å", found.partials.q}}};
  for (std::size_t p = 0; p < found.partials.pairs.size(); ++p) {
    const auto& pair = found.partials.pairs[p];
    table.columns.push_back({"A_" + found.partials.name(p), "", pair.value});
    if (!pair.error.empty()) table.columns.push_back({"err_A_" + found.partials.name(p), "", pair.error});
  }
  findings.tables.push_back(std::move(table));
  findings.numbers.push_back({"condition number of the weights", "", {found.condition, {}}, ""});
  all.emplace_back("partials", std::move(findings));
}

void data(const Arguments& arguments) {
  const DataOptions options = read_data_file(arguments.file, arguments.overrides);
  Named all;
  for (const auto& experiment : options.experiments) {
    if (experiment.file.empty()) continue;
    const TotalConvention convention(experiment.radiation, experiment.holds, experiment.normalisation);
    if (convention.of_r())
      throw InputError("[[experiment]] '" + experiment.name +
                       "': the checks are of functions of Q; turn the file into one with `liquidus transform`");
    all.emplace_back(experiment.name, check_experiment(experiment, options));
  }
  if (options.sample.species.size() > 1)
    all.emplace_back("totals", information_of(options.experiments, options.sample.species, options.fractions));
  add_differences(options, all);

  std::error_code failure;
  std::filesystem::create_directories(options.keys.output, failure);
  if (failure) throw Error("can't make the folder '" + options.keys.output + "': " + failure.message());
  Json json = {{"program", "liquidus"}, {"version", version}, {"options", options_json(echo(options))}};
  json["experiments"] = Json::object();
  if (!options.keys.title.empty()) fmt::print("{}\n", options.keys.title);
  fmt::print("{:.5f} atoms/Å³\n\n", options.density);
  for (const auto& [name, findings] : all) {
    write_tables(options.keys.output, name, findings);
    json["experiments"][name] = findings_json(findings);
    fmt::print("{} ({})\n{}\n", name, files_text(options.keys.output, name, findings), findings_text(findings));
  }
  write_json(options.keys.output + "/summary.json", json);
}

}  // namespace

void add_data_command(CLI::App& program) {
  auto* command =
      program.add_subcommand("data", "Measured totals on their own: are they sound, and what can they tell");
  auto arguments = std::make_shared<Arguments>();
  command->add_option("file", arguments->file, "What was measured on which sample (TOML)")->required();
  command
      ->add_option("--set", arguments->overrides,
                   "Change a value of the file: --set experiment.neutron.qmax=\"20 1/Å\"")
      ->allow_extra_args(false);
  command->footer([] { return "Example:\n  liquidus data examples/silica-data.toml\n\n" + data_file_help(); });
  command->callback([arguments] { data(*arguments); });
}

}  // namespace liquidus
