#include <fmt/format.h>

#include "scatter/experiment/experiment.hpp"
#include "scatter/experiment/information.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

Values difference(const Values& a, const Values& b) {
  Values d;
  for (std::size_t k = 0; k < a.size(); ++k) d.push_back(a[k] - b[k]);
  return d;
}

std::string from_blocks(const WithErrors& curve) {
  if (curve.error.empty()) return "";
  return "\nerr_ of the model: standard error" +
         (curve.jackknife.empty()
              ? std::string()
              : fmt::format(" from {} blocks of frames left out in turn", curve.jackknife.weight.size()));
}

CurveTable table_of_q(const ExperimentResult& result) {
  const auto& q = result.total.q;
  const auto& convention = result.convention;
  const std::string name = convention.name(), unit = convention.unit();
  const auto model = convention.from_total(q, result.total.value.value);
  CurveTable table{"Q", "", {{"Q", "1/Å", q}, {name + "_model", unit, model}}};
  const auto add = [&](const std::string& column, Values values) {
    table.columns.push_back({column, unit, std::move(values)});
  };
  if (!result.total.value.error.empty())
    add("err_" + name + "_model", convention.part_from_total(q, result.total.value.error));
  if (!result.measured.empty()) {
    const auto measured = convention.from_total(q, result.measured);
    add(name + "_measured", measured);
    if (!result.error.empty()) add("err_" + name + "_measured", convention.part_from_total(q, result.error));
    add("difference", difference(model, measured));
  }
  for (std::size_t p = 0; p < result.total.pairs.size(); ++p)
    add("part_" + result.total.pairs[p], convention.part_from_total(q, result.total.parts[p].value));
  table.comment = fmt::format(
      "{}, {} {}\n{}\ndifference: model less measurement\npart_: w_ij (A_ij - 1), which add up to the model's total "
      "less "
      "its limit at high Q{}",
      result.options.name, result.options.radiation, result.scatterers, convention.statement(),
      from_blocks(result.total.value));
  return table;
}

CurveTable table_of_r(const ExperimentResult& result) {
  const auto function = result.function;
  const std::string name(name_of(function)), unit = unit_of(function, result.in_r);
  const auto model = result.model_r.as(function, result.in_r);
  CurveTable table{"r", "", {{"r", "Å", result.model_r.r}, {name + "_model", unit, model.value}}};
  const auto add = [&](const std::string& column, const std::string& of, Values values) {
    table.columns.push_back({column, of, std::move(values)});
  };
  if (!model.error.empty()) add("err_" + name + "_model", unit, model.error);
  if (!result.measured_r.r.empty()) {
    const auto measured = result.measured_r.as(function, result.in_r);
    add(name + "_measured", unit, measured.value);
    if (!measured.error.empty()) add("err_" + name + "_measured", unit, measured.error);
    add("difference", unit, difference(model.value, measured.value));
  }
  // Parts are given without the atoms' mean density, so that they add up whatever the weights do with Q.
  const auto part = function == PairFunction::g || function == PairFunction::G ? PairFunction::G : PairFunction::D;
  for (std::size_t p = 0; p < result.parts_r.size(); ++p) {
    Values g = result.parts_r[p];
    for (double& x : g) x += 1.0;
    add(fmt::format("part_{}_{}", name_of(part), result.total.pairs[p]), unit_of(part, result.in_r),
        from_g(part, result.model_r.r, g, result.density, result.in_r));
  }
  const auto& window = result.model_r.window;
  table.comment = fmt::format("{}, {} {}\n{}\n", result.options.name, result.options.radiation, result.scatterers,
                              statement(function, result.in_r));
  table.comment += result.fixed_weights
                       ? std::string("model: sum of g_ij with the weights at Q = 0, without a transform")
                       : fmt::format("model and measurement: transforms of the total with the window {} to {:g} 1/Å",
                                     name_of(window.kind), window.end);
  table.comment +=
      fmt::format("\ndensity {:g} atoms/Å³\npart_: what a pair adds{}", result.density, from_blocks(model));
  return table;
}

void add_agreement(Findings& all, const ExperimentResult& result) {
  if (result.in_q) {
    const auto& in_q = *result.in_q;
    const auto range = fmt::format("{} points from {:g} to {:g} 1/Å", in_q.points, in_q.from, in_q.to);
    all.numbers.push_back({"rms " + result.convention.name() + "(Q)", result.convention.unit(), {in_q.rms, {}}, range});
    if (in_q.chi2)
      all.numbers.push_back({"chi2 per point",
                             "",
                             {*in_q.chi2, {}},
                             range + (result.options.model_errors ? ", the model's errors included" : "")});
    else
      all.remarks.push_back("The data have no errors, so there is no χ².");
  }
  if (!result.agreement) return;
  const auto& r = *result.agreement;
  all.numbers.push_back(
      {"R_chi",
       "",
       {r.r_chi, r.r_chi_error},
       fmt::format("on {}(r) from {:g} to {:g} Å, {} points", name_of(r.function), r.from, r.to, r.points)});
}

}  // namespace

Findings ExperimentResult::findings() const {
  Findings all;
  if (!total.q.empty()) all.tables.push_back(table_of_q(*this));
  all.tables.push_back(table_of_r(*this));
  add_agreement(all, *this);
  all.remarks.insert(all.remarks.end(), remarks.begin(), remarks.end());
  if (!quality) return all;
  const auto checked = quality->findings();
  all.numbers.insert(all.numbers.end(), checked.numbers.begin(), checked.numbers.end());
  all.remarks.insert(all.remarks.end(), checked.remarks.begin(), checked.remarks.end());
  return all;
}

Findings information_of(const std::vector<ExperimentOptions>& experiments, const std::vector<std::string>& species,
                        const std::vector<double>& fractions) {
  std::vector<TotalExperiment> totals;
  for (const auto& e : experiments)
    totals.push_back({e.name, Scatterers(radiation(e.radiation), species, {e.isotopes, e.lengths, e.form_factors})});
  Findings all;
  std::vector<double> q;
  for (int k = 0; k <= 40; ++k) q.push_back(0.5 * k);
  all.tables.push_back(information_table(totals, fractions, q));
  const auto at_0 = information_at(totals, fractions, 0.0);
  const auto shares = at_0.shares();
  for (std::size_t p = 0; p < shares.size(); ++p)
    all.numbers.push_back(
        {"share " + at_0.pairs[p], "", {shares[p], {}}, "of the partial that the totals fix, at Q = 0"});
  all.numbers.push_back({"condition number", "", {at_0.condition, {}}, "of the weights, at Q = 0"});
  for (const auto& null : at_0.null_vectors)
    all.remarks.push_back("At Q = 0 these data say nothing of " + at_0.combination(null) + ".");
  return all;
}

}  // namespace liquidus
