#pragma once
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "active/mixtures/ion_table.hpp"

namespace liquidus {

/// The volume of a neutral salt per formula unit.
struct KnownVolume {
  const Ion *cation, *anion;
  double volume;  // Å³
};

struct EstimatedVolume {
  double volume;  // Å³
  double error;   // relative, one standard deviation
};

/// Volumes of salts that weren't measured, from those that were: ln V = a(cation) + b(anion) + p ln(r₊ + r₋) by least
/// squares, with a number for each cation, one for each anion and one exponent. With p = 3 and no b it would be hard
/// ions in the same structure; b takes up what differs between anions. The error is that of a prediction: the scatter
/// about the fit, of all salts or of the cation's own if that is larger, and the uncertainty of the numbers.
class VolumeEstimate {
 public:
  explicit VolumeEstimate(std::span<const KnownVolume> known);
  /// Nothing if the salts known say nothing on this one: an ion that none of them has, or too few of them.
  std::optional<EstimatedVolume> of(const Ion& cation, const Ion& anion) const;
  /// Standard deviation of ln V about the fit; NaN if nothing is left over to tell.
  double scatter() const { return scatter_; }

 private:
  std::optional<std::vector<double>> row(const Ion& cation, const Ion& anion) const;

  std::vector<std::string> cations_, anions_;
  std::vector<double> solution_, spread_;  // [m]; [m × m] of the rows' pseudoinverse
  std::vector<double> space_;              // [m × m] projection onto what the rows determine
  std::vector<double> cation_scatter_;     // [cations] of their own salts, 0 for one that has a single one
  double scatter_;
};

}  // namespace liquidus
