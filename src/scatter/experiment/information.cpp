#include "scatter/experiment/information.hpp"

#include <fmt/format.h>

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/errors.hpp"

namespace liquidus {
namespace {

Eigen::MatrixXd whitened(const std::vector<std::vector<double>>& weights, const std::vector<double>& errors) {
  Eigen::MatrixXd w(static_cast<Eigen::Index>(weights.size()), static_cast<Eigen::Index>(weights.front().size()));
  for (std::size_t i = 0; i < weights.size(); ++i)
    for (std::size_t j = 0; j < weights[i].size(); ++j)
      w(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(j)) =
          weights[i][j] / (errors.empty() ? 1.0 : errors[i]);
  return w;
}

void check(const std::vector<std::string>& totals, const std::vector<std::string>& pairs,
           const std::vector<std::vector<double>>& weights, const InformationOptions& options) {
  if (totals.empty() || pairs.empty()) throw InputError("what data can tell: there is no total to look at");
  if (weights.size() != totals.size()) throw InputError("what data can tell: each total needs its weights");
  for (const auto& row : weights)
    if (row.size() != pairs.size()) throw InputError("what data can tell: each total needs a weight for each pair");
  if (!options.errors.empty() && options.errors.size() != totals.size())
    throw InputError("what data can tell: each total needs an error, or none of them has one");
  for (const double e : options.errors)
    if (!(e > 0.0 && std::isfinite(e))) throw InputError("what data can tell: errors must be positive");
}

std::vector<double> column(const Eigen::MatrixXd& v, Eigen::Index k) {
  std::vector<double> values(static_cast<std::size_t>(v.rows()));
  for (Eigen::Index i = 0; i < v.rows(); ++i) values[static_cast<std::size_t>(i)] = v(i, k);
  const auto largest =
      std::max_element(values.begin(), values.end(), [](double a, double b) { return std::abs(a) < std::abs(b); });
  if (*largest < 0.0)
    for (double& x : values) x = -x;
  return values;
}

std::vector<std::string> pair_names(const std::vector<std::string>& species) {
  std::vector<std::string> names;
  for (std::size_t j = 0; j < species.size(); ++j)
    for (std::size_t i = 0; i <= j; ++i) names.push_back(species[i] + "-" + species[j]);
  return names;
}

}  // namespace

Information information(std::vector<std::string> totals, std::vector<std::string> pairs,
                        std::vector<std::vector<double>> weights, const InformationOptions& options) {
  check(totals, pairs, weights, options);
  const auto w = whitened(weights, options.errors);
  // The full V is wanted for the null vectors.
  const Eigen::JacobiSVD<Eigen::MatrixXd, Eigen::FullPivHouseholderQRPreconditioner> svd(
      w, Eigen::ComputeFullU | Eigen::ComputeFullV);
  const auto& s = svd.singularValues();
  Information found{std::move(totals), std::move(pairs), std::move(weights), {}, 0.0, {}, {}};
  for (Eigen::Index k = 0; k < s.size(); ++k) found.singular.push_back(s(k));
  const double largest = found.singular.front(), smallest = found.singular.back();
  found.condition = smallest > 0.0 ? largest / smallest : std::numeric_limits<double>::infinity();
  Eigen::MatrixXd r = Eigen::MatrixXd::Zero(w.cols(), w.cols());
  const double lambda = options.damping * largest;
  for (Eigen::Index k = 0; k < w.cols(); ++k) {
    if (k < s.size() && s(k) > options.cutoff * largest)
      r += s(k) * s(k) / (s(k) * s(k) + lambda * lambda) * svd.matrixV().col(k) * svd.matrixV().col(k).transpose();
    else
      found.null_vectors.push_back(column(svd.matrixV(), k));
  }
  for (Eigen::Index i = 0; i < r.rows(); ++i) {
    found.resolution.emplace_back();
    for (Eigen::Index j = 0; j < r.cols(); ++j) found.resolution.back().push_back(r(i, j));
  }
  return found;
}

std::vector<double> Information::shares() const {
  std::vector<double> diagonal;
  for (std::size_t i = 0; i < resolution.size(); ++i) diagonal.push_back(resolution[i][i]);
  return diagonal;
}

std::string Information::combination(const std::vector<double>& vector) const {
  std::string text;
  for (std::size_t k = 0; k < vector.size(); ++k) {
    if (std::abs(vector[k]) < 0.005) continue;
    const bool minus = vector[k] < 0.0;
    text += text.empty() ? (minus ? "−" : "") : (minus ? " − " : " + ");
    text += fmt::format("{:.2f} {}", std::abs(vector[k]), pairs[k]);
  }
  return text;
}

std::string Information::text() const {
  std::size_t width = 5;
  for (const auto& name : totals) width = std::max(width, name.size());
  const auto row = [&](const std::string& name, const std::vector<double>& values) {
    std::string line = fmt::format("{:<{}}", name, width);
    for (const double x : values) line += fmt::format(" {:>9.4f}", x);
    return line + "\n";
  };
  std::string text = fmt::format("{:<{}}", "", width);
  for (const auto& pair : pairs) text += fmt::format(" {:>9}", pair);
  text += '\n';
  for (std::size_t i = 0; i < totals.size(); ++i) text += row(totals[i], weights[i]);
  text += row("share", shares());
  text += fmt::format("condition number {:.3g}; singular values", condition);
  for (const double s : singular) text += fmt::format(" {:.4g}", s);
  text += '\n';
  for (const auto& vector : null_vectors) text += "not seen by these data: " + combination(vector) + "\n";
  return text;
}

Information information_at(const std::vector<TotalExperiment>& experiments, const std::vector<double>& fractions,
                           double q, const InformationOptions& options) {
  std::vector<std::string> names;
  std::vector<std::vector<double>> weights;
  for (const auto& experiment : experiments) {
    if (experiment.scatterers.species() != experiments.front().scatterers.species())
      throw InputError("what data can tell: the experiments '" + experiments.front().name + "' and '" +
                       experiment.name + "' are of different species");
    names.push_back(experiment.name);
    weights.push_back(pair_weights(fractions, experiment.scatterers.at(q), DividedBy::average_square));
  }
  const auto pairs = experiments.empty() ? names : pair_names(experiments.front().scatterers.species());
  return information(names, pairs, weights, options);
}

CurveTable information_table(const std::vector<TotalExperiment>& experiments, const std::vector<double>& fractions,
                             const std::vector<double>& q, const InformationOptions& options) {
  CurveTable table{"information",
                   "w: weights of the partials in the totals, divided by <b>^2 (they add up to 1)\n"
                   "share: diagonal of the resolution matrix W+W, the share of a partial that the totals fix",
                   {{"Q", "1/Å", q}}};
  for (std::size_t k = 0; k < q.size(); ++k) {
    const auto found = information_at(experiments, fractions, q[k], options);
    const auto shares = found.shares();
    std::vector<CurveColumn> row;
    for (std::size_t i = 0; i < found.totals.size(); ++i)
      for (std::size_t p = 0; p < found.pairs.size(); ++p)
        row.push_back({"w_" + found.totals[i] + "_" + found.pairs[p], "", {found.weights[i][p]}});
    for (std::size_t p = 0; p < found.pairs.size(); ++p) row.push_back({"share_" + found.pairs[p], "", {shares[p]}});
    row.push_back({"condition", "", {found.condition}});
    if (k == 0) table.columns.insert(table.columns.end(), row.begin(), row.end());
    for (std::size_t i = 0; i < row.size() && k > 0; ++i) table.columns[i + 1].values.push_back(row[i].values.front());
  }
  return table;
}

}  // namespace liquidus
