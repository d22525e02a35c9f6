#include "scatter/experiment/experiment.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/experiment/experiment_model.hpp"
#include "scatter/experiment/measured_total.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

double or_else(double value, double otherwise) { return std::isnan(value) ? otherwise : value; }

/// Curves and their blocks times a factor at each point.
WithErrors scaled(const WithErrors& curve, const Values& factor) {
  WithErrors result = curve;
  const auto multiply = [&](Values& y) {
    for (std::size_t k = 0; k < y.size(); ++k) y[k] *= factor[k];
  };
  multiply(result.value);
  for (std::size_t k = 0; k < result.error.size(); ++k) result.error[k] *= std::abs(factor[k]);
  for (auto& without : result.without) multiply(without);
  return result;
}

Values product(Values y, const Values& factor) {
  for (std::size_t k = 0; k < y.size(); ++k) y[k] *= factor[k];
  return y;
}

class Run {
 public:
  Run(const ExperimentOptions& options, const ExperimentModel& model)
      : options_(options),
        model_(model),
        scatterers_(radiation(options.radiation), species_of(model),
                    {options.isotopes, options.lengths, options.form_factors}),
        result_(options) {
    result_.scatterers = scatterers_.description();
    result_.density = or_else(options.density, density_of(model));
    result_.function = pair_function(options.function);
    const double of_model = density_of(model);
    if (std::abs(result_.density / of_model - 1.0) > 0.01)
      result_.remarks.push_back(
          fmt::format("The density given, {:g} 1/Å³, isn't the model's, {:g} 1/Å³.", result_.density, of_model));
    choose_reference();
  }

  ExperimentResult take() {
    if (!options_.file.empty()) file_ = read_total(options_);
    result_.remarks.insert(result_.remarks.end(), file_.remarks.begin(), file_.remarks.end());
    if (result_.convention.of_r())
      functions_of_r();
    else
      functions_of_q();
    compare_in_r();
    return std::move(result_);
  }

 private:
  /// What functions of r are divided by: ⟨b⟩² wherever there is one.
  void choose_reference() {
    const auto b = scatterers_.at(0.0);
    const auto c = fractions_of(model_);
    const double average = mean(c, b);
    null_ = !(average * average > 1e-6 * mean_square(c, b));
    if (!null_) {
      result_.in_r = result_.convention.in_r(average * average);
      return;
    }
    result_.in_r = {
        options_.normalisation == "barn" ? Normalisation::Kind::absolute_barn : Normalisation::Kind::absolute_fm2, 1.0};
    if (result_.function != PairFunction::D && result_.function != PairFunction::G)
      throw InputError("[[experiment]] '" + options_.name +
                       "': of a null scatterer, whose mean length is 0, only function = \"D\" or \"G\" can be made");
  }

  /// From I(Q) to the S − 1 that is transformed: divided by ⟨b⟩², or as F in fm² of a null scatterer.
  Values to_reference(const Values& q) const {
    const auto c = fractions_of(model_);
    Values factor;
    for (const double at : q) {
      const auto b = scatterers_.at(at);
      const double over = null_ ? 1.0 : divisor(DividedBy::average_square, c, b);
      factor.push_back(divisor(result_.convention.divided(), c, b) / over);
    }
    return factor;
  }

  Window window_to(double qmax) const {
    return {window_kind(options_.window), qmax, or_else(options_.window_width, 0.0)};
  }

  Values grid_of_r() const {
    Values r;
    for (Index k = 1; static_cast<double>(k) * options_.r_step <= options_.r_max * (1.0 + 1e-9); ++k)
      r.push_back(static_cast<double>(k) * options_.r_step);
    return r;
  }

  void model_in_r(const Values& r, const Window& window) {
    const auto& q = result_.total.q;
    const auto factor = to_reference(q);
    result_.model_r = real_space(q, scaled(result_.total.value, factor), result_.density, window, r);
    for (const auto& part : result_.total.parts)
      result_.parts_r.push_back(g_minus_1(q, product(part.value, factor), result_.density, window, r));
  }

