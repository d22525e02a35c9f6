#pragma once
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/potential_file.hpp"
#include "core/structure.hpp"
#include "io/run_file.hpp"
#include "potential/pair_potential.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// What a [[term]] of a parameter file is made for: the structure's species, in their order, and their charges.
struct TermContext {
  const Table& term;
  std::span<const Species> species;
  std::vector<double> charges;           // [species] e
  std::span<const std::string> in_file;  // names of all species of the parameter file
  const PotentialChoice& choice;         // how learned potentials are run where the term doesn't say
  const Communicator& ranks;             // that the potential is for
  LoadedPotential& loaded;               // for the terms to add the models, corrections and files that they read to

  Index types() const { return static_cast<Index>(species.size()); }
  /// "Na-Cl".
  std::string pair_name(Index a, Index b) const {
    return species[static_cast<std::size_t>(a)].name + "-" + species[static_cast<std::size_t>(b)].name;
  }
};

/// A kind of [[term]]. make() reports mistakes and then returns nothing.
struct TermType {
  std::string_view name;
  std::unique_ptr<Potential> (*make)(const TermContext& context, Problems& problems);
};
std::span<const TermType> all_term_types();

/// The makers, in pair_terms.cpp, coulomb_terms.cpp, table_term.cpp, model_term.cpp and correction_term.cpp.
std::unique_ptr<Potential> lennard_jones_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> mie_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> born_mayer_huggins_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> buckingham_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> morse_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> zbl_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> tabulated_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> model_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> correction_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> coulomb_pme_term(const TermContext& context, Problems& problems);
std::unique_ptr<Potential> coulomb_dsf_term(const TermContext& context, Problems& problems);

/// Keys that every pair term has. Terms with more of them derive from it and join their fields to pair_term_fields.
struct PairTermOptions {
  std::string type;
  double cutoff = 10.0;  // Å; required, so that this is but an example in messages
  std::string truncation = "plain";
  double switch_from = 0.0;  // Å
  bool tail = false;
  std::string missing = "error";
};

template <class S = PairTermOptions>
inline constexpr std::array pair_term_fields = {
    Field<S>{"type", "", "the form of the term", &S::type, true},
    Field<S>{"cutoff", "Å", "largest distance of a pair", &S::cutoff, true},
    Field<S>{"truncation", "", "what happens at the cutoff", &S::truncation, false,
             "plain|shift|shifted_force|switched"},
    Field<S>{"switch_from", "Å", "where the switch begins", &S::switch_from},
    Field<S>{"tail", "", "add energy and pressure beyond the cutoff", &S::tail},
    Field<S>{"missing", "", "what a pair without parameters means: an error, or no interaction", &S::missing, false,
             "error|none"},
};

/// The cutoff that a term's options ask for; what is out of range is reported.
PairCutoff pair_cutoff(const TermContext& context, const PairTermOptions& options, Problems& problems);

/// Indices of the two species named in a [[term.pair]]'s key `pair` ("Na-Cl"), or none where the structure lacks one.
/// What is no pair of the file's species is reported.
std::optional<std::pair<Index, Index>> pair_of(const TermContext& context, const Table& pair, Problems& problems);

/// The parameters S of every pair of species, [types × types], and where they stand in the file.
template <class S>
struct Pairs {
  std::vector<S> values;
  std::vector<std::optional<Location>> given;
};

template <class S>
void set_pair(Pairs<S>& pairs, Index types, Index a, Index b, const S& value, const Location& at) {
  for (const Index k : {a * types + b, b * types + a}) {
    pairs.values[static_cast<std::size_t>(k)] = value;
    pairs.given[static_cast<std::size_t>(k)] = at;
  }
}

/// Reads the [[term.pair]] tables of a term; `fields` are the form's own keys beside `pair`.
template <class S>
Pairs<S> read_pairs(const TermContext& context, std::span<const Field<S>> fields, Problems& problems) {
  const Index n = context.types();
  Pairs<S> pairs{std::vector<S>(static_cast<std::size_t>(n * n)), {static_cast<std::size_t>(n * n), std::nullopt}};
  for (const auto& table : context.term.tables("pair", problems)) {
    const S parameters = read_section<S>(table, fields, problems, {"pair"});
    const auto types = pair_of(context, table, problems);
    if (!types) continue;
    const auto [a, b] = *types;
    if (pairs.given[static_cast<std::size_t>(a * n + b)])
      problems.add(table.location("pair"), "the pair " + context.pair_name(a, b) + " stands twice in this term");
    set_pair(pairs, n, a, b, parameters, table.location("pair"));
  }
  return pairs;
}

/// Reports the pairs of the structure's species that are not given, unless the term says that they don't interact.
void report_missing(const TermContext& context, const PairTermOptions& options,
                    std::span<const std::optional<Location>> given, Problems& problems);

/// What make() returns; what it throws about a pair is reported where the pair stands.
template <class Make>
std::unique_ptr<Potential> made(const TermContext& context, std::span<const std::optional<Location>> given,
                                Problems& problems, Make make) {
  if (!problems.empty()) return nullptr;
  try {
    return make();
  } catch (const PairError& e) {
    const auto& at = given[static_cast<std::size_t>(e.type_a * context.types() + e.type_b)];
    problems.add(at.value_or(context.term.location()), context.pair_name(e.type_a, e.type_b) + ": " + e.what());
  } catch (const std::invalid_argument& e) {
    problems.add(context.term.location(), e.what());
  }
  return nullptr;
}

}  // namespace liquidus
