#pragma once
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/structure.hpp"
#include "io/run_file.hpp"
#include "potential/pair_potential.hpp"
#include "potential/potential.hpp"

namespace liquidus {

/// What a [[term]] of a parameter file is made for: the structure's species, in their order, and their charges.
struct TermContext {
  const Table& term;
  std::span<const Species> species;
  std::vector<double> charges;  // [species] e

  Index types() const { return static_cast<Index>(species.size()); }
};

/// A kind of [[term]]. make() reports mistakes and then returns nothing.
struct TermType {
  std::string_view name;
  std::unique_ptr<Potential> (*make)(const TermContext& context, Problems& problems);
};
std::span<const TermType> all_term_types();

/// Keys that every pair term has: type, cutoff, truncation, switch_from, tail, missing.
struct PairTermOptions {
  std::string type;
  double cutoff = 0.0;  // Å
  std::string truncation = "plain";
  double switch_from = 0.0;  // Å
  bool tail = false;
  std::string missing = "error";
};

inline constexpr std::array pair_term_fields = {
    Field<PairTermOptions>{"type", "", "the form of the term", &PairTermOptions::type, true},
    Field<PairTermOptions>{"cutoff", "Å", "largest distance of a pair", &PairTermOptions::cutoff, true},
    Field<PairTermOptions>{"truncation", "", "what happens at the cutoff", &PairTermOptions::truncation, false,
                           "plain|shift|shifted_force|switched"},
    Field<PairTermOptions>{"switch_from", "Å", "where the switch begins", &PairTermOptions::switch_from},
    Field<PairTermOptions>{"tail", "", "add energy and pressure beyond the cutoff", &PairTermOptions::tail},
    Field<PairTermOptions>{"missing", "", "what a pair without parameters means: an error, or no interaction",
                           &PairTermOptions::missing, false, "error|none"},
};

/// Reads the options common to pair terms; `also` are further keys of the term. Reports what is out of range.
PairCutoff read_pair_cutoff(const TermContext& context, std::initializer_list<std::string_view> also,
                            Problems& problems);

/// Indices of the two species named in a [[term.pair]]'s key `pair` ("Na-Cl"), or none where the structure lacks one.
/// A name that is no pair is reported.
std::optional<std::pair<std::size_t, std::size_t>> pair_of(const TermContext& context, const Table& pair,
                                                           Problems& problems);

/// Reports the pairs of the structure's species that `given` [types × types] lacks, unless the term says they are none.
void report_missing_pairs(const TermContext& context, const std::vector<bool>& given, Problems& problems);

/// The parameters S of every pair of species, [types × types], from the [[term.pair]] tables. `fields` are the form's
/// own keys beside `pair`.
template <class S>
std::vector<S> read_pairs(const TermContext& context, std::span<const Field<S>> fields, Problems& problems) {
  const auto n = static_cast<std::size_t>(context.types());
  std::vector<S> all(n * n);
  std::vector<bool> given(n * n, false);
  for (const auto& table : context.term.tables("pair", problems)) {
    const S parameters = read_section<S>(table, fields, problems, {"pair"});
    const auto types = pair_of(context, table, problems);
    if (!types) continue;
    const auto [a, b] = *types;
    if (given[a * n + b]) problems.add(table.location("pair"), "this pair stands twice in the term");
    all[a * n + b] = all[b * n + a] = parameters;
    given[a * n + b] = given[b * n + a] = true;
  }
  report_missing_pairs(context, given, problems);
  return all;
}

/// One column of such parameters, [types × types].
template <class S>
std::vector<double> column(const std::vector<S>& all, double S::*member) {
  std::vector<double> values;
  for (const auto& p : all) values.push_back(p.*member);
  return values;
}

}  // namespace liquidus
