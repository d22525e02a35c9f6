#include "app/potential_terms.hpp"

#include "core/errors.hpp"

namespace liquidus {
namespace {

constexpr std::array term_table = {TermType{"lennard-jones", lennard_jones_term},
                                   TermType{"mie", mie_term},
                                   TermType{"born-mayer-huggins", born_mayer_huggins_term},
                                   TermType{"buckingham", buckingham_term},
                                   TermType{"morse", morse_term},
                                   TermType{"tabulated", tabulated_term},
                                   TermType{"zbl", zbl_term},
                                   TermType{"model", model_term},
                                   TermType{"correction", correction_term},
                                   TermType{"coulomb-pme", coulomb_pme_term},
                                   TermType{"coulomb-dsf", coulomb_dsf_term}};

Truncation truncation(const std::string& name) {
  if (name == "shift") return Truncation::shift;
  if (name == "shifted_force") return Truncation::shifted_force;
  if (name == "switched") return Truncation::switched;
  return Truncation::plain;
}

/// A structure's species by name, or none.
std::optional<Index> find_species(const TermContext& context, std::string_view name) {
  for (std::size_t k = 0; k < context.species.size(); ++k)
    if (context.species[k].name == name) return static_cast<Index>(k);
  return {};
}

}  // namespace

std::span<const TermType> all_term_types() { return term_table; }

PairCutoff pair_cutoff(const TermContext& context, const PairTermOptions& options, Problems& problems) {
  const PairCutoff cutoff{options.cutoff, truncation(options.truncation), options.switch_from, options.tail};
  const Table& term = context.term;
  if (term.has("cutoff") && !(cutoff.cutoff > 0.0))
    problems.add(term.location("cutoff"), "the cutoff must be positive");
  if (cutoff.truncation == Truncation::switched && !(cutoff.switch_from > 0.0 && cutoff.switch_from < cutoff.cutoff))
    problems.add(term.location("switch_from"), "a switched term needs a switch_from between 0 and the cutoff");
  if (cutoff.tail && cutoff.truncation != Truncation::plain && cutoff.truncation != Truncation::switched)
    problems.add(term.location("tail"), "a tail correction goes with truncation = \"plain\" or \"switched\"");
  return cutoff;
}

std::optional<std::pair<Index, Index>> pair_of(const TermContext& context, const Table& pair, Problems& problems) {
  std::string text;
  if (!pair.has("pair")) {
    problems.add(pair.location(), "the pair's name is missing; expected pair = \"Na-Cl\"");
    return {};
  }
  if (!pair.read({"pair"}, text, problems)) return {};
  const auto known = [&](const std::string& name) {
    return std::find(context.in_file.begin(), context.in_file.end(), name) != context.in_file.end();
  };
  // a name may hold a '-' itself ("Cl-"): any that leaves two known names will do
  std::size_t dash = text.find('-', 1);
  for (std::size_t at = dash; at != std::string::npos; at = text.find('-', at + 1))
    if (known(text.substr(0, at)) && known(text.substr(at + 1))) dash = at;
  if (dash == std::string::npos || dash + 1 == text.size()) {
    problems.add(pair.location("pair"), "'" + text + "' is no pair; expected two names joined by '-', \"Na-Cl\"");
    return {};
  }
  const std::string first = text.substr(0, dash), second = text.substr(dash + 1);
  for (const auto& name : {first, second})
    if (!known(name))
      problems.add(pair.location("pair"),
                   "'" + name + "' is no [[species]] of this file" + suggestion(name, context.in_file));
  const auto a = find_species(context, first), b = find_species(context, second);
  if (!a || !b) return {};
  return std::pair(*a, *b);
}

void report_missing(const TermContext& context, const PairTermOptions& options,
                    std::span<const std::optional<Location>> given, Problems& problems) {
  if (options.missing == "none" || !problems.empty()) return;  // a pair may be missing for what is wrong with it
  const Index n = context.types();
  for (Index a = 0; a < n; ++a)
    for (Index b = a; b < n; ++b)
      if (!given[static_cast<std::size_t>(a * n + b)])
        problems.add(context.term.location(), "the term has no parameters for " + context.pair_name(a, b) +
                                                  "; give them, or say missing = \"none\" if there is no such term");
}

}  // namespace liquidus
