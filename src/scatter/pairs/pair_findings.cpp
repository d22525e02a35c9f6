#include <string_view>

#include "scatter/pairs/pair_distribution.hpp"
#include "scatter/pairs/peaks.hpp"

namespace liquidus {
namespace {

constexpr std::string_view how_normalised =
    "g_A-B(r) = <V n(r) / (N_A N_B)> / shell volume at bin centres r; n counts ordered pairs; an ideal gas of N atoms "
    "in "
    "a closed box has g_A-A = 1 - 1/N\n"
    "g_total = sum over A, B of c_A c_B g_A-B with number fractions c\n"
    "n_A-B: mean number of B closer than r_n to an A";

void add_shell(std::vector<Finding>& numbers, const Partial& partial) {
  const auto shell = first_shell(partial);
  if (!shell) return;
  const std::string of = " " + partial.name();
  numbers.push_back({"peak" + of, "Å", shell->peak.r, ""});
  numbers.push_back({"peak height" + of, "", shell->peak.height, ""});
  if (!shell->minimum) return;
  numbers.push_back({"minimum" + of, "Å", shell->minimum->r, ""});
  numbers.push_back({"coordination" + of, "", *shell->n_ab, "to the first minimum"});
  if (partial.a != partial.b)
    numbers.push_back({"coordination " + partial.b + "-" + partial.a, "", *shell->n_ba, "to the first minimum"});
}

}  // namespace

CurveTable pair_table(const PairDistributions& result) {
  std::vector<CurveColumn> columns{{"r", "Å", result.total.r}};
  for (const auto& p : result.partials) add_column(columns, "g_" + p.name(), "", p.g, p.g_error);
  add_column(columns, "g_total", "", result.total.g, result.total.g_error);
  columns.push_back({"r_n", "Å", result.total.r_upper});
  for (const auto& p : result.partials) {
    add_column(columns, "n_" + p.a + "-" + p.b, "", p.n_ab, p.n_ab_error);
    if (p.a != p.b) add_column(columns, "n_" + p.b + "-" + p.a, "", p.n_ba, p.n_ba_error);
  }
  std::string comment = "pair distributions of " + std::to_string(result.frames) + " frames, mean density " +
                        std::to_string(result.number_density) + " atoms/Å³\n" + std::string(how_normalised);
  if (!result.total.g_error.empty())
    comment += "\nerr_: standard error from " + std::to_string(result.total.jackknife.weight.size()) +
               " blocks of frames left out in turn";
  return {"", comment, columns};
}

Findings PairDistribution::findings() const {
  const PairDistributions found = result();
  Findings all{{pair_table(found)}, {}, {}};
  for (const auto& partial : found.partials) add_shell(all.numbers, partial);
  return all;
}

}  // namespace liquidus
