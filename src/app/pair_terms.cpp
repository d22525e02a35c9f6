#include <cmath>

#include "app/potential_terms.hpp"
#include "potential/born_mayer_huggins.hpp"
#include "potential/buckingham.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/mie.hpp"
#include "potential/morse.hpp"
#include "potential/zbl.hpp"

/// [[term]]s whose pairs are a few numbers each.
namespace liquidus {
namespace {

struct LennardJonesTerm : PairTermOptions {
  std::string mixing = "none";
};
constexpr auto lennard_jones_term_fields =
    joined(pair_term_fields<LennardJonesTerm>,
           std::array{Field<LennardJonesTerm>{"mixing", "", "parameters of unlike pairs that aren't given",
                                              &LennardJonesTerm::mixing, false, "none|lorentz-berthelot|geometric"}});

struct LennardJonesPair {
  double epsilon = 0.0, sigma = 1.0;
};
constexpr std::array lennard_jones_fields = {
    Field<LennardJonesPair>{"epsilon", "eV", "well depth", &LennardJonesPair::epsilon, true},
    Field<LennardJonesPair>{"sigma", "Å", "where the energy is zero", &LennardJonesPair::sigma, true}};

constexpr std::array mie_fields = {Field<MiePair>{"epsilon", "eV", "well depth", &MiePair::epsilon, true},
                                   Field<MiePair>{"sigma", "Å", "where the energy is zero", &MiePair::sigma, true},
                                   Field<MiePair>{"n", "", "exponent of the repulsion", &MiePair::n, true},
                                   Field<MiePair>{"m", "", "exponent of the attraction", &MiePair::m, true}};

struct ExponentialTerm : PairTermOptions {
  std::string core = "auto";
};
constexpr auto exponential_term_fields = joined(
    pair_term_fields<ExponentialTerm>,
    std::array{Field<ExponentialTerm>{"core", "", "a repulsion that keeps pairs from turning over at short range",
                                      &ExponentialTerm::core, false, "auto|none"}});

constexpr std::array born_mayer_huggins_fields = {
    Field<BornMayerHugginsPair>{"A", "eV", "repulsion at r = sigma", &BornMayerHugginsPair::A, true},
    Field<BornMayerHugginsPair>{"sigma", "Å", "sum of the ions' radii", &BornMayerHugginsPair::sigma, true},
    Field<BornMayerHugginsPair>{"rho", "Å", "length over which the repulsion falls", &BornMayerHugginsPair::rho, true},
    Field<BornMayerHugginsPair>{"C", "eV*Å^6", "of -C/r^6", &BornMayerHugginsPair::C, true},
    Field<BornMayerHugginsPair>{"D", "eV*Å^8", "of -D/r^8", &BornMayerHugginsPair::D, true}};

constexpr std::array buckingham_fields = {
    Field<BuckinghamPair>{"A", "eV", "repulsion at r = 0", &BuckinghamPair::A, true},
    Field<BuckinghamPair>{"rho", "Å", "length over which the repulsion falls", &BuckinghamPair::rho, true},
    Field<BuckinghamPair>{"C", "eV*Å^6", "of -C/r^6", &BuckinghamPair::C, true}};

constexpr std::array morse_fields = {Field<MorsePair>{"D", "eV", "well depth", &MorsePair::D, true},
                                     Field<MorsePair>{"a", "1/Å", "width of the well", &MorsePair::a, true},
                                     Field<MorsePair>{"r0", "Å", "place of the minimum", &MorsePair::r0, true},
                                     Field<MorsePair>{"C", "eV*Å^12", "of +C/r^12", &MorsePair::C}};

struct ZblTerm {
  std::string type;
  double inner = 0.8, outer = 1.5;  // Å; required, examples in messages
};
constexpr std::array zbl_fields = {Field<ZblTerm>{"type", "", "the form of the term", &ZblTerm::type, true},
                                   Field<ZblTerm>{"inner", "Å", "below it the core is whole", &ZblTerm::inner, true},
                                   Field<ZblTerm>{"outer", "Å", "beyond it there is none", &ZblTerm::outer, true}};

template <class S>
std::vector<double> column(const std::vector<S>& all, double S::*member) {
  std::vector<double> values;
  for (const auto& p : all) values.push_back(p.*member);
  return values;
}

/// Unlike pairs that aren't given, from the like ones where both are.
void mix(const TermContext& context, const std::string& rule, Pairs<LennardJonesPair>& pairs) {
  if (rule == "none") return;
  const Index n = context.types();
  const auto at = [n](Index a, Index b) { return static_cast<std::size_t>(a * n + b); };
  for (Index a = 0; a < n; ++a)
    for (Index b = a + 1; b < n; ++b) {
      if (pairs.given[at(a, b)] || !pairs.given[at(a, a)] || !pairs.given[at(b, b)]) continue;
      const LennardJonesPair &x = pairs.values[at(a, a)], &y = pairs.values[at(b, b)];
      const double sigma = rule == "geometric" ? std::sqrt(x.sigma * y.sigma) : 0.5 * (x.sigma + y.sigma);
      set_pair(pairs, n, a, b, {std::sqrt(x.epsilon * y.epsilon), sigma}, *pairs.given[at(a, a)]);
    }
}

CoreOptions core_options(const TermContext& context, const ExponentialTerm& options) {
  CoreOptions core{options.core == "auto", {}};
  for (const double a : context.charges)
    for (const double b : context.charges) core.charge_products.push_back(a * b);
  return core;
}

/// The common course of a pair term without keys of its own: make(types, pairs, cutoff).
template <class S, class Options, class Make>
std::unique_ptr<Potential> pair_term(const TermContext& context, std::span<const Field<Options>> term_fields,
                                     std::span<const Field<S>> fields, Problems& problems, Make make) {
  const auto options = read_section<Options>(context.term, term_fields, problems, {"pair"});
  const PairCutoff cutoff = pair_cutoff(context, options, problems);
  const auto pairs = read_pairs<S>(context, fields, problems);
  report_missing(context, options, pairs.given, problems);
  return made(context, pairs.given, problems, [&] { return make(pairs.values, cutoff, options); });
}

}  // namespace

std::unique_ptr<Potential> lennard_jones_term(const TermContext& context, Problems& problems) {
  const auto options = read_section<LennardJonesTerm>(context.term, lennard_jones_term_fields, problems, {"pair"});
  const PairCutoff cutoff = pair_cutoff(context, options, problems);
  auto pairs = read_pairs<LennardJonesPair>(context, lennard_jones_fields, problems);
  mix(context, options.mixing, pairs);
  report_missing(context, options, pairs.given, problems);
  return made(context, pairs.given, problems, [&] {
    return make_lennard_jones(context.types(), column(pairs.values, &LennardJonesPair::epsilon),
                              column(pairs.values, &LennardJonesPair::sigma), cutoff);
  });
}

std::unique_ptr<Potential> mie_term(const TermContext& context, Problems& problems) {
  return pair_term<MiePair, PairTermOptions>(
      context, pair_term_fields<>, mie_fields, problems,
      [&](const auto& pairs, const auto& cutoff, const auto&) { return make_mie(context.types(), pairs, cutoff); });
}

std::unique_ptr<Potential> born_mayer_huggins_term(const TermContext& context, Problems& problems) {
  return pair_term<BornMayerHugginsPair, ExponentialTerm>(
      context, exponential_term_fields, born_mayer_huggins_fields, problems,
      [&](const auto& pairs, const auto& cutoff, const auto& options) {
        return make_born_mayer_huggins(context.types(), pairs, cutoff, core_options(context, options));
      });
}

std::unique_ptr<Potential> buckingham_term(const TermContext& context, Problems& problems) {
  return pair_term<BuckinghamPair, ExponentialTerm>(context, exponential_term_fields, buckingham_fields, problems,
                                                    [&](const auto& pairs, const auto& cutoff, const auto& options) {
                                                      return make_buckingham(context.types(), pairs, cutoff,
                                                                             core_options(context, options));
                                                    });
}

std::unique_ptr<Potential> morse_term(const TermContext& context, Problems& problems) {
  return pair_term<MorsePair, PairTermOptions>(
      context, pair_term_fields<>, morse_fields, problems,
      [&](const auto& pairs, const auto& cutoff, const auto&) { return make_morse(context.types(), pairs, cutoff); });
}

std::unique_ptr<Potential> zbl_term(const TermContext& context, Problems& problems) {
  const auto options = read_section<ZblTerm>(context.term, zbl_fields, problems);
  std::vector<int> Z;
  for (const auto& species : context.species) {
    if (species.Z < 1)
      problems.add(context.term.location(), "the ZBL core needs an element, and '" + species.name + "' is none");
    Z.push_back(species.Z);
  }
  if (!(options.inner >= 0.0 && options.inner < options.outer))
    problems.add(context.term.location("inner"), "inner must be below outer, and not negative");
  return made(context, {}, problems, [&] { return make_zbl(Z, options.inner, options.outer); });
}

}  // namespace liquidus
