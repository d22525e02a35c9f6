#pragma once
#include <array>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace liquidus {

/// f(s) = Σ a_i exp(−b_i s²) + c, s = Q/4π ≤ 6 1/Å (D. Waasmaier & A. Kirfel, Acta Cryst. A 51, 416, 1995); without
/// anomalous dispersion.
struct FormFactorRow {
  std::string_view name;  // "Fe", "Fe2+", "Cl-", "C valence"
  std::array<double, 5> a;
  double c;
  std::array<double, 5> b;  // Å²
};

/// Atoms and ions, 211 of them.
std::span<const FormFactorRow> form_factor_table();

/// The x-ray form factor of a species.
class FormFactor {
 public:
  /// By a name of the table; the charge may be written "Cl-", "Cl1-", "Fe2+" or "Fe+2".
  /// @throws InputError naming the ions of that element that there are or the nearest name, and how to give a file
  static FormFactor of_table(std::string_view name);
  /// The form factor for a species' name: its ion where the name has a charge ("Fe3+"), else the neutral atom; a label
  /// ("O_b") is passed over. D and T are H. @throws InputError as of_table
  static FormFactor of_species(std::string_view species);
  /// From a file with columns Q (1/Å) and f (electrons), by cubics through four points.
  /// @throws InputError as read_curve, and for a file with fewer than two points
  static FormFactor of_file(const std::string& path);

  /// f at Q (1/Å), in electrons. @throws InputError outside of the file's range, or beyond Q = 75.4 1/Å of the table
  double operator()(double q) const;
  /// "Fe2+ (Waasmaier & Kirfel)", or the file.
  const std::string& from() const { return from_; }

 private:
  std::string from_;
  const FormFactorRow* row_ = nullptr;
  std::vector<double> q_, f_;  // where there is no row
};

}  // namespace liquidus
