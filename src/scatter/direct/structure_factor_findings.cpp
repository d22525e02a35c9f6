#include <fmt/format.h>

#include <algorithm>

#include "core/units.hpp"
#include "scatter/direct/structure_factor.hpp"

namespace liquidus {
namespace {

constexpr std::string_view how_normalised =
    "direct sums over the wave vectors of the box: S_A-B = <Re rho_A rho_B*> / sqrt(N_A N_B) (Ashcroft-Langreth), "
    "rho_A(k) = sum over the atoms of A of exp(i k.r)\n"
    "A_A-B = 1 + (S_A-B - delta_AB) / sqrt(c_A c_B) (Faber-Ziman), tends to 1\n"
    "Q: mean |k| of the bin; vectors: how many it holds, k and -k being one";

void add_curve(std::vector<CurveColumn>& columns, const std::string& name, const WithErrors& curve) {
  add_column(columns, name, "", curve.value, curve.error);
}

}  // namespace

CurveTable structure_factor_table(const DirectStructureFactors& result) {
  const auto& partials = result.partials;
  std::vector<CurveColumn> columns{{"Q", "1/Å", partials.q}, {"vectors", "", result.vectors}};
  for (std::size_t p = 0; p < partials.pairs.size(); ++p)
    add_column(columns, "A_" + partials.name(p), "", partials.pairs[p].value, partials.pairs[p].error);
  for (std::size_t p = 0; p < partials.pairs.size(); ++p)
    add_curve(columns, "S_" + partials.name(p), ashcroft_langreth(partials, p));
  std::string comment = fmt::format("structure factors of {} frames, mean density {} atoms/Å³\n{}", result.frames,
                                    partials.density, how_normalised);
  if (partials.species.size() == 2) {
    const BhatiaThornton bhatia = bhatia_thornton(partials);
    add_curve(columns, "S_NN", bhatia.nn);
    add_curve(columns, "S_NC", bhatia.nc);
    add_curve(columns, "S_CC", bhatia.cc);
    comment += fmt::format(
        "\nS_NN, S_NC, S_CC: number-number, number-concentration and concentration-concentration (Bhatia-Thornton); "
        "S_CC tends to c_1 c_2, concentrations are those of {}",
        partials.species.front());
  }
  if (!partials.jackknife.empty())
    comment += fmt::format("\nerr_: standard error from {} blocks of frames left out in turn",
                           partials.jackknife.weight.size());
  return {"", comment, columns};
}

Findings DirectStructureFactor::findings() const {
  const DirectStructureFactors found = result();
  Findings all{{structure_factor_table(found)}, {}, {}};
  all.remarks.push_back(
      fmt::format("The smallest wave vectors of the box are at Q = {:.3f} 1/Å: below, nothing can be said.",
                  found.partials.q.front()));
  if (found.thinned_from)
    all.remarks.push_back(fmt::format(
        "From Q = {:.2f} 1/Å on bins hold more than {} wave vectors, of which as many were chosen at random.",
        *found.thinned_from, options_.vectors));
  return all;
}

}  // namespace liquidus
