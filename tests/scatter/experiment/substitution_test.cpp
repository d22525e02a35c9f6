#include "scatter/experiment/substitution.hpp"

#include <catch2/catch.hpp>
#include <cmath>

#include "core/errors.hpp"
#include "core/random.hpp"
#include "scatter/weights/weights.hpp"

using namespace liquidus;

namespace {

using Numbers = std::vector<double>;
const Numbers c{0.4, 0.6};
constexpr double b_na = 3.63, b35 = 11.70, b_natural = 9.5792, b37 = 3.08;

/// Partials A − 1 of no liquid in particular.
Numbers partials_at(double q) {
  return {0.8 * std::sin(2.1 * q) / q, -1.1 * std::sin(2.9 * q) / q, 0.5 * std::cos(3.7 * q) / q};
}

/// A total made of them, every `step` from 0.5 to 15 1/Å.
TotalCurve total(const std::string& name, double b_cl, double step = 0.05, double error = 0.0) {
  TotalCurve made{name, {}, {}, {}, {b_na, b_cl}};
  const auto w = pair_weights(c, made.b, DividedBy::nothing);
  for (double q = 0.5; q < 15.0; q += step) {
    const auto a = partials_at(q);
    made.q.push_back(q);
    made.f.push_back(w[0] * a[0] + w[1] * a[1] + w[2] * a[2]);
    if (error > 0.0) made.error.push_back(error);
  }
  return made;
}

}  // namespace

TEST_CASE("a first difference holds the pairs of the species that was substituted", "[substitution_test]") {
  const auto difference = first_difference(total("35", b35), total("37", b37), c);
  const double na_cl = 2.0 * c[0] * c[1] * b_na * (b35 - b37), cl_cl = c[1] * c[1] * (b35 * b35 - b37 * b37);
  CHECK(difference.weights[0] == 0.0);
  CHECK(difference.weights[1] == Approx(na_cl));
  CHECK(difference.weights[2] == Approx(cl_cl));
  for (std::size_t k = 0; k < difference.q.size(); k += 17) {
    const auto a = partials_at(difference.q[k]);
    CHECK(difference.value[k] == Approx(na_cl * a[1] + cl_cl * a[2]).epsilon(1e-10));
  }
  CHECK(difference.error.empty());
  CHECK(first_difference(total("35", b35, 0.05, 0.03), total("37", b37, 0.05, 0.04), c).error[3] == Approx(0.05));
}

TEST_CASE("a second difference is the partial of that species", "[substitution_test]") {
  const auto partial = second_difference(total("35", b35, 0.05, 0.01), total("n", b_natural, 0.05, 0.01),
                                         total("37", b37, 0.05, 0.01), c);
  CHECK(partial.weights[0] == 0.0);
  CHECK(partial.weights[1] == Approx(0.0).margin(1e-12));
  CHECK(partial.weights[2] == Approx(1.0));
  for (std::size_t k = 0; k < partial.q.size(); k += 17)
    CHECK(partial.value[k] == Approx(partials_at(partial.q[k])[2]).margin(1e-10));
  // a tenth of a per cent of F becomes much: the factors are 1/(c² Δb Δb')
  const double c2 = c[1] * c[1];
  const Numbers factor{1.0 / (c2 * (b35 - b_natural) * (b35 - b37)), 1.0 / (c2 * (b_natural - b35) * (b_natural - b37)),
                       1.0 / (c2 * (b37 - b35) * (b37 - b_natural))};
  CHECK(partial.error[0] == Approx(0.01 * std::hypot(factor[0], factor[1], factor[2])));
}

TEST_CASE("totals on other grids are interpolated", "[substitution_test]") {
  const auto difference = first_difference(total("35", b35, 0.05), total("37", b37, 0.043), c);
  const auto same = first_difference(total("35", b35, 0.05), total("37", b37, 0.05), c);
  // cubics over steps of 0.043 through sin 3.7 Q: 3/128 (3.7·0.043)⁴ of an amplitude of some 3 fm², more at the ends
  for (std::size_t k = 0; k < difference.q.size(); ++k)
    CHECK(difference.value[k] == Approx(same.value[k]).margin(1e-3));
}

