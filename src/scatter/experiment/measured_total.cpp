#include "scatter/experiment/measured_total.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"
#include "io/measured.hpp"
#include "scatter/experiment/total_convention.hpp"

namespace liquidus {
namespace {

/// What kind of radiation a header names: PDFgetX3's "mode", PDFgetX2's and PDFgui's "stype".
std::optional<std::string> radiation_of(const MeasuredData& data) {
  for (const auto* key : {"mode", "stype"})
    if (const auto found = data.header.find(key); found != data.header.end() && !found->second.empty()) {
      const char first = found->second.front();
      if (first == 'x' || first == 'X') return "x-ray";
      if (first == 'n' || first == 'N') return "neutron";
    }
  return {};
}

void compare_with_header(const ExperimentOptions& options, const MeasuredData& data, MeasuredTotal& total) {
  total.qmax = data.number({"qmax"});
  const auto say = [&](const std::string& what) {
    total.remarks.push_back(options.file + ": the header says " + what);
  };
  if (const auto radiation = radiation_of(data); radiation && *radiation != options.radiation)
    say(fmt::format("{}, the run file {}.", *radiation, options.radiation));
  if (total.qmax && !std::isnan(options.qmax) && std::abs(*total.qmax - options.qmax) > 1e-3 * options.qmax)
    say(fmt::format("qmax = {:g} 1/Å, the run file {:g}.", *total.qmax, options.qmax));
  if (const auto density = data.number({"numberdensity"}))
    if (!std::isnan(options.density) && *density > 0.0 && std::abs(*density / options.density - 1.0) > 0.02)
      say(fmt::format("a density of {:g} 1/Å³, the run file {:g}.", *density, options.density));
}

}  // namespace

MeasuredTotal read_total(const ExperimentOptions& options) {
  const auto data = read_measured(options.file, {options.x, options.y, options.error, options.edges});
  MeasuredTotal total;
  for (const auto& remark : data.remarks) total.remarks.push_back(options.file + ": " + remark + ".");
  compare_with_header(options, data, total);
  const auto& curve = data.curve;
  const TotalConvention convention(options.radiation, options.holds, options.normalisation);
  const bool of_q = !convention.of_r();
  for (std::size_t k = 0; k < curve.x.size(); ++k) {
    if (of_q && (curve.x[k] < options.qmin || curve.x[k] > options.qmax)) continue;  // neither holds if it isn't set
    if (convention.name() == "Qi" && !(curve.x[k] > 0.0)) continue;                  // says nothing of S
    total.x.push_back(curve.x[k]);
    total.y.push_back(options.scale * curve.y[k] + options.offset);
    if (!curve.error.empty()) total.error.push_back(std::abs(options.scale) * curve.error[k]);
  }
  if (total.x.size() < 2)
    throw InputError({options.file, 0},
                     fmt::format("fewer than two points lie between qmin and qmax; the file runs from "
                                 "{:g} to {:g}",
                                 curve.x.front(), curve.x.back()));
  if (total.x.front() < 0.0) throw InputError({options.file, 0}, "the first point lies below 0");
  return total;
}

}  // namespace liquidus
