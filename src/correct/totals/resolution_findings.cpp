#include "correct/totals/resolution_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace liquidus {
namespace {

using Values = std::vector<double>;

constexpr double hardly_seen = 0.5;

std::string combination(const PartialsEstimate& estimate, const Direction& direction) {
  std::string text;
  for (std::size_t p = 0; p < estimate.pairs.size(); ++p) {
    const double x = direction.of_pairs(static_cast<Eigen::Index>(p));
    if (std::abs(x) < 0.005) continue;
    text += text.empty() ? (x < 0.0 ? "−" : "") : (x < 0.0 ? " − " : " + ");
    text += fmt::format("{:.2f} {}", std::abs(x), estimate.pairs[p]);
  }
  return text;
}

template <class F>
Values over_q(const PartialsEstimate& estimate, F&& at) {
  Values y;
  for (std::size_t k = 0; k < estimate.q.size(); ++k) y.push_back(at(k));
  return y;
}

CurveTable table_of(const PartialsEstimate& estimate) {
  const auto pairs = static_cast<Eigen::Index>(estimate.pairs.size());
  CurveTable table{"resolution",
                   "share_p: what the totals take from the prior variance of a partial; 1: fixed by them, 0: left as "
                   "simulated\n"
                   "R_p_from_p': resolution matrix C Wt (W C Wt + Sigma)^-1 W, how the estimate of p follows the truth "
                   "of p'\n"
                   "change_p: estimated partial less the simulated one; err_: its posterior, prior_: its prior "
                   "standard deviation\n"
                   "s: singular values of the weights over the totals' errors\n"
                   "unseen_p: the combination of partials that the totals see least, share_unseen of it",
                   {{"Q", "1/Å", estimate.q}}};
  const auto add = [&](const std::string& name, Values values) {
    table.columns.push_back({name, "", std::move(values)});
  };
  for (Eigen::Index p = 0; p < pairs; ++p) {
    const auto& name = estimate.pairs[static_cast<std::size_t>(p)];
    add("share_" + name, over_q(estimate, [&](std::size_t k) { return estimate.at[k].share(p); }));
    add("change_" + name, over_q(estimate, [&](std::size_t k) { return estimate.at[k].change(p); }));
    add("err_change_" + name,
        over_q(estimate, [&](std::size_t k) { return std::sqrt(std::max(0.0, estimate.at[k].covariance(p, p))); }));
    add("prior_" + name,
        over_q(estimate, [&](std::size_t k) { return estimate.prior[k][static_cast<std::size_t>(p)]; }));
    for (Eigen::Index l = 0; l < pairs; ++l)
      add("R_" + name + "_from_" + estimate.pairs[static_cast<std::size_t>(l)],
          over_q(estimate, [&](std::size_t k) { return estimate.at[k].resolution(p, l); }));
  }
  std::size_t most = 0;
  for (const auto& s : estimate.singular) most = std::max(most, s.size());
  for (std::size_t i = 0; i < most; ++i)
    add("s" + std::to_string(i + 1), over_q(estimate, [&](std::size_t k) {
          return i < estimate.singular[k].size() ? estimate.singular[k][i] : 0.0;
        }));
  for (Eigen::Index p = 0; p < pairs; ++p)
    add("unseen_" + estimate.pairs[static_cast<std::size_t>(p)], over_q(estimate, [&](std::size_t k) {
          return estimate.directions[k].empty() ? 0.0 : estimate.directions[k].front().of_pairs(p);
        }));
  add("share_unseen", over_q(estimate, [&](std::size_t k) {
        return estimate.directions[k].empty() ? 1.0 : estimate.directions[k].front().share;
      }));
  return table;
}

}  // namespace

Findings resolution_findings(const PartialsEstimate& estimate) {
  Findings all;
  if (estimate.q.empty()) return all;
  all.tables.push_back(table_of(estimate));
  const auto strongest = static_cast<std::size_t>(
      std::max_element(estimate.structure.begin(), estimate.structure.end()) - estimate.structure.begin());
  const double q = estimate.q[strongest];
  for (std::size_t p = 0; p < estimate.pairs.size(); ++p) {
    const auto i = static_cast<Eigen::Index>(p);
    double seen = 0.0, whole = 0.0;
    for (std::size_t k = 0; k < estimate.q.size(); ++k) {
      const double weight = std::pow(estimate.q[k] * estimate.prior[k][p], 2);
      seen += weight * estimate.at[k].share(i);
      whole += weight;
    }
    all.numbers.push_back({"share " + estimate.pairs[p],
                           "",
                           {estimate.at[strongest].share(i), {}},
                           fmt::format("of the partial that the totals fix, at Q = {:.2f} 1/Å; {:.2f} over all Q", q,
                                       whole > 0.0 ? seen / whole : 0.0)});
  }
  for (const auto& text : estimate.unseen[strongest])
    all.remarks.push_back(
        fmt::format("At Q = {:.2f} 1/Å the combination {} of partials is not fixed: no total has a part "
                    "in it.",
                    q, text));
  for (const auto& direction : estimate.directions[strongest])
    if (direction.share < hardly_seen)
      all.remarks.push_back(
          fmt::format("At Q = {:.2f} 1/Å the totals see {:.0f} % of a change along {}; the rest is the "
                      "prior's.",
                      q, 100.0 * direction.share, combination(estimate, direction)));
  return all;
}

}  // namespace liquidus
