#include "scatter/dynamics/transport.hpp"

#include <algorithm>
#include <cmath>

#include "core/errors.hpp"

namespace liquidus {
namespace {

const TransportOptions& checked(const TransportOptions& options) {
  check(options);
  return options;
}

MsdOptions paths_options(const TransportOptions& options) {
  MsdOptions paths;
  paths.interval = options.interval;
  paths.blocks = options.blocks;
  paths.longest = options.longest;
  return paths;
}

bool finite(const Mat3& m) { return std::isfinite(norm2(m[0]) + norm2(m[1]) + norm2(m[2])); }

/// Adds a value that all frames have or none.
template <class T>
void add_if(bool there, const T& value, std::vector<T>& values, Index samples, const char* what) {
  if (samples > 0 && there == values.empty())
    throw InputError(std::string("the frame has ") + (there ? "a " : "no ") + what + ", and those before it " +
                     (there ? "had none" : "had one"));
  if (there) values.push_back(value);
}

}  // namespace

Transport::Transport(const TransportOptions& options, const Communicator& ranks)
    : options_(checked(options)),
      charges_(read_charges(options.charges)),
      ranks_(&ranks),
      msd_(paths_options(options), ranks) {}

void Transport::observe(const Snapshot& now) {
  times_.add(now.time);
  const Index n = frames();
  const Mat3& s = now.stress;
  add_if(finite(s), {s[0][0], s[1][1], s[2][2], s[1][2], s[2][0], s[0][1]}, series_.stress, n, "stress");
  add_if(std::isfinite(now.temperature), now.temperature, series_.temperature, n, "temperature");
  add_if(std::isfinite(norm2(now.heat_flux)), now.heat_flux, series_.heat, n, "heat flux");
  if (!charges_.empty()) add_charges(now);
  series_.volume.push_back(now.atoms.cell.volume());
  series_.spacing = times_.spacing();
}

/// Current and displacement of the charges, without the drift of the centre of mass.
void Transport::add_charges(const Snapshot& now) {
  msd_.observe(now);
  if (charge_.empty())
    for (Index i = 0; i < now.atoms.size(); ++i) {
      const auto known = std::find_if(charges_.begin(), charges_.end(),
                                      [&](const auto& charge) { return charge.first == now.atoms.name(i); });
      if (known == charges_.end()) refuse_measure("transport", "charges has no line for " + now.atoms.name(i));
      charge_.push_back(known->second);
    }
  const bool moving = now.atoms.v.size() == now.atoms.r.size();
  Vec3 momentum{}, current{}, dipole{};
  double mass = 0.0, whole = 0.0;
  for (std::size_t i = 0; i < charge_.size(); ++i) {
    dipole += charge_[i] * msd_.paths().path()[i];
    if (!moving) continue;
    const double m = now.atoms.mass(static_cast<Index>(i));
    momentum += m * now.atoms.v[i];
    mass += m;
    current += charge_[i] * now.atoms.v[i];
    whole += charge_[i];
  }
  if (moving) current += -(whole / mass) * momentum;
  add_if(moving, current, series_.current, frames(), "velocity of each atom");
  series_.dipole.push_back(dipole);
}

Findings Transport::findings() const {
  std::optional<IonPaths> ions;
  if (!charges_.empty() && frames() > 1) {
    ions = {msd_.sums(), {}};
    for (const auto& name : ions->sums.species)
      ions->charge.push_back(
          std::find_if(charges_.begin(), charges_.end(), [&](const auto& c) { return c.first == name; })->second);
  }
  Findings all = transport_findings(series_, options_, ions);
  all.tables.push_back(
      {"fluxes",
       "fluxes at even times: stress s (ASE's sign, kinetic part included), current j and displacement m "
       "of the charges without the drift of the centre of mass, heat flux q (times the volume)",
       flux_columns(series_)});
  if (!charges_.empty()) {
    double whole = 0.0, largest = 0.0;
    for (const double q : charge_) whole += q, largest = std::max(largest, std::abs(q));
    if (std::abs(whole) > 1e-6 * largest * static_cast<double>(charge_.size()))
      all.remarks.push_back("the charges add up to " + std::to_string(whole) + " e, not to zero");
  }
  return all;
}

std::vector<double> Transport::state() const {
  StateWriter state;
  times_.save(state);
  state.put(series_.temperature);
  state.put(series_.volume);
  std::vector<double> stress;
  for (const auto& row : series_.stress) stress.insert(stress.end(), row.begin(), row.end());
  state.put(stress);
  for (const auto* vectors : {&series_.current, &series_.dipole, &series_.heat}) state.put(*vectors);
  state.put(charge_);
  state.put(msd_.state());
  return state.take();
}

void Transport::restore(const std::vector<double>& state) {
  StateReader from(state);
  Transport saved(options_, *ranks_);
  saved.times_.restore(from);
  FluxSeries& series = saved.series_;
  series.spacing = saved.times_.spacing();
  series.temperature = from.numbers();
  series.volume = from.numbers();
  const auto stress = from.numbers();
  if (stress.size() % 6 != 0) StateReader::refuse("it is damaged");
  for (std::size_t k = 0; k < stress.size(); k += 6) {
    std::array<double, 6> row{};
    std::copy_n(stress.begin() + static_cast<std::ptrdiff_t>(k), 6, row.begin());
    series.stress.push_back(row);
  }
  for (auto* vectors : {&series.current, &series.dipole, &series.heat}) *vectors = from.vectors();
  saved.charge_ = from.numbers();
  saved.msd_.restore(from.numbers());
  from.end();
  *this = std::move(saved);
}

}  // namespace liquidus
