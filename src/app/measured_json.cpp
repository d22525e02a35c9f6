#include "app/measured_json.hpp"

#include "scatter/pairs/peaks.hpp"

namespace liquidus {
namespace {

Json optional_number(const std::optional<double>& x) { return x ? json_number(*x) : Json(nullptr); }

Json estimate(const std::optional<Estimate>& e) {
  if (!e) return nullptr;
  return {{"value", json_number(e->value)}, {"error", optional_number(e->error)}};
}

Json shells(const PairDistributions& result) {
  Json partials = Json::object();
  for (const auto& partial : result.partials) {
    const auto shell = first_shell(partial);
    if (!shell) continue;
    partials[partial.name()] = {{"peak_A", estimate(shell->peak.r)},
                                {"peak_height", estimate(shell->peak.height)},
                                {"minimum_A", shell->minimum ? estimate(shell->minimum->r) : Json(nullptr)},
                                {"coordination_of_first", estimate(shell->n_ab)},
                                {"coordination_of_second", estimate(shell->n_ba)}};
  }
  return partials;
}

Json numbers_json(const std::vector<Finding>& findings) {
  Json all = Json::object();
  for (const auto& number : findings) {
    Json entry = estimate(number.value);
    entry["unit"] = number.unit;
    if (!number.note.empty()) entry["note"] = number.note;
    all[number.name] = entry;
  }
  return all;
}

Json measure_json(const MeasureResult& result) {
  Json json = {{"type", result.type}, {"frames", result.frames}};
  if (result.pairs) {
    json["number_density_per_A3"] = result.pairs->number_density;
    json["partials"] = shells(*result.pairs);
  } else {
    json["numbers"] = numbers_json(result.findings.numbers);
  }
  if (!result.findings.remarks.empty()) json["remarks"] = result.findings.remarks;
  return json;
}

Json comparison_json(const RdfCompareOptions& options, const Agreement& agreement) {
  return {{"measure", options.measure},
          {"pair", options.pair},
          {"file", options.file},
          {"function", name_of(agreement.function)},
          {"from_A", agreement.from},
          {"to_A", agreement.to},
          {"points", agreement.points},
          {"r_chi", json_number(agreement.r_chi)},
          {"r_chi_error", optional_number(agreement.r_chi_error)},
          {"mean_square_dg", json_number(agreement.mean_square_dg)}};
}

}  // namespace

Json findings_json(const Findings& findings) {
  Json json = {{"numbers", numbers_json(findings.numbers)}};
  if (!findings.remarks.empty()) json["remarks"] = findings.remarks;
  return json;
}

void add_measured(Json& json, const MeasuredResults& results) {
  json["measures"] = Json::object();
  for (const auto& result : results.measures) json["measures"][result.name] = measure_json(result);
  json["comparisons"] = Json::array();
  for (const auto& [compare, agreement] : results.comparisons)
    json["comparisons"].push_back(comparison_json(compare, agreement));
  json["experiments"] = Json::object();
  for (const auto& [name, findings] : results.experiments) json["experiments"][name] = findings_json(findings);
}

}  // namespace liquidus
