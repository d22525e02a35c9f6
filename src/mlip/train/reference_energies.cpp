#include "mlip/train/reference_energies.hpp"

#include <fmt/format.h>

#include <Eigen/SVD>
#include <algorithm>

#include "core/elements.hpp"
#include "core/errors.hpp"

namespace liquidus {
namespace {

std::string symbol(const Structure& atoms, std::size_t atom) {
  const auto& species = atoms.species[static_cast<std::size_t>(atoms.type[atom])];
  return species.Z > 0 ? std::string(elements()[static_cast<std::size_t>(species.Z - 1)].symbol) : species.name;
}

std::map<std::string, double> isolated_energies(const LabelledSet& set) {
  std::map<std::string, double> found;
  for (const auto& frame : set.isolated)
    if (frame.frame.energy && frame.frame.atoms.size() == 1)
      found.emplace(symbol(frame.frame.atoms, 0), *frame.frame.energy);
  return found;
}

void require_all(const std::vector<std::string>& wanted, const std::map<std::string, double>& found,
                 const std::string& what) {
  std::string missing;
  for (const auto& element : wanted)
    if (!found.contains(element)) missing += (missing.empty() ? "" : ", ") + element;
  if (!missing.empty()) throw InputError(fmt::format("{} for {}", what, missing));
}

ReferenceEnergies fitted(const std::vector<std::string>& wanted, const LabelledSet& set) {
  std::vector<double> a, b;
  for (const auto& frame : set.frames) {
    if (!frame.frame.energy) continue;
    // per atom, as the loss counts energies: a large box weighs no more than a small one
    const auto n = static_cast<double>(frame.frame.atoms.size());
    for (const double count : composition(frame.frame.atoms, wanted)) a.push_back(count / n);
    b.push_back(*frame.frame.energy / n);
  }
  if (b.empty()) throw InputError("no energies to find reference energies from by least squares");
  const int columns = static_cast<int>(wanted.size());
  const auto fit = least_squares(a, b, columns);
  ReferenceEnergies result;
  for (std::size_t k = 0; k < wanted.size(); ++k) result.energies[wanted[k]] = fit.x[k];
  result.source = fmt::format("least squares on the composition of {} frames", b.size());
  if (fit.rank < columns)
    result.source += fmt::format(
        "; the compositions determine only {} of {} reference energies, the rest is the solution of least norm: "
        "energies "
        "of other compositions than these mean nothing",
        fit.rank, columns);
  return result;
}

}  // namespace

LeastSquares least_squares(std::span<const double> a, std::span<const double> b, int columns) {
  using Rows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const Rows> matrix(a.data(), static_cast<Eigen::Index>(b.size()), columns);
  const Eigen::Map<const Eigen::VectorXd> right(b.data(), static_cast<Eigen::Index>(b.size()));
  Eigen::JacobiSVD<Eigen::MatrixXd> svd(matrix, Eigen::ComputeThinU | Eigen::ComputeThinV);
  svd.setThreshold(1e-10);
  const Eigen::VectorXd x = svd.solve(right);
  return {{x.begin(), x.end()}, static_cast<int>(svd.rank())};
}

std::vector<double> composition(const Structure& atoms, const std::vector<std::string>& wanted) {
  std::vector<double> counts(wanted.size(), 0.0);
  for (std::size_t i = 0; i < atoms.type.size(); ++i)
    if (const auto at = std::find(wanted.begin(), wanted.end(), symbol(atoms, i)); at != wanted.end())
      counts[static_cast<std::size_t>(at - wanted.begin())] += 1.0;
  return counts;
}

ReferenceEnergies reference_energies(const std::vector<std::string>& wanted, const LabelledSet& set,
                                     const std::string& method, const std::map<std::string, double>& given) {
  const auto isolated = isolated_energies(set);
  const bool any_isolated =
      std::any_of(wanted.begin(), wanted.end(), [&](const auto& e) { return isolated.contains(e); });
  if (method == "given" || (method.empty() && !given.empty())) {
    require_all(wanted, given, "[model.energies] has no energy");
    return {given, "given"};
  }
  if (method == "isolated" || (method.empty() && any_isolated)) {
    require_all(wanted, isolated, "the training files have no isolated atom (config_type=IsolatedAtom) with an energy");
    return {isolated, "isolated atoms in the training files"};
  }
  return fitted(wanted, set);
}

}  // namespace liquidus
