#include "correct/totals/per_q_inverse.hpp"

#include <catch2/catch.hpp>

#include "correct/totals/salts.hpp"
#include "scatter/experiment/information.hpp"
#include "scatter/transform/partials_from_pairs.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

Eigen::MatrixXd weights_of(const std::vector<TotalExperiment>& experiments, const std::vector<double>& fractions,
                           double q) {
  const auto found = information_at(experiments, fractions, q);
  Eigen::MatrixXd w(static_cast<Eigen::Index>(experiments.size()), static_cast<Eigen::Index>(found.pairs.size()));
  for (Eigen::Index i = 0; i < w.rows(); ++i)
    for (Eigen::Index p = 0; p < w.cols(); ++p)
      w(i, p) = found.weights[static_cast<std::size_t>(i)][static_cast<std::size_t>(p)];
  return w;
}

TotalExperiment neutron(const std::vector<std::string>& species, const ScattererChoices& choices = {}) {
  return {"neutron", Scatterers(Radiation::neutron, species, choices)};
}
TotalExperiment xray(const std::vector<std::string>& species) {
  return {"x-ray", Scatterers(Radiation::xray, species)};
}

Eigen::MatrixXd wide(Eigen::Index n) { return 1e4 * Eigen::MatrixXd::Identity(n, n); }

}  // namespace

// notes: one x-ray and one neutron total fix .97/.83/.20 of FeO's partials, .24/.80/.95 of NaCl's, .32/.74/.93 of
// silica's. A prior alike for all pairs and data without noise make R = W⁺W; half of the last digit is allowed.
TEST_CASE("Shares of partials are those of the weights alone where the prior is wide", "[per_q_inverse_test]") {
  struct Case {
    std::vector<std::string> species;
    std::vector<double> fractions;
    Eigen::Vector3d shares;
  };
  for (const auto& c :
       {Case{{"Fe", "O"}, {0.5, 0.5}, {0.97, 0.83, 0.20}}, Case{{"Na", "Cl"}, {0.5, 0.5}, {0.24, 0.80, 0.95}},
        Case{{"Si", "O"}, {1.0 / 3.0, 2.0 / 3.0}, {0.32, 0.74, 0.93}}}) {
    const auto w = weights_of({neutron(c.species), xray(c.species)}, c.fractions, 0.0);
    const Eigen::Vector2d zero(0.0, 0.0), variance(1e-8, 1e-8);
    const auto found = partials_change(w, zero, variance, wide(3));
    CHECK((found.resolution.diagonal() - c.shares).cwiseAbs().maxCoeff() < 0.0055);
    CHECK((found.resolution.diagonal() - found.share).cwiseAbs().maxCoeff() < 1e-6);
    // the least seen direction is the weights' null vector
    const auto seen = directions(w, variance, wide(3));
    REQUIRE(seen.size() == 3);
    CHECK(seen[0].share < 1e-12);
    CHECK((w * seen[0].of_pairs).norm() < 1e-10);
    CHECK(seen[1].share > 0.999);
  }
}

TEST_CASE("As many totals as partials give the partials back, with the errors that the totals have",
          "[per_q_inverse_test]") {
  const std::vector<std::string> nacl{"Na", "Cl"};
  const auto w = weights_of({neutron(nacl), xray(nacl), neutron(nacl, {{"Cl = 37Cl"}, {}, {}})}, {0.5, 0.5}, 3.0);
  const Eigen::Vector3d truth(0.3, -0.8, 0.5), variance(1e-6, 4e-6, 1e-6);
  const auto found = partials_change(w, w * truth, variance, wide(3));
  CHECK((found.change - truth).cwiseAbs().maxCoeff() < 1e-6);
  CHECK((found.resolution - Eigen::MatrixXd::Identity(3, 3)).cwiseAbs().maxCoeff() < 1e-6);
  const Eigen::MatrixXd inverse = w.inverse(), expected = inverse * variance.asDiagonal() * inverse.transpose();
  CHECK((found.covariance - expected).cwiseAbs().maxCoeff() < 1e-5 * expected.cwiseAbs().maxCoeff());
}

TEST_CASE("Of one species S(Q) is the partial", "[per_q_inverse_test]") {
  const DataFile file("argon");
  auto options = experiment("argon", "neutron");
  const auto truth = pairs_of({"Ar"}, {{3.3, 1.8, 2.5, 1.9}}), simulated = pairs_of({"Ar"}, {{3.3, 2.2, 2.6, 1.9}});
  measure(options, truth, file.path, 1e-6);
  options.file = file.path;
  const auto misfit = totals_misfit(std::vector{options}, {}, simulated, 85.0);
  Correction shape = Correction::zero({"Ar"}, KnotGrid::up_to(12.0, 0.1), {});
  const auto found = per_q_inverse(
      misfit, StructurePrior(simulated, shape, {{Kernel::Form::squared_exponential, 10.0, 0.3}, 1.0}, 85.0));
  REQUIRE(found.q.size() == misfit.at.size());
  for (std::size_t k = 0; k < found.q.size(); ++k)
    if (found.q[k] < 8.0) {
      CHECK(found.at[k].change(0) == Approx(misfit.at[k].difference(0)).margin(1e-6));
      CHECK(found.at[k].resolution(0, 0) == Approx(1.0).margin(1e-3));
      CHECK(found.unseen[k].empty());
    }
}

TEST_CASE("Posterior errors hold the truth, and what isn't seen stays with the prior", "[per_q_inverse_test]") {
  // Truths drawn from the prior: the squared misses over the posterior variance are 1 in the mean (600 draws of three
  // numbers: ± 6 %), for two totals as for three.
  const std::vector<std::string> nacl{"Na", "Cl"};
  const auto two = weights_of({neutron(nacl), xray(nacl)}, {0.5, 0.5}, 2.0);
  const auto three = weights_of({neutron(nacl), xray(nacl), neutron(nacl, {{"Cl = 37Cl"}, {}, {}})}, {0.5, 0.5}, 2.0);
  Eigen::Matrix3d root;
  root << 0.5, 0.0, 0.0, -0.2, 0.4, 0.0, 0.1, 0.2, 0.3;
  const Eigen::Matrix3d prior = root * root.transpose();
  for (const auto& w : {two, three}) {
    const Eigen::VectorXd variance = Eigen::VectorXd::Constant(w.rows(), 1e-4);
    double misses = 0.0;
    constexpr Index draws = 600;
    for (Index k = 0; k < draws; ++k) {
      Random random(5, Stream::packing, k, 1);
      const Eigen::Vector3d unit(random.normal(), random.normal(), random.normal()), truth = root * unit;
      Eigen::VectorXd data = w * truth;
      for (double& x : data) x += 0.01 * random.normal();
      const auto found = partials_change(w, data, variance, prior);
      const Eigen::Vector3d missed = found.change - truth;
      misses += missed.dot(found.covariance.ldlt().solve(missed)) / (3.0 * draws);
      CHECK((found.covariance - (prior - found.resolution * prior)).cwiseAbs().maxCoeff() < 1e-10);
    }
    CHECK(misses == Approx(1.0).margin(0.2));
  }
  const auto least = directions(two, Eigen::Vector2d(1e-4, 1e-4), prior).front();
  const auto found = partials_change(two, two * least.of_pairs, Eigen::Vector2d(1e-4, 1e-4), prior);
  CHECK(least.share < 1e-10);
  CHECK(found.change.norm() < 1e-6);
}
