#include "potential/damped_shifted_force.hpp"

#include <cmath>
#include <stdexcept>
#include <vector>

#include "core/units.hpp"
#include "potential/ewald_real.hpp"

namespace liquidus {
namespace {

/// An energy per atom of each type, which moves nothing.
class AtomicEnergy : public Potential {
 public:
  explicit AtomicEnergy(std::vector<double> by_type) : by_type_(std::move(by_type)) {}
  Reach reach() const override { return {}; }
  std::vector<ListRequest> lists() const override { return {}; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    if (!out.with_energy && !out.with_atomic_energies) return;
    for (Index i = 0; i < atoms.own; ++i) {
      const double e = by_type_[static_cast<std::size_t>(atoms.type[static_cast<std::size_t>(i)])];
      out.energy += e;
      if (out.with_atomic_energies) out.atomic_energies[static_cast<std::size_t>(i)] += e;
    }
  }

 private:
  std::vector<double> by_type_;  // eV
};

}  // namespace

std::unique_ptr<Potential> make_damped_shifted_force(std::span<const double> charges, double alpha, double cutoff) {
  if (!(cutoff > 0.0)) throw std::invalid_argument("the cutoff of a damped Coulomb sum must be positive");
  if (!(alpha > 0.0 && alpha * cutoff <= 8.0))
    throw std::invalid_argument("the alpha of a damped Coulomb sum must be positive and at most 8/cutoff");
  const double end = std::erfc(alpha * cutoff) / cutoff;
  const double root_pi = std::sqrt(units::pi), reduced = alpha * cutoff;
  const double fall = end + 2.0 * alpha / root_pi * std::exp(-reduced * reduced);  // −R v'(R)
  std::vector<double> self;
  for (const double q : charges) self.push_back(-units::coulomb * q * q * (alpha / root_pi + 0.5 * (end + fall)));
  auto sum = std::make_unique<Sum>();
  sum->append(make_ewald_real(charges, cutoff, alpha, 1e-13, Truncation::shifted_force));
  sum->append(std::make_unique<AtomicEnergy>(std::move(self)));
  return sum;
}

}  // namespace liquidus
