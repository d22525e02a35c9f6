#pragma once
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "active/mixtures/mixtures.hpp"

namespace liquidus {

/// A molten salt at a temperature.
struct SaltVolume {
  std::string name;           // "MgCl2"
  Index charge = 0;           // e, of the cations in a formula unit
  double volume = 0.0;        // Å³ per formula unit
  double error = 0.0;         // relative, one standard deviation
  bool estimated = false;     // nobody measured this salt, or nobody whose number is in the table
  bool extrapolated = false;  // the temperature lies outside the measurement
  std::string source;
};

/// A salt's part in a mixture.
struct SaltShare {
  SaltVolume salt;
  double units = 0.0;  // formula units, not whole in general
};

struct MeltVolume {
  double volume = 0.0;   // Å³ of all ions
  double error = 0.0;    // relative, one standard deviation
  double density = 0.0;  // eV fs²/Å⁵
  std::vector<SaltShare> salts;
};

/// Volumes of molten mixtures at a temperature, by ideal mixing of salts.
///
/// Of several anions each cation is thought to have them in the same proportion: with equivalents (charges) q₊ of a
/// cation, q₋ of an anion and Q of all cations, the pair has q₊ q₋/Q equivalents, and the volume is the sum over pairs
/// of these times the volume of the pair's salt per equivalent. With one anion, or one cation, these are the component
/// salts.
///
/// Beyond the measured range the line goes on, and its error takes on 20 % of what the density changes there. Salts
/// without a line are estimated (see volume_estimate.hpp) from those with one at this temperature.
class MeltVolumes {
 public:
  /// @param temperature   K
  /// @param mixing_error  relative error of ideal mixing, for mixtures of more than one salt; it adds in quadrature
  MeltVolumes(const IonTable& table, double temperature, double mixing_error);
  /// @throws InputError naming the salts of whose volume the table knows nothing
  MeltVolume of(const Mixture& mixture) const;
  /// Nothing if the table knows nothing on it.
  const SaltVolume* salt(const std::string& cation, const std::string& anion) const;
  double temperature() const { return temperature_; }
  /// Relative scatter of the measured salts about the fit that estimates the others; NaN if there is no fit.
  double estimate_scatter() const { return scatter_; }

 private:
  double temperature_, mixing_error_, scatter_;
  std::map<std::pair<std::string, std::string>, SaltVolume> salts_;
};

}  // namespace liquidus