  void functions_of_q() {
    auto q = file_.x;
    if (q.empty()) q = even_q(or_else(options_.qmax, 20.0));
    const auto model = structure_factors(model_, options_, q, result_.remarks);
    result_.total = total_of(model, scatterers_, result_.convention.divided());
    const auto window = window_to(std::min(or_else(options_.qmax, model.q.back()), model.q.back()));
    const auto r = grid_of_r();
    if (!file_.x.empty()) {
      const auto total = result_.convention.to_total(file_.x, file_.y);
      const auto error = result_.convention.error_to_total(file_.x, file_.error);
      // The measured points that the model covers are a run of them.
      const auto first = static_cast<std::ptrdiff_t>(std::lower_bound(file_.x.begin(), file_.x.end(), model.q.front()) -
                                                     file_.x.begin());
      const auto end = first + static_cast<std::ptrdiff_t>(model.q.size());
      result_.measured.assign(total.begin() + first, total.begin() + end);
      if (!error.empty()) result_.error.assign(error.begin() + first, error.begin() + end);
      compare_in_q();
      const auto factor = to_reference(model.q);
      const auto s = product(result_.measured, factor);
      const auto e = result_.error.empty() ? Values{} : product(result_.error, factor);
      result_.measured_r = real_space(model.q, s, e, result_.density, window, r);
      if (options_.checks) check_data(model.q, s, e, window);
    }
    model_in_r(r, window);
  }

  void check_data(const Values& q, const Values& s, const Values& e, const Window& window) {
    if (null_) {
      result_.remarks.push_back("The data of a null scatterer aren't checked: they have no low-r line of their own.");
      return;
    }
    try {
      result_.quality = check_quality(q, s, e,
                                      {result_.density, window, or_else(options_.core_from, 0.0),
                                       or_else(options_.core_to, 0.0), options_.temperature});
    } catch (const InputError& error) {
      result_.remarks.push_back(std::string("The data weren't checked: ") + error.what() + ".");
    }
  }

  /// The file holds a function of r: the model is transformed as the data were, if it is known how far they went.
  void functions_of_r() {
    const double qmax = or_else(options_.qmax, file_.qmax.value_or(ExperimentOptions::unset));
    Values r = file_.x.empty() ? grid_of_r() : file_.x;
    if (std::isnan(qmax)) {
      sum_of_fixed_weights(r);
    } else {
      const auto model = structure_factors(model_, options_, even_q(qmax), result_.remarks);
      result_.total = total_of(model, scatterers_, result_.convention.divided());
      model_in_r(r, window_to(std::min(qmax, model.q.back())));
    }
    if (file_.x.empty()) return;
    r = result_.model_r.r;
    const auto function = result_.convention.pair_function();
    const auto n = r.size();
    result_.measured_r = {r, {}, result_.density, result_.model_r.window};
    auto& g = result_.measured_r.g;
    g.value = to_g(function, r, std::span(file_.y).first(n), result_.density, result_.in_r);
    if (file_.error.empty()) return;
    g.error = to_g(function, r, std::span(file_.error).first(n), result_.density, result_.in_r);
    const auto zero = to_g(function, r, Values(n, 0.0), result_.density, result_.in_r);
    for (std::size_t k = 0; k < n; ++k) g.error[k] = std::abs(g.error[k] - zero[k]);
  }

