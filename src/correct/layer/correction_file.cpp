#include "correct/layer/correction_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <utility>

#include "core/errors.hpp"
#include "io/archive.hpp"
#include "scatter/pair_index.hpp"

namespace liquidus {
namespace {

/// Its lines for people are ASCII: h5dump shows other letters as numbers.
Archive::Kind kind() { return {"correction", 1, true}; }

constexpr std::array<std::pair<TemperatureBasis::Kind, const char*>, 3> basis_names = {
    {{TemperatureBasis::Kind::constant, "constant"},
     {TemperatureBasis::Kind::linear, "linear"},
     {TemperatureBasis::Kind::kernel, "kernel"}}};

struct StateNumber {
  const char* name;
  const char* about;
  double FittedState::*member;
};
constexpr std::array state_numbers = {
    StateNumber{"temperature", "K", &FittedState::temperature},
    StateNumber{"density", "atoms/angstrom^3", &FittedState::density},
    StateNumber{"misfit_before", "chi^2 per measured point without the correction", &FittedState::misfit_before},
    StateNumber{"misfit_after", "chi^2 per measured point with it", &FittedState::misfit_after},
    StateNumber{"r_chi_before", "R_chi, mean over the state's data, without the correction",
                &FittedState::r_chi_before},
    StateNumber{"r_chi_after", "R_chi with it", &FittedState::r_chi_after},
    StateNumber{"pressure_before", "eV/angstrom^3, without the correction", &FittedState::pressure_before},
    StateNumber{"pressure_after", "eV/angstrom^3, with it", &FittedState::pressure_after}};

/// What is wrong with a correction, or empty.
std::string problem_with(const Correction& c) {
  const auto n = static_cast<std::size_t>(std::max<Index>(c.knots.count, 0));
  if (c.species.empty()) return "it has no species";
  if (n < 3 || !(c.knots.first >= 0.0 && std::isfinite(c.knots.first)) ||
      !(c.knots.spacing > 0.0 && std::isfinite(c.knots.spacing)))
    return "its knots need a first distance of 0 or more, a positive spacing and a count of 3 or more";
  if (c.values.size() != c.terms() * c.pairs())
    return fmt::format("it has {} curves, expected {}", c.values.size(), c.terms() * c.pairs());
  for (const auto& curve : c.values) {
    if (curve.size() != n)
      return fmt::format("a curve has {} values, expected one for each of {} knots", curve.size(), n);
    if (!std::all_of(curve.begin(), curve.end(), [](double u) { return std::isfinite(u); }))
      return "a value of a curve is not finite";
    if (curve.back() != 0.0) return "a curve isn't zero at the cutoff";
  }
  if (!c.covariance.empty() && c.covariance.size() != c.size() * c.size())
    return fmt::format("its covariance has {} numbers, expected {} squared", c.covariance.size(), c.size());
  for (const auto& state : c.provenance.states)
    if (state.fractions.size() != c.species.size())
      return fmt::format("a state has {} fractions, expected one for each of {} species", state.fractions.size(),
                         c.species.size());
  try {
    c.temperature.check();
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "";
}

std::string curve_name(const Correction& c, std::size_t pair, std::size_t term) {
  return fmt::format("pairs/{}/term_{}", c.name(pair), term);
}

void put_curves(const Correction& c, Archive& file) {
  file.put("species", c.species);
  file.put("knots/first", c.knots.first);
  file.put("knots/spacing", c.knots.spacing);
  file.put("knots/count", c.knots.count);
  file.put("r", c.knots.all());
  file.describe("knots/first", "angstrom");
  file.describe("knots/spacing", "angstrom");
  file.describe("r", "angstrom, first + k spacing: distances of the values in pairs; the last is the cutoff");
  for (std::size_t p = 0; p < c.pairs(); ++p)
    for (std::size_t m = 0; m < c.terms(); ++m) {
      const auto name = curve_name(c, p, m);
      if (file.has(name)) throw std::invalid_argument("two pairs of species have the name " + c.name(p));
      file.put(name, c.values[m * c.pairs() + p]);
      file.describe(name, "eV at r");
    }
  file.put("covariance", c.covariance);
  file.describe(
      "covariance",
      "eV^2, row by row, of all values one behind the other: knots of a pair, pairs in the order (0,0), (0,1), "
      "(1,1), (0,2), ... of species, terms; empty where nothing is known");
}

void put_temperature(const TemperatureBasis& basis, Archive& file) {
  const auto found = std::find_if(basis_names.begin(), basis_names.end(),
                                  [&](const auto& entry) { return entry.first == basis.kind; });
  file.put("temperature/kind", std::string(found->second));
  file.describe("temperature/kind",
                "constant: b = 1; linear: b = 1, (T - reference)/reference; kernel: b = k(T, nodes) k(nodes, nodes)^-1 "
                "with k = exp[-(difference/length)^2/2], so that a term is the energy at its node");
  file.put("temperature/reference", basis.reference);
  file.put("temperature/slope", basis.slope);
  file.put("temperature/nodes", basis.nodes);
  file.put("temperature/length", basis.length);
  for (const char* name : {"reference", "nodes", "length"}) file.describe(std::string("temperature/") + name, "K");
  file.describe("temperature/slope", "prior: standard deviation of term_1 over that of term_0");
}

void put_marks(const std::vector<FileMark>& marks, const std::string& name, Archive& file) {
  std::vector<std::string> names, hashes;
  for (const auto& mark : marks) {
    names.push_back(mark.name);
    hashes.push_back(mark.sha256);
  }
  file.put(name + "/name", names);
  file.put(name + "/sha256", hashes);
}

void put_provenance(const Provenance& from, Archive& file) {
  file.put("provenance/program", from.program);
  file.put("provenance/created", from.created);
  file.put("provenance/method", from.method);
  file.put("provenance/iterations", from.iterations);
  file.put("provenance/converged", from.converged);
  put_marks({from.base}, "provenance/base", file);
  file.describe("provenance/base/name", "the potential that this is a correction of");
  put_marks(from.data, "provenance/data", file);
  file.describe("provenance/data/name", "the measured curves");
  std::vector<std::string> names;
  std::vector<double> fractions;
  for (const auto& state : from.states) {
    names.push_back(state.name);
    fractions.insert(fractions.end(), state.fractions.begin(), state.fractions.end());
  }
  file.put("provenance/states/name", names);
  file.put("provenance/states/fractions", fractions);
  file.describe("provenance/states/fractions", "of atoms, a state's species one behind the other");
  for (const auto& [name, about, member] : state_numbers) {
    std::vector<double> column;
    for (const auto& state : from.states) column.push_back(state.*member);
    file.put(std::string("provenance/states/") + name, column);
    file.describe(std::string("provenance/states/") + name, about);
  }
}

/// @throws InputError unless there are n of them
template <class T>
const std::vector<T>& sized(const std::vector<T>& values, std::size_t n, const std::string& name, const Archive& file) {
  if (values.size() != n)
    throw InputError({file.source(), 0},
                     fmt::format("'{}' in the correction has {} values, expected {}", name, values.size(), n));
  return values;
}

TemperatureBasis temperature_of(const Archive& file) {
  TemperatureBasis basis;
  const auto& name = file.string("temperature/kind");
  const auto found =
      std::find_if(basis_names.begin(), basis_names.end(), [&](const auto& entry) { return entry.second == name; });
  if (found == basis_names.end())
    throw InputError({file.source(), 0}, "there is no kind of dependence on temperature '" + name + "'");
  basis.kind = found->first;
  basis.reference = file.number("temperature/reference");
  basis.slope = file.number("temperature/slope");
  basis.nodes = file.numbers("temperature/nodes");
  basis.length = file.number("temperature/length");
  return basis;
}

std::vector<FileMark> marks_of(const std::string& name, const Archive& file) {
  const auto& names = file.strings(name + "/name");
  const auto& hashes = sized(file.strings(name + "/sha256"), names.size(), name + "/sha256", file);
  std::vector<FileMark> marks;
  for (std::size_t i = 0; i < names.size(); ++i) marks.push_back({names[i], hashes[i]});
  return marks;
}

std::vector<FittedState> states_of(std::size_t species, const Archive& file) {
  const std::string folder = "provenance/states/";
  const auto& names = file.strings(folder + "name");
  const std::size_t n = names.size();
  const auto& fractions = sized(file.numbers(folder + "fractions"), n * species, folder + "fractions", file);
  std::vector<FittedState> states(n);
  for (std::size_t s = 0; s < n; ++s) {
    states[s].name = names[s];
    for (std::size_t k = 0; k < species; ++k) states[s].fractions.push_back(fractions[s * species + k]);
  }
  for (const auto& [name, about, member] : state_numbers) {
    const auto& column = sized(file.numbers(folder + name), n, folder + name, file);
    for (std::size_t s = 0; s < n; ++s) states[s].*member = column[s];
  }
  return states;
}

Provenance provenance_of(std::size_t species, const Archive& file) {
  Provenance from;
  from.program = file.string("provenance/program");
  from.created = file.string("provenance/created");
  from.method = file.string("provenance/method");
  from.iterations = file.integer("provenance/iterations");
  from.converged = file.string("provenance/converged");
  const auto base = marks_of("provenance/base", file);
  from.base = sized(base, 1, "provenance/base/name", file).front();
  from.data = marks_of("provenance/data", file);
  from.states = states_of(species, file);
  return from;
}

}  // namespace

void save(const Correction& correction, const std::string& path) {
  if (const auto problem = problem_with(correction); !problem.empty())
    throw std::invalid_argument("a correction can't be saved: " + problem);
  Archive file(kind());
  file.describe("",
                "A correction of a potential by Liquidus: to the base potential's energy is added, for every pair of "
                "atoms, U(r, T) = sum over m of b_m(T) term_m(r). The terms are cubic splines through their values at "
                "r: natural at the first, below which they are straight lines, and zero with zero slope at the last, "
                "beyond which there is nothing. Distances in angstrom, energies in eV, temperatures in K.");
  put_curves(correction, file);
  put_temperature(correction.temperature, file);
  put_provenance(correction.provenance, file);
  file.save(path);
}

Correction load_correction(const std::string& path) {
  const auto file = Archive::load(path, kind());
  Correction correction;
  correction.species = file.strings("species");
  correction.knots = {file.number("knots/first"), file.number("knots/spacing"), file.integer("knots/count")};
  correction.temperature = temperature_of(file);
  for (std::size_t m = 0; m < correction.terms(); ++m)
    for (std::size_t p = 0; p < correction.pairs(); ++p)
      correction.values.push_back(file.numbers(curve_name(correction, p, m)));
  correction.covariance = file.numbers("covariance");
  correction.provenance = provenance_of(correction.species.size(), file);
  if (const auto problem = problem_with(correction); !problem.empty())
    throw InputError({path, 0}, "the file holds no correction that can be used: " + problem);
  return correction;
}

}  // namespace liquidus
