#include "scatter/rdf_options.hpp"

#include <cmath>

#include "core/errors.hpp"
#include "io/curve.hpp"

namespace liquidus {
namespace {

constexpr std::string_view how_normalised =
    "g_A-B(r) = <V n(r) / (N_A N_B)> / shell volume at bin centres r; n counts ordered pairs; an ideal gas of N atoms "
    "in "
    "a closed box has g_A-A = 1 - 1/N\n"
    "g_total = sum over A, B of c_A c_B g_A-B with number fractions c\n"
    "n_A-B: mean number of B closer than r_n to an A";

void add_column(std::vector<CurveColumn>& columns, const std::string& name, const std::vector<double>& values,
                const std::vector<double>& errors) {
  columns.push_back({name, "", values});
  if (!errors.empty()) columns.push_back({"err_" + name, "", errors});
}

}  // namespace

PairDistributionOptions pair_distribution_options(const RdfOptions& options) {
  const auto refuse = [](const std::string& what) { throw InputError("[[measure]] type = \"rdf\": " + what); };
  if (!(options.width > 0.0) || !std::isfinite(options.width)) refuse("width must be positive");
  if (!(options.cutoff >= options.width) || !std::isfinite(options.cutoff))
    refuse("cutoff must be at least one width of a bin");
  if (options.cutoff / options.width > 1e7) refuse("cutoff / width must be at most 1e7 bins");
  if (options.interval < 1) refuse("interval must be at least 1 step");
  if (options.blocks < 1) refuse("blocks must be at least 1");
  if (!std::isnan(options.volume) && !(options.volume > 0.0 && std::isfinite(options.volume)))
    refuse("volume must be positive");
  return {options.cutoff, options.width, options.interval, options.blocks, options.volume};
}

Agreement compare_with_file(const PairDistributions& model, const RdfCompareOptions& options) {
  const Partial partial = model.pair(options.pair);
  const PairFunction holds = pair_function(options.holds), function = pair_function(options.function);
  const double density = std::isnan(options.density) ? model.number_density : options.density;
  if (!(density > 0.0 && std::isfinite(density))) throw InputError("[[compare]]: density must be positive");
  const Curve measured = read_curve(options.file);
  try {
    return compare(partial, measured.x, to_g(holds, measured.x, measured.y, density), function, options.from,
                   options.to);
  } catch (const InputError& error) {
    throw InputError({options.file, 0}, error.what());
  }
}

void write_pair_distributions(const std::string& path, const PairDistributions& result) {
  std::vector<CurveColumn> columns{{"r", "Å", result.total.r}};
  for (const auto& p : result.partials) add_column(columns, "g_" + p.name(), p.g, p.g_error);
  add_column(columns, "g_total", result.total.g, result.total.g_error);
  columns.push_back({"r_n", "Å", result.total.r_upper});
  for (const auto& p : result.partials) {
    add_column(columns, "n_" + p.a + "-" + p.b, p.n_ab, p.n_ab_error);
    if (p.a != p.b) add_column(columns, "n_" + p.b + "-" + p.a, p.n_ba, p.n_ba_error);
  }
  std::string comment = "pair distributions of " + std::to_string(result.frames) + " frames, mean density " +
                        std::to_string(result.number_density) + " atoms/Å³\n" + std::string(how_normalised);
  if (!result.total.g_error.empty())
    comment += "\nerr_: standard error from " + std::to_string(result.total.jackknife.weight.size()) +
               " blocks of frames left out in turn";
  write_curves(path, columns, comment);
}

}  // namespace liquidus
