#include "app/potential_terms.hpp"

#include <algorithm>
#include <optional>

#include "core/errors.hpp"
#include "potential/lennard_jones.hpp"
#include "potential/pme.hpp"

namespace liquidus {
namespace {

Truncation truncation(const std::string& name) {
  if (name == "shift") return Truncation::shift;
  if (name == "shifted_force") return Truncation::shifted_force;
  if (name == "switched") return Truncation::switched;
  return Truncation::plain;
}

struct LennardJonesPair {
  double epsilon = 0.0, sigma = 1.0;
};
constexpr std::array lennard_jones_fields = {
    Field<LennardJonesPair>{"epsilon", "eV", "well depth", &LennardJonesPair::epsilon, true},
    Field<LennardJonesPair>{"sigma", "Å", "where the energy is zero", &LennardJonesPair::sigma, true}};

std::unique_ptr<Potential> lennard_jones(const TermContext& context, Problems& problems) {
  const PairCutoff cutoff = read_pair_cutoff(context, {}, problems);
  const auto pairs = read_pairs<LennardJonesPair>(context, lennard_jones_fields, problems);
  if (!problems.empty()) return nullptr;
  return make_lennard_jones(context.types(), column(pairs, &LennardJonesPair::epsilon),
                            column(pairs, &LennardJonesPair::sigma), cutoff);
}

struct CoulombOptions {
  std::string type;
  double cutoff = 10.0, accuracy = 1e-5, beta = 0.0, spacing = 0.0;
  Index order = 6;
};
constexpr std::array coulomb_fields = {
    Field<CoulombOptions>{"type", "", "the form of the term", &CoulombOptions::type, true},
    Field<CoulombOptions>{"cutoff", "Å", "of the real-space part", &CoulombOptions::cutoff},
    Field<CoulombOptions>{"accuracy", "", "rms force error over the force of two unit charges 1 Å apart",
                          &CoulombOptions::accuracy},
    Field<CoulombOptions>{"order", "", "of the B-splines, 4 to 8", &CoulombOptions::order},
    Field<CoulombOptions>{"beta", "1/Å", "inverse width of the Gaussians; from accuracy and cutoff if left out",
                          &CoulombOptions::beta},
    Field<CoulombOptions>{"spacing", "Å", "widest mesh spacing; from accuracy if left out", &CoulombOptions::spacing}};

std::unique_ptr<Potential> coulomb_pme(const TermContext& context, Problems& problems) {
  const auto options = read_section<CoulombOptions>(context.term, coulomb_fields, problems);
  if (!problems.empty()) return nullptr;
  return make_coulomb_pme(context.charges, {options.cutoff, options.accuracy, static_cast<int>(options.order),
                                            options.beta, options.spacing});
}

constexpr std::array term_table = {TermType{"lennard-jones", lennard_jones}, TermType{"coulomb-pme", coulomb_pme}};

}  // namespace

std::span<const TermType> all_term_types() { return term_table; }

PairCutoff read_pair_cutoff(const TermContext& context, std::initializer_list<std::string_view> also,
                            Problems& problems) {
  std::vector<std::string_view> keys(also);
  const auto options = read_section<PairTermOptions>(context.term, pair_term_fields, problems, {"pair"});
  const PairCutoff cutoff{options.cutoff, truncation(options.truncation), options.switch_from, options.tail};
  const Table& term = context.term;
  if (term.has("cutoff") && !(cutoff.cutoff > 0.0))
    problems.add(term.location("cutoff"), "the cutoff must be positive");
  if (cutoff.truncation == Truncation::switched && !(cutoff.switch_from > 0.0 && cutoff.switch_from < cutoff.cutoff))
    problems.add(term.location("switch_from"), "a switched term needs a switch_from between 0 and the cutoff");
  if (cutoff.tail && cutoff.truncation != Truncation::plain)
    problems.add(term.location("tail"), "a tail correction goes with truncation = \"plain\" only");
  return cutoff;
}

std::optional<std::pair<std::size_t, std::size_t>> pair_of(const TermContext& context, const Table& pair,
                                                           Problems& problems) {
  std::string text;
  if (!pair.has("pair")) {
    problems.add(pair.location(), "the pair's name is missing; expected pair = \"Na-Cl\"");
    return {};
  }
  if (!pair.read({"pair"}, text, problems)) return {};
  const std::size_t dash = text.find('-', 1);
  if (dash == std::string::npos || dash + 1 == text.size()) {
    problems.add(pair.location("pair"), "'" + text + "' is no pair; expected two names joined by '-', \"Na-Cl\"");
    return {};
  }
  const auto find = [&](const std::string& name) {
    return std::find_if(context.species.begin(), context.species.end(), [&](const auto& s) { return s.name == name; });
  };
  const auto a = find(text.substr(0, dash)), b = find(text.substr(dash + 1));
  if (a == context.species.end() || b == context.species.end()) return {};
  return std::pair(static_cast<std::size_t>(a - context.species.begin()),
                   static_cast<std::size_t>(b - context.species.begin()));
}

void report_missing_pairs(const TermContext& context, const std::vector<bool>& given, Problems& problems) {
  std::string missing = "error";
  if (context.term.has("missing")) context.term.read({"missing", "", "error|none"}, missing, problems);
  if (missing == "none") return;
  const auto n = context.species.size();
  for (std::size_t a = 0; a < n; ++a)
    for (std::size_t b = a; b < n; ++b)
      if (!given[a * n + b])
        problems.add(context.term.location(), "the term has no parameters for " + context.species[a].name + "-" +
                                                  context.species[b].name +
                                                  "; give them, or say missing = \"none\" if there is no such term");
}

}  // namespace liquidus
