#include "active/curation/label_conversion.hpp"

#include <stdexcept>

#include "core/errors.hpp"
#include "core/quantity.hpp"

namespace liquidus {
namespace {

double factor(const std::string& unit, const std::string& like, const char* what) {
  try {
    const Quantity quantity = parse_unit(unit);
    if (quantity.dimension == parse_unit(like).dimension) return quantity.value;
  } catch (const std::invalid_argument& e) {
    throw InputError(std::string(what) + ": " + e.what());
  }
  throw InputError(std::string(what) + ": '" + unit + "' is no unit of that kind; expected one such as \"" + like +
                   "\"");
}

[[noreturn]] void refuse(const std::string& key, const std::string& expected) {
  throw std::invalid_argument("'" + key + "' is not " + expected);
}

double number_of(const InfoValue& value, const std::string& key) {
  if (const auto* x = std::get_if<double>(&value)) return *x;
  if (const auto* i = std::get_if<Index>(&value)) return static_cast<double>(*i);
  refuse(key, "a number");
}

Mat3 tensor_of(const InfoValue& value, const std::string& key) {
  std::vector<double> x;
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) x = *numbers;
  if (const auto* integers = std::get_if<std::vector<Index>>(&value)) x.assign(integers->begin(), integers->end());
  if (x.size() == 9) return {Vec3{x[0], x[1], x[2]}, Vec3{x[3], x[4], x[5]}, Vec3{x[6], x[7], x[8]}};
  if (x.size() == 6) return {Vec3{x[0], x[5], x[4]}, Vec3{x[5], x[1], x[3]}, Vec3{x[4], x[3], x[2]}};
  refuse(key, "9 numbers, or 6 in the order xx yy zz yz xz xy");
}

template <class Use>
void take(std::map<std::string, InfoValue>& info, const std::string& key, Use use) {
  const auto found = key.empty() ? info.end() : info.find(key);
  if (found == info.end()) return;
  use(found->second);
  info.erase(found);
}

}  // namespace

LabelConversion::LabelConversion(LabelSource source) : source_(std::move(source)) {
  if (!source_.stress_key.empty() && !source_.virial_key.empty())
    throw InputError("stress_key and virial_key: expected one of them");
  energy_ = factor(source_.energy_unit, "eV", "energy_unit");
  length_ = factor(source_.length_unit, "Å", "length_unit");
  force_ = source_.forces_unit.empty() ? energy_ / length_ : factor(source_.forces_unit, "eV/Å", "forces_unit");
  stress_ = source_.stress_unit.empty() ? energy_ / (length_ * length_ * length_)
                                        : factor(source_.stress_unit, "eV/Å^3", "stress_unit");
  if (source_.pressure_sign) stress_ = -stress_;
}

void LabelConversion::take_keys(Frame& frame) const {
  take(frame.info, source_.energy_key, [&](const InfoValue& v) { frame.energy = number_of(v, source_.energy_key); });
  take(frame.info, source_.stress_key, [&](const InfoValue& v) { frame.stress = tensor_of(v, source_.stress_key); });
  take(frame.info, source_.virial_key, [&](const InfoValue& v) {
    if (!frame.atoms.cell.fully_periodic()) refuse(source_.virial_key, "of a cell that is periodic in all directions");
    frame.stress = (-1.0 / frame.atoms.cell.volume()) * tensor_of(v, source_.virial_key);
  });
  const auto forces = source_.forces_key.empty() ? frame.arrays.end() : frame.arrays.find(source_.forces_key);
  if (forces == frame.arrays.end()) return;
  const auto& x = forces->second;
  if (x.size() != 3 * frame.atoms.r.size()) refuse(source_.forces_key, "three numbers per atom");
  frame.forces.clear();
  for (std::size_t i = 0; i < x.size(); i += 3) frame.forces.push_back({x[i], x[i + 1], x[i + 2]});
  frame.arrays.erase(forces);
}

void LabelConversion::apply(Frame& frame) const {
  take_keys(frame);
  if (frame.energy) *frame.energy *= energy_;
  if (frame.stress) frame.stress = stress_ * *frame.stress;
  if (energy_ != 1.0)
    for (double& e : frame.atomic_energies) e *= energy_;
  if (force_ != 1.0)
    for (auto& f : frame.forces) f *= force_;
  if (length_ == 1.0) return;
  for (auto& r : frame.atoms.r) r *= length_;
  for (auto& v : frame.atoms.v) v *= length_;
  if (const Cell& cell = frame.atoms.cell; cell != Cell())
    frame.atoms.cell = Cell(length_ * cell.vectors(), cell.periodic());
}

}  // namespace liquidus
