#include <fmt/format.h>

#include <cmath>

#include "scatter/experiment/quality.hpp"

namespace liquidus {
namespace {

std::string percent(double ratio) { return fmt::format("{:+.1f} %", 100.0 * (ratio - 1.0)); }

void add_line(Findings& all, const Quality& quality) {
  const auto& line = quality.line;
  const double given = quality.options.density, found = line.density.value, error = *line.density.error;
  all.numbers.push_back({"density of the low-r line", "1/Å³", line.density,
                         fmt::format("from {:.2f} to {:.2f} Å; {:g} was given", line.from, line.to, given)});
  std::string verdict = "which agrees";
  if (std::abs(found - given) > 2.0 * error)
    verdict = fmt::format(
        "{} off: the scale of the data, their normalisation or the density given is wrong by about "
        "that much",
        percent(found / given));
  all.remarks.push_back(
      fmt::format("Below {:.2f} Å, where no atoms meet, D(r) runs along the line of a density of "
                  "{:.5f} ± {:.5f} 1/Å³; {:.5f} was given, {}.",
                  line.to, found, error, given, verdict));
}

void add_back_transform(Findings& all, const Quality& quality) {
  std::string text;
  for (const auto& range : quality.back.ranges) {
    all.numbers.push_back({fmt::format("back-transform rms {:g}-{:g}", range.from, range.to),
                           "",
                           {range.rms, {}},
                           "change of S(Q) when g(r) below r_min is set to 0"});
    text +=
        fmt::format("{}{:.4f} from Q = {:g} to {:g} 1/Å", text.empty() ? "" : ", ", range.rms, range.from, range.to);
  }
  all.remarks.push_back(fmt::format("Setting g(r) to 0 below {:.2f} Å and transforming back changes S(Q) by (rms) {}.",
                                    quality.back.r_min, text));
}

void add_sum_rules(Findings& all, const Quality& quality) {
  const auto& sums = quality.sums;
  all.numbers.push_back({"sum rule ratio",
                         "",
                         {sums.integral / sums.expected, {}},
                         "integral of Q² (S − 1) with Lorch's window over −2π²ρ"});
  all.remarks.push_back(
      fmt::format("The integral of Q² (S − 1) is {:.4g} 1/Å³ and should be −2π²ρ = {:.4g} ({}); it "
                  "weighs the highest Q most and shows a slope or an offset there.",
                  sums.integral, sums.expected, percent(sums.integral / sums.expected)));
  if (!sums.s0) {
    all.remarks.push_back(
        fmt::format("S(0) isn't extrapolated: fewer than five points lie below Q = {:.2f} 1/Å.", sums.s0_to));
    return;
  }
  all.numbers.push_back(
      {"S(0)", "", *sums.s0, fmt::format("a line in Q² through the points below {:.2f} 1/Å", sums.s0_to)});
  std::string text = fmt::format("Extrapolated from Q below {:.2f} 1/Å, S(0) = {:.4f} ± {:.4f}", sums.s0_to,
                                 sums.s0->value, sums.s0->error.value_or(0.0));
  if (sums.compressibility) {
    all.numbers.push_back(
        {"compressibility", "1/GPa", {*sums.compressibility, {}}, "S(0)/ρkT, if all atoms scatter alike"});
    text += fmt::format(", which for atoms that scatter alike means a compressibility of {:.4g} 1/GPa",
                        *sums.compressibility);
  }
  if (sums.s0->value < -2.0 * sums.s0->error.value_or(0.0))
    text += "; a negative value is impossible for a normalised total of like signs";
  all.remarks.push_back(text + ".");
}

void add_offset(Findings& all, const Quality& quality) {
  const auto& fit = quality.fit;
  all.numbers.push_back({"scale", "", {fit.scale, {}}, "α of S' = α S + β with the right limit and low-r line"});
  all.numbers.push_back({"offset", "", {fit.offset, {}}, "β of the same"});
  all.remarks.push_back(
      fmt::format("Above Q = {:.2f} 1/Å, S is on average {:+.4f} off its limit 1; S' = {:.4f} S {} {:.4f} "
                  "has that limit and the low-r line of the density given.",
                  fit.from, fit.high_q.value, fit.scale, fit.offset < 0.0 ? "−" : "+", std::abs(fit.offset)));
}

}  // namespace

Findings Quality::findings() const {
  Findings all;
  add_line(all, *this);
  add_back_transform(all, *this);
  add_sum_rules(all, *this);
  add_offset(all, *this);
  return all;
}

}  // namespace liquidus
