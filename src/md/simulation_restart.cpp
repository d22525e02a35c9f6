#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "md/pack_numbers.hpp"
#include "md/simulation_state.hpp"
#include "parallel/gather.hpp"

namespace liquidus {
namespace {

constexpr std::string_view thermostat_names[] = {"none", "nose-hoover", "langevin", "rescaling"};

std::string name_of(ThermostatKind kind) { return std::string(thermostat_names[static_cast<std::size_t>(kind)]); }

std::string record_path(std::size_t k) { return fmt::format("md/records/{:04}", k); }
std::string observer_path(const std::string& name) { return "observers/" + name; }

[[noreturn]] void refuse(const std::string& why) { throw InputError("the checkpoint does not fit this run: " + why); }

template <class T>
void require_same(std::string_view what, const T& then, const T& now) {
  if (!(then == now)) refuse(fmt::format("{} was {} and is {} now", what, then, now));
}

void require_same_atoms(const Structure& then, const Structure& now) {
  require_same("the number of atoms", then.size(), now.size());
  for (Index i = 0; i < now.size(); ++i)
    if (then.name(i) != now.name(i))
      refuse(fmt::format("atom {} was '{}' and is '{}' now", i, then.name(i), now.name(i)));
}

/// What has an entry for each atom stays on the root.
constexpr std::string_view by_atom[] = {"atoms/type", "atoms/r",     "atoms/v",     "atoms/image",
                                        "md/forces",  "md/origin/r", "md/ranks/ids"};

void broadcast(const Communicator& ranks, Checkpoint::Value& value) {
  Index kind = static_cast<Index>(value.index());
  ranks.broadcast(kind);
  if (kind == 0 && value.index() != 0) value = std::vector<double>{};
  if (kind == 1 && value.index() != 1) value = std::vector<Index>{};
  if (kind == 2 && value.index() != 2) value = std::vector<std::string>{};
  if (auto* reals = std::get_if<std::vector<double>>(&value)) ranks.broadcast(*reals);
  if (auto* integers = std::get_if<std::vector<Index>>(&value)) ranks.broadcast(*integers);
  if (auto* strings = std::get_if<std::vector<std::string>>(&value)) {
    auto count = static_cast<Index>(strings->size());
    ranks.broadcast(count);
    strings->resize(static_cast<std::size_t>(count));
    for (auto& text : *strings) ranks.broadcast(text);
  }
}

/// The root's checkpoint, without what has an entry for each atom. Collective.
Checkpoint common_part(const Communicator& ranks, const Checkpoint& whole) {
  std::vector<std::pair<std::string, Checkpoint::Value>> values;
  if (ranks.is_root())
    for (const auto& [name, value] : whole.values())
      if (std::find(std::begin(by_atom), std::end(by_atom), name) == std::end(by_atom))
        values.emplace_back(name, value);
  auto count = static_cast<Index>(values.size());
  ranks.broadcast(count);
  values.resize(static_cast<std::size_t>(count));
  Checkpoint common;
  for (auto& [name, value] : values) {
    ranks.broadcast(name);
    broadcast(ranks, value);
    std::visit([&, name = name](const auto& x) { common.put(name, x); }, value);
  }
  return common;
}

/// The root runs f, whose mistakes are the checkpoint's.
template <class F>
void read_on_root(const Communicator& ranks, F&& f) {
  on_root(ranks, [&] {
    try {
      f();
    } catch (const std::logic_error& error) {
      refuse(error.what());
    }
  });
}

}  // namespace

void Simulation::State::put(Checkpoint& checkpoint) const {
  Structure atoms;
  collect_atoms(atoms);
  checkpoint.put("atoms", atoms);
  checkpoint.put("md/seed", options.run.seed);
  checkpoint.put("md/step", step);
  checkpoint.put("md/stage", static_cast<Index>(stage));
  checkpoint.put("md/stage_name", now().name);
  checkpoint.put("md/ensemble", now().ensemble_name);
  checkpoint.put("md/thermostat_name", name_of(now().thermostat));
  checkpoint.put("md/timestep", now().timestep);
  checkpoint.put("md/done", done);
  checkpoint.put("md/time_at_stage", time_at_stage);
  checkpoint.put("md/begun", Index{stepper ? 1 : 0});
  if (!stepper) return;
  Forces::Values values;
  forces.save(values);
  std::vector<Vec3> all;
  collect(forces.forces(), all);
  checkpoint.put("md/forces", numbers(all));
  checkpoint.put("md/energy", values.energy);
  checkpoint.put("md/virial", numbers(values.virial));
  checkpoint.put("md/known", std::vector<Index>{values.has.energy ? 1 : 0, values.has.virial ? 1 : 0});
  collect(std::span<const Vec3>(forces.origin().r), all);
  checkpoint.put("md/origin/r", numbers(all));
  checkpoint.put("md/origin/cell", numbers(forces.origin().cell.vectors()));
  if (!ranks.alone()) {
    Layout layout = gather_layout(ranks, motion.id);
    checkpoint.put("md/ranks/counts", std::move(layout.counts));
    checkpoint.put("md/ranks/ids", std::move(layout.ids));
    checkpoint.put("md/ranks/bricks", domain.state());
  }
  stepper->save("md/stepper", checkpoint);
  for (std::size_t k = 0; k < records.size(); ++k) records[k].save(record_path(k), checkpoint);
  for (const auto& measurement : measurements)
    checkpoint.put(observer_path(measurement.name), measurement.observer->state());
}

bool Simulation::State::restore_atoms(const Checkpoint& checkpoint) {
  Structure atoms;
  Layout layout;
  std::vector<double> bricks;
  bool same_ranks = false;
  read_on_root(ranks, [&] {
    atoms = checkpoint.structure("atoms");
    if (!checkpoint.has("md/ranks/counts")) return;
    layout = {checkpoint.integers("md/ranks/counts"), checkpoint.integers("md/ranks/ids")};
    bricks = checkpoint.numbers("md/ranks/bricks");
    same_ranks = layout.counts.size() == static_cast<std::size_t>(ranks.size());
  });
  ranks.broadcast(same_ranks);
  if (ranks.alone() || !same_ranks) {
    // where they will stand when lists are made
    for (std::size_t i = 0; i < atoms.r.size() && !ranks.alone(); ++i)
      atoms.r[i] = atoms.cell.wrapped(atoms.r[i], atoms.image.empty() ? nullptr : &atoms.image[i]);
    motion = liquidus::spread(atoms, domain);
    return ranks.alone();
  }
  motion = Motion(domain.scatter(atoms, bricks, layout), motion.all, motion.whole_mass, ranks);
  return true;
}

/// On another number of ranks lists are made where the atoms are now.
void Simulation::State::restore_forces(const Checkpoint& whole_checkpoint, const Checkpoint& checkpoint,
                                       bool same_ranks) {
  std::vector<Vec3> then, at_origin;
  read_on_root(ranks, [&] {
    then = vectors(whole_checkpoint.numbers("md/forces"));
    at_origin = vectors(whole_checkpoint.numbers("md/origin/r"));
    if (then.size() != whole_checkpoint.integers("atoms/type").size() || at_origin.size() != then.size())
      refuse("forces and atoms differ in number");
  });
  const auto mine = [&](const std::vector<Vec3>& all) {
    return scatter_by_id(ranks, std::span<const Index>(motion.id), std::span<const Vec3>(all));
  };
  if (same_ranks)
    forces.build_at({mine(at_origin), Cell(mat3(checkpoint.numbers("md/origin/cell")), motion.atoms.cell.periodic())},
                    motion);
  else
    forces.build_at({motion.atoms.r, motion.atoms.cell}, motion);
  const auto& known = checkpoint.integers("md/known");
  // deviations are looked at after the next step
  forces.set({mine(then),
              checkpoint.number("md/energy"),
              mat3(checkpoint.numbers("md/virial")),
              {},
              {},
              {known.at(0) != 0, known.at(1) != 0}});
}

void Simulation::State::restore(const Checkpoint& whole_checkpoint) try {
  Structure now_atoms;
  collect_atoms(now_atoms);
  read_on_root(ranks, [&] { require_same_atoms(whole_checkpoint.structure("atoms"), now_atoms); });
  const Checkpoint checkpoint = common_part(ranks, whole_checkpoint);
  require_same("the seed", checkpoint.integer("md/seed"), options.run.seed);
  const auto at = static_cast<std::size_t>(checkpoint.integer("md/stage"));
  if (at >= stages.size()) refuse(fmt::format("it is from stage {}, and there are only {}", at + 1, stages.size()));
  const Stage& then = stages[at];
  require_same(fmt::format("the name of stage {}", at + 1), checkpoint.string("md/stage_name"), then.name);
  require_same("the stage's ensemble", checkpoint.string("md/ensemble"), then.ensemble_name);
  require_same("the stage's thermostat", checkpoint.string("md/thermostat_name"), name_of(then.thermostat));
  require_same("the stage's timestep", checkpoint.number("md/timestep"), then.timestep);
  const Index steps_done = checkpoint.integer("md/done");
  if (steps_done > then.steps)
    refuse(fmt::format("it has done {} steps of stage '{}', which has {} now", steps_done, then.name, then.steps));

  const bool same_ranks = restore_atoms(whole_checkpoint);
  stage = at;
  done = steps_done;
  step = checkpoint.integer("md/step");
  time_at_stage = checkpoint.number("md/time_at_stage");
  if (checkpoint.integer("md/begun") == 0) return;
  restore_forces(whole_checkpoint, checkpoint, same_ranks);
  stepper.emplace(then, motion, forces, options.run.seed, checkpoint, "md/stepper");
  records.clear();
  for (std::size_t k = 0; k <= stage; ++k) {
    records.emplace_back(stages[k]);
    records.back().restore(record_path(k), checkpoint);
  }
  for (const auto& measurement : measurements) {
    if (!checkpoint.has(observer_path(measurement.name)))
      refuse(fmt::format("it has no measure '{}'", measurement.name));
    measurement.observer->restore(checkpoint.numbers(observer_path(measurement.name)));
  }
} catch (const std::logic_error& error) {  // numbers that don't belong together
  refuse(error.what());
}

}  // namespace liquidus
