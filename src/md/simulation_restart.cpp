#include <fmt/format.h>

#include <algorithm>

#include "core/errors.hpp"
#include "md/pack_numbers.hpp"
#include "md/simulation_state.hpp"

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

}  // namespace

void Simulation::State::put(Checkpoint& checkpoint) const {
  checkpoint.put("atoms", motion.atoms);
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
  checkpoint.put("md/forces", numbers(values.forces));
  checkpoint.put("md/energy", values.energy);
  checkpoint.put("md/virial", numbers(values.virial));
  checkpoint.put("md/known", std::vector<Index>{values.has.energy ? 1 : 0, values.has.virial ? 1 : 0});
  checkpoint.put("md/origin/r", numbers(forces.origin().r));
  checkpoint.put("md/origin/cell", numbers(forces.origin().cell.vectors()));
  stepper->save("md/stepper", checkpoint);
  for (std::size_t k = 0; k < records.size(); ++k) records[k].save(record_path(k), checkpoint);
  for (const auto& measurement : measurements)
    checkpoint.put(observer_path(measurement.name), measurement.observer->state());
}

void Simulation::State::restore(const Checkpoint& checkpoint) try {
  Structure atoms = checkpoint.structure("atoms");
  require_same_atoms(atoms, motion.atoms);
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

  motion = Motion(std::move(atoms));
  stage = at;
  done = steps_done;
  step = checkpoint.integer("md/step");
  time_at_stage = checkpoint.number("md/time_at_stage");
  if (checkpoint.integer("md/begun") == 0) return;
  const auto& known = checkpoint.integers("md/known");
  forces.build_at({vectors(checkpoint.numbers("md/origin/r")),
                   Cell(mat3(checkpoint.numbers("md/origin/cell")), motion.atoms.cell.periodic())},
                  motion.atoms);
  forces.set({vectors(checkpoint.numbers("md/forces")),
              checkpoint.number("md/energy"),
              mat3(checkpoint.numbers("md/virial")),
              {},  // deviations are looked at after the next step
              {},
              {known.at(0) != 0, known.at(1) != 0}});
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
