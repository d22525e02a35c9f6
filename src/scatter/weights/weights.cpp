#include "scatter/weights/weights.hpp"

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>

#include "core/errors.hpp"

namespace liquidus {

std::string_view name_of(DividedBy divided) {
  switch (divided) {
    case DividedBy::average_square:
      return "<b>^2";
    case DividedBy::mean_square:
      return "<b^2>";
    case DividedBy::nothing:
      break;
  }
  return "1";
}

double mean(std::span<const double> fractions, std::span<const double> strengths) {
  double sum = 0.0;
  for (std::size_t i = 0; i < fractions.size(); ++i) sum += fractions[i] * strengths[i];
  return sum;
}

double mean_square(std::span<const double> fractions, std::span<const double> strengths) {
  double sum = 0.0;
  for (std::size_t i = 0; i < fractions.size(); ++i) sum += fractions[i] * strengths[i] * strengths[i];
  return sum;
}

double divisor(DividedBy divided, std::span<const double> fractions, std::span<const double> strengths) {
  if (divided == DividedBy::nothing) return 1.0;
  const double square = mean_square(fractions, strengths), average = mean(fractions, strengths);
  if (divided == DividedBy::mean_square) return square;
  if (!(average * average > 1e-6 * square))
    throw InputError(
        fmt::format("the mean scattering strength is {:g} beside a root mean square of {:g}: a null scatterer, whose "
                    "total can't be divided by <b>^2; use normalisation = \"<b^2>\", \"fm^2\" or \"barn\"",
                    average, std::sqrt(square)));
  return average * average;
}

std::vector<double> pair_weights(std::span<const double> fractions, std::span<const double> strengths,
                                 DividedBy divided) {
  if (fractions.size() != strengths.size())
    throw std::invalid_argument("pair_weights: as many fractions as strengths are needed");
  const double by = divisor(divided, fractions, strengths);
  std::vector<double> weights(pair_count(fractions.size()));
  for (std::size_t j = 0; j < fractions.size(); ++j)
    for (std::size_t i = 0; i <= j; ++i)
      weights[pair_index(i, j)] = (i == j ? 1.0 : 2.0) * fractions[i] * fractions[j] * strengths[i] * strengths[j] / by;
  return weights;
}

double interference_of_bhatia_thornton(double s_nn, double s_nc, double s_cc, double c1, double b1, double b2) {
  const double c2 = 1.0 - c1, average = c1 * b1 + c2 * b2, difference = b1 - b2;
  return average * average * (s_nn - 1.0) + 2.0 * average * difference * s_nc +
         difference * difference * (s_cc - c1 * c2);
}

}  // namespace liquidus
