#include "scatter/transform/real_space.hpp"

#include <cmath>

#include "core/units.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

/// `map` of the value and of what it is without each block; the errors follow.
template <class Map>
WithErrors mapped(const WithErrors& from, Map map) {
  WithErrors result{map(from.value), {}, {}, from.jackknife};
  for (const auto& without : from.without) result.without.push_back(map(without));
  result.error = result.jackknife.errors(result.value, result.without);
  return result;
}

Values one_more(Values h) {
  for (double& x : h) x += 1.0;
  return h;
}

}  // namespace

RealSpace real_space(std::span<const double> q, const WithErrors& s_minus_1, double density, const Window& window,
                     std::span<const double> r) {
  const auto transform = [&](const Values& s) { return one_more(g_minus_1(q, s, density, window, r)); };
  return {{r.begin(), r.end()}, mapped(s_minus_1, transform), density, ending_at(window, q)};
}

RealSpace real_space(std::span<const double> q, std::span<const double> s_minus_1, std::span<const double> error,
                     double density, const Window& window, std::span<const double> r) {
  RealSpace result{{r.begin(), r.end()}, {}, density, {}};
  result.g.value = one_more(g_minus_1(q, s_minus_1, density, window, r));
  if (!error.empty()) result.g.error = g_error(q, error, density, window, r);
  result.window = ending_at(window, q);
  return result;
}

WithErrors RealSpace::as(PairFunction function, const Normalisation& normalisation) const {
  WithErrors result = mapped(g, [&](const Values& y) { return from_g(function, r, y, density, normalisation); });
  if (result.jackknife.empty() && !g.error.empty()) {  // every function is linear in g: what it is for g = 1 + σ less 1
    const Values ones(r.size(), 1.0);
    const Values one = from_g(function, r, ones, density, normalisation);
    result.error = from_g(function, r, one_more(g.error), density, normalisation);
    for (std::size_t k = 0; k < one.size(); ++k) result.error[k] -= one[k];
  }
  return result;
}

/// Errors that come without blocks aren't carried on: those of g at neighbouring r hang together.
WithErrors RealSpace::running_coordination() const {
  return mapped(g, [&](const Values& y) {
    Values n(y.size());
    double sum = 0.0, before = 0.0, r_before = 0.0;
    for (std::size_t k = 0; k < y.size(); ++k) {
      const double now = 4.0 * units::pi * density * r[k] * r[k] * y[k];
      n[k] = sum += 0.5 * (now + before) * (r[k] - r_before);
      before = now;
      r_before = r[k];
    }
    return n;
  });
}

}  // namespace liquidus
