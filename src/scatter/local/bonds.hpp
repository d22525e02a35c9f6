#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "core/options.hpp"
#include "scatter/measure.hpp"

namespace liquidus {

/// Atoms of two species are bonded if they are nearer than `length` (Å); images of one atom count like others.
struct BondRule {
  std::string a, b;
  double length;

  /// "Fe-O".
  std::string name() const { return a + "-" + b; }
};

/// The keys of measures that begin by finding bonds.
struct BondKeys : MeasureKeys {
  std::vector<std::string> bonds;
};

template <class S>
inline constexpr auto bond_fields =
    joined(measure_fields<S>,
           std::array{Field<S>{"bonds", "", "bonds by species and length, as [\"Fe-O 2.6 Å\"]", &S::bonds, true}});

/// What ["Fe-O 2.6 Å", …] says. Species may have a charge or a label with '-' ("Na+-Cl-").
/// @throws InputError naming the type of measure for a text that is no bond, a length that isn't positive, a pair named
/// twice, or no bond at all
std::vector<BondRule> bond_rules(std::string_view type, const std::vector<std::string>& bonds);

/// The distinct species of the rules in the order in which they are named.
std::vector<std::string> species_of(const std::vector<BondRule>& rules);

/// "FeO4", "OFe2Si1", or "(Fe3+)(O2-)4" where a name isn't of letters alone; neighbours of which there are none are
/// left out, unless there are none at all ("OFe0").
std::string formula(const std::string& centre, const std::vector<std::string>& neighbours,
                    const std::vector<int>& numbers);

}  // namespace liquidus