  void sum_of_fixed_weights(const Values& wanted) {
    if (!model_.pairs || null_)
      throw InputError("[[experiment]] '" + options_.name +
                       "': qmax is needed, the end of the transform that the data's function of r was made with");
    result_.fixed_weights = true;
    result_.remarks.push_back(
        "No qmax is known, so the model's g(r) is the sum of its partials with the weights at Q = 0, as if the "
        "transform "
        "had no end" +
        std::string(scatterers_.constant() ? "."
                                           : "; with x-rays, whose weights depend on Q, that is an approximation."));
    const auto sum = fixed_weight_sum(*model_.pairs, scatterers_, DividedBy::average_square);
    const auto& bins = model_.pairs->total.r;
    Values r;
    for (const double at : wanted)
      if (at <= bins.back()) r.push_back(at);
    if (r.size() < wanted.size())
      result_.remarks.push_back(
          fmt::format("{} measured points beyond the model's g(r), which ends at {:g} Å, are left out.",
                      wanted.size() - r.size(), bins.back()));
    if (r.empty())
      throw InputError("[[experiment]] '" + options_.name + "': the measured points lie beyond the model's g(r)");
    const auto at_r = [&](Values h) {
      for (double& x : h) x += 1.0;
      return interpolate(bins, h, r);
    };
    auto& model = result_.model_r;
    model = {r, {at_r(sum.value), {}, {}, sum.jackknife}, result_.density, {}};
    for (const auto& without : sum.without) model.g.without.push_back(at_r(without));
    if (!sum.error.empty()) model.g.error = interpolate(bins, sum.error, r);
  }

  void compare_in_q() {
    AgreementInQ in_q{
        or_else(options_.q_from, result_.total.q.front()), or_else(options_.q_to, result_.total.q.back()), 0, 0.0, {}};
    const auto& q = result_.total.q;
    const auto model = result_.convention.from_total(q, result_.total.value.value);
    const auto measured = result_.convention.from_total(q, result_.measured);
    const auto e = result_.convention.part_from_total(q, result_.error);
    const auto model_e = result_.convention.part_from_total(q, result_.total.value.error);
    double chi2 = 0.0, square = 0.0;
    Index without_error = 0;
    for (std::size_t k = 0; k < q.size(); ++k) {
      if (q[k] < in_q.from || q[k] > in_q.to) continue;
      ++in_q.points;
      const double d = model[k] - measured[k];
      square += d * d;
      const double own = options_.model_errors && !model_e.empty() ? model_e[k] : 0.0;
      const double sigma = e.empty() ? 0.0 : std::hypot(e[k], own);
      if (!e.empty() && sigma > 0.0)
        chi2 += d * d / (sigma * sigma);
      else
        ++without_error;
    }
    if (in_q.points == 0)
      throw InputError(
          fmt::format("[[experiment]] '{}': no measured point that the model covers lies between q_from and "
                      "q_to; they run from {:g} to {:g} 1/Å",
                      options_.name, q.front(), q.back()));
    in_q.rms = std::sqrt(square / static_cast<double>(in_q.points));
    if (without_error < in_q.points) in_q.chi2 = chi2 / static_cast<double>(in_q.points - without_error);
    result_.in_q = in_q;
  }

  void compare_in_r() {
    const auto& model = result_.model_r;
    const auto& measured = result_.measured_r;
    if (measured.r.empty()) return;
    const double from = or_else(options_.from, 1.0), to = or_else(options_.to, std::min(10.0, model.r.back()));
    const auto held = [&](const Values& g) {
      return compare(model.r, g, measured.r, measured.g.value, result_.function, from, to);
    };
    auto agreement = held(model.g.value);
    const auto& jackknife = model.g.jackknife;
    if (!jackknife.empty()) {
      agreement.r_chi_error =
          jackknife.error(agreement.r_chi, [&](std::size_t b) { return held(model.g.without[b]).r_chi; });
      agreement.mean_square_dg_error = jackknife.error(
          agreement.mean_square_dg, [&](std::size_t b) { return held(model.g.without[b]).mean_square_dg; });
    }
    result_.agreement = agreement;
  }

  const ExperimentOptions& options_;
  const ExperimentModel& model_;
  Scatterers scatterers_;
  ExperimentResult result_;
  MeasuredTotal file_;
  bool null_ = false;
};

}  // namespace

ExperimentResult run_experiment(const ExperimentOptions& options, const ExperimentModel& model) {
  if (!model.pairs && !model.direct) throw std::invalid_argument("run_experiment: the model is empty");
  check(options);
  return Run(options, model).take();
}

}  // namespace liquidus