TEST_CASE("as many totals as partials give them back exactly", "[substitution_test]") {
  const auto found =
      partials_of_totals({total("35", b35), total("n", b_natural), total("37", b37)}, {"Na", "Cl"}, c, 0.03);
  REQUIRE(found.partials.pairs.size() == 3);
  CHECK(found.partials.name(1) == "Na-Cl");
  CHECK(found.condition > 10.0);
  CHECK(found.covariance.empty());
  for (std::size_t k = 0; k < found.partials.q.size(); k += 29)
    for (std::size_t p = 0; p < 3; ++p)
      CHECK(found.partials.pairs[p].value[k] == Approx(1.0 + partials_at(found.partials.q[k])[p]).margin(1e-9));
}

TEST_CASE("errors of fitted partials are those of repeated experiments", "[substitution_test]") {
  const Numbers lengths{b35, b_natural, 6.0, b37}, errors{0.02, 0.03, 0.02, 0.04};
  const auto measured = [&](Index sample) {
    std::vector<TotalCurve> totals;
    for (std::size_t t = 0; t < lengths.size(); ++t) {
      totals.push_back(total(std::to_string(t), lengths[t], 0.5, errors[t]));
      for (std::size_t k = 0; k < totals[t].f.size(); ++k)
        totals[t].f[k] +=
            errors[t] *
            Random(5, Stream::packing, static_cast<Index>(k), 10 * sample + static_cast<Index>(t)).normal3()[0];
    }
    return partials_of_totals(totals, {"Na", "Cl"}, c, 0.03);
  };
  const auto first = measured(0);
  REQUIRE(first.covariance.size() == first.partials.q.size());
  for (std::size_t p = 0; p < 3; ++p)
    CHECK(first.partials.pairs[p].error[0] == Approx(std::sqrt(first.covariance[0][4 * p])));
  double spread = 0.0, chi2 = 0.0;
  int n = 0;
  for (Index sample = 0; sample < 40; ++sample) {
    const auto found = measured(sample);
    for (std::size_t k = 0; k < found.partials.q.size(); ++k, ++n) {
      const auto a = partials_at(found.partials.q[k]);
      spread += std::pow((found.partials.pairs[2].value[k] - 1.0 - a[2]) / found.partials.pairs[2].error[k], 2);
      chi2 += found.chi2[k];
    }
  }
  // 1160 draws: the mean of χ²(1) has a standard error of √(2/1160) = 0.04; four totals less three partials leave one
  CHECK(spread / n == Approx(1.0).margin(0.17));
  CHECK(chi2 / n == Approx(1.0).margin(0.17));
}

TEST_CASE("substitutions that tell nothing are refused", "[substitution_test]") {
  CHECK_THROWS_WITH(first_difference(total("a", b35), total("b", b35), c),
                    "the totals 'a' and 'b' have the same scattering lengths");
  CHECK_THROWS_WITH(second_difference(total("a", b35), total("b", b37), total("c", b37), c),
                    Catch::Contains("three different scattering lengths"));
  auto other = total("c", b_natural);
  other.b[0] = 1.0;
  CHECK_THROWS_WITH(second_difference(total("a", b35), total("b", b37), other, c),
                    Catch::Contains("these differ in 2"));
  CHECK_THROWS_WITH(partials_of_totals({total("35", b35), total("37", b37)}, {"Na", "Cl"}, c, 0.03),
                    Catch::Contains("2 totals don't fix 3 partials; nothing is known of "));
  CHECK_THROWS_WITH(partials_of_totals({total("a", b35), total("b", b37), total("c", b37)}, {"Na", "Cl"}, c, 0.03),
                    Catch::Contains("3 totals don't fix 3 partials"));
  auto gap = total("gap", b37);
  gap.q.erase(gap.q.begin() + 50, gap.q.begin() + 90);
  gap.f.erase(gap.f.begin() + 50, gap.f.begin() + 90);
  CHECK_THROWS_WITH(first_difference(total("a", b35), gap, c),
                    "total 'gap' has a gap from Q = 2.95 to 5 1/Å, too wide to interpolate");
  auto beyond = total("beyond", b37);
  for (double& q : beyond.q) q += 20.0;
  CHECK_THROWS_WITH(first_difference(total("a", b35), beyond, c), "the totals have no Q in common");
}
