// Well-tempered metadynamics where the free energy is known.
#include <catch2/catch.hpp>
#include <functional>

#include "active/bias/bias_observers.hpp"
#include "active/bias/biased_potential.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "md/simulation.hpp"
#include "potential/morse.hpp"

using namespace liquidus;

namespace {

/// Each atom bound to its place: the energy of a state of 3N springs has a density that is known.
class Springs : public Potential {
 public:
  Springs(double stiffness, Vec3 place) : k_(stiffness), place_(place) {}
  Reach reach() const override { return {}; }
  std::vector<ListRequest> lists() const override { return {}; }
  void add(const Neighbourhood& atoms, Evaluation& out) const override {
    for (std::size_t i = 0; i < static_cast<std::size_t>(atoms.own); ++i) {
      const Vec3 d = atoms.r[i] - place_;
      out.energy += 0.5 * k_ * norm2(d);
      out.forces[i] += -k_ * d;
    }
  }

 private:
  double k_;
  Vec3 place_;
};

Structure two_atoms(double distance) {
  Structure atoms;
  atoms.cell = Cell(Mat3::zero(), {false, false, false});
  atoms.add("Ar", {0.0, 0.0, 0.0});
  atoms.add("Ar", {distance, 0.0, 0.0});
  return atoms;
}

struct Plan {
  Structure start;
  const Potential& base;
  double temperature, timestep, tau;
  Index steps, pace;
  HillRule rule;
  std::function<std::unique_ptr<Potential>(AdaptiveBias&)> biased;
  std::function<double(double)> exact;  // F(s), up to a constant
  std::vector<double> at;               // s
};

AdaptiveBias filled(const Plan& plan, Index seed) {
  AdaptiveBias bias(plan.rule);
  const auto potential = plan.biased(bias);
  HillSetter setter(bias, plan.pace, "");
  StageOptions stage;
  stage.name = "sample";
  stage.thermostat = "langevin";
  stage.temperature = {plan.temperature};
  stage.tau = plan.tau;
  stage.timestep = plan.timestep;
  stage.steps = plan.steps;
  MdOptions options;
  options.run.seed = seed;
  options.stages = {stage};
  options.write = {.thermo = 0, .trajectory = 0, .checkpoint = 0};
  options.guards.closest = 1e-6;
  options.guards.hottest = 1e9;
  options.guards.interval = 1000000;
  Simulation simulation(plan.start, *potential, options);
  simulation.measure("hills", setter);
  simulation.run();
  return bias;
}

struct Found {
  std::vector<double> difference, error;  // of F(s) to the exact one, and its standard error, in kT
};

/// Of `runs` runs whose only difference is their random numbers. Constants are chosen such that differences add up to
/// zero in each.
Found compare(const Plan& plan, Index runs) {
  set_threads(1);
  const double kT = units::kB * plan.temperature;
  const auto points = static_cast<double>(plan.at.size()), n = static_cast<double>(runs);
  std::vector<double> sum(plan.at.size(), 0.0), squares(plan.at.size(), 0.0);
  for (Index seed = 1; seed <= runs; ++seed) {
    const auto bias = filled(plan, seed);
    std::vector<double> off;
    double mean = 0.0;
    for (const double s : plan.at) {
      off.push_back((bias.free_energy(s) - plan.exact(s)) / kT);
      mean += off.back() / points;
    }
    for (std::size_t k = 0; k < off.size(); ++k) {
      sum[k] += off[k] - mean;
      squares[k] += (off[k] - mean) * (off[k] - mean);
    }
  }
  Found found;
  for (std::size_t k = 0; k < sum.size(); ++k) {
    found.difference.push_back(sum[k] / n);
    found.error.push_back(std::sqrt((squares[k] / n - sum[k] * sum[k] / (n * n)) / (n - 1.0)));
  }
  return found;
}

/// What the estimate is: noise, of which the mean over the points of the standard errors of 6 runs is known to a few
/// per cent, and the smearing of F by a hill, width² F″/2, here at most 0.04 kT. That the noise is small beside F,
/// which spans `span` kT, is what lets a wrong factor show.
void require_known(const Plan& plan, double span) {
  const auto found = compare(plan, 6);
  double square = 0.0;
  for (const double e : found.error) square += e * e / static_cast<double>(found.error.size());
  const double noise = std::sqrt(square);
  CHECK(noise < 0.02 * span);
  for (std::size_t k = 0; k < plan.at.size(); ++k) {
    INFO("s = " << plan.at[k] << ", noise " << noise << " kT");
    CHECK(std::abs(found.difference[k]) < 4.0 * noise + 0.04);
  }
}

}  // namespace

TEST_CASE("A bias on the energy of springs finds their density of states", "[metadynamics_test]") {
  const double kT = units::kB * 300.0;
  const Springs springs(1.0, {0.0, 0.0, 0.0});
  Plan plan{two_atoms(0.3), springs, 300.0, 10.0, 100.0, 100000, 20, {0.15 * kT, 0.1 * kT, 4.0, 300.0}, {}, {}, {}};
  plan.biased = [&](AdaptiveBias& bias) { return bias_energy(springs, bias, Communicator::self()); };
  plan.exact = [&](double s) { return 2.0 * s - 2.0 * kT * std::log(s); };  // E = 2s of 6 springs: E² exp(−E/kT)
  for (double s = 1.0; s < 6.1; s += 0.5) plan.at.push_back(s * kT);
  require_known(plan, 6.4);
}

TEST_CASE("A bias on the intensity of a molecule finds the potential of its bond", "[metadynamics_test]") {
  const double kT = units::kB * 1000.0;
  const MorsePair bond{4.0, 1.0, 3.0, 0.0};
  const auto morse = make_morse(1, {&bond, 1}, {20.0, Truncation::plain, 0.0, false});
  const DebyeIntensity intensity(0.6, 12.0, {1.0});
  Plan plan{two_atoms(3.0), *morse, 1000.0, 4.0, 60.0, 150000, 50, {0.006, 0.1 * kT, 6.0, 1000.0}, {}, {}, {}};
  plan.biased = [&](AdaptiveBias& bias) { return bias_intensity(*morse, intensity, bias, Communicator::self()); };
  std::vector<double> distances;
  for (double r = 2.8; r < 3.35; r += 0.1) distances.push_back(r);
  for (const double r : distances) plan.at.push_back(1.0 + intensity.pair(r).value);
  plan.exact = [&](double s) {
    double low = 1.0, high = 6.0;  // where the intensity falls with the distance
    while (high - low > 1e-10) (1.0 + intensity.pair(0.5 * (low + high)).value > s ? low : high) = 0.5 * (low + high);
    return morse->at(0, 0, low).energy - 2.0 * kT * std::log(low) + kT * std::log(std::abs(intensity.pair(low).slope));
  };
  require_known(plan, 4.8);
}
