#pragma once
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace liquidus {

/// What functions of a total are normalised to. Keen (J. Appl. Cryst. 34, 172, 2001) keeps the scattering lengths in
/// G(r), D(r), T(r) and F(Q); x-ray and PDF people divide by ⟨b⟩². The letters are the same, so a curve without its
/// normalisation means nothing.
struct Normalisation {
  enum class Kind {
    normalised,    // divided by ⟨b⟩²: D(r) in 1/Å²
    absolute_fm2,  // with ⟨b⟩² in fm²: D(r) in fm²/Å²
    absolute_barn  // with ⟨b⟩² in barn (100 fm²), per steradian and atom
  };
  Kind kind = Kind::normalised;
  double b2 = 1.0;  // ⟨b⟩², fm²; without meaning where normalised

  /// What [g − 1] and [S − 1] are multiplied with.
  double factor() const;
  /// "normalised" or "absolute".
  std::string_view name() const { return kind == Kind::normalised ? "normalised" : "absolute"; }
  /// "", "fm²" or "barn".
  std::string_view unit() const;
  bool operator==(const Normalisation&) const = default;
};
/// "normalised", "fm^2" or "fm²", "barn". @throws InputError for another name or a ⟨b⟩² that isn't positive
Normalisation normalisation(std::string_view name, double b2_in_fm2);

/// Functions of r that carry the same information; B stands for ⟨b⟩² where absolute and for 1 where normalised.
enum class PairFunction {
  g,  // tends to 1
  D,  // 4πρ r B (g − 1), what PDFgetX and PDFgui call G(r)
  T,  // 4πρ r B g
  G,  // B (g − 1), Keen's
  R   // 4πρ r² B g, whose area is a coordination number
};
/// "g", "D", "T", "G", "R". @throws InputError for another name
PairFunction pair_function(std::string_view name);
std::string_view name_of(PairFunction function);
/// The unit of its values: "", "1/Å²", "barn/Å", …
std::string unit_of(PairFunction function, const Normalisation& normalisation = {});
/// One line for the header of a file: "D(r) = 4πρ r [g(r) − 1], normalised (divided by <b>²)".
std::string statement(PairFunction function, const Normalisation& normalisation = {});

/// y(r) of one function as g(r), and back; density ρ in atoms/Å³, which g and G don't need. At r = 0 D, T and R say
/// nothing: g = 0.
std::vector<double> to_g(PairFunction function, std::span<const double> r, std::span<const double> y, double density,
                         const Normalisation& normalisation = {});
std::vector<double> from_g(PairFunction function, std::span<const double> r, std::span<const double> g, double density,
                           const Normalisation& normalisation = {});

/// Functions of Q, likewise.
enum class StructureFunction {
  S,   // tends to 1
  i,   // S − 1, always normalised
  F,   // B (S − 1)
  Qi,  // Q B (S − 1)
};
/// "S", "i", "F", "Qi". @throws InputError for another name
StructureFunction structure_function(std::string_view name);
std::string_view name_of(StructureFunction function);
std::string unit_of(StructureFunction function, const Normalisation& normalisation = {});
std::string statement(StructureFunction function, const Normalisation& normalisation = {});

/// y(Q) of one function as S(Q) − 1, and back. At Q = 0 Qi says nothing: S − 1 = 0.
std::vector<double> to_s_minus_1(StructureFunction function, std::span<const double> q, std::span<const double> y,
                                 const Normalisation& normalisation = {});
std::vector<double> from_s_minus_1(StructureFunction function, std::span<const double> q,
                                   std::span<const double> s_minus_1, const Normalisation& normalisation = {});

}  // namespace liquidus
