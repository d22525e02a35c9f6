#include "md/stage_record.hpp"

namespace liquidus {

void StageRecord::add(const ThermoRow& row, Index atoms) {
  const auto n = static_cast<double>(atoms);
  temperature_.add(row.temperature);
  pressure_.add(row.pressure);
  density_.add(row.density);
  potential_.add(row.potential / n);
  total_.add((row.potential + row.kinetic) / n);
  conserved_.add(row.time, row.conserved / n);
}

void StageRecord::reached(Index steps, double time, double moves_taken) {
  steps_ = steps;
  time_ = time;
  moves_taken_ = moves_taken;
}

StageSummary StageRecord::summary() const {
  StageSummary all;
  all.name = name_;
  all.ensemble = ensemble_;
  all.steps = steps_;
  all.time = time_;
  all.temperature = temperature_.result();
  all.pressure = pressure_.result();
  all.density = density_.result();
  all.potential = potential_.result();
  all.total = total_.result();
  all.drift = conserved_.change();
  all.drift_rate = conserved_.slope();
  all.moves_taken = moves_taken_;
  return all;
}

void StageRecord::save(const std::string& path, Checkpoint& checkpoint) const {
  checkpoint.put(path + "/name", name_);
  checkpoint.put(path + "/steps", steps_);
  checkpoint.put(path + "/time", time_);
  checkpoint.put(path + "/moves_taken", moves_taken_);
  checkpoint.put(path + "/temperature", temperature_.state());
  checkpoint.put(path + "/pressure", pressure_.state());
  checkpoint.put(path + "/density", density_.state());
  checkpoint.put(path + "/potential", potential_.state());
  checkpoint.put(path + "/total", total_.state());
  checkpoint.put(path + "/conserved", conserved_.state());
}

void StageRecord::restore(const std::string& path, const Checkpoint& checkpoint) {
  name_ = checkpoint.string(path + "/name");
  steps_ = checkpoint.integer(path + "/steps");
  time_ = checkpoint.number(path + "/time");
  moves_taken_ = checkpoint.number(path + "/moves_taken");
  temperature_.restore(checkpoint.numbers(path + "/temperature"));
  pressure_.restore(checkpoint.numbers(path + "/pressure"));
  density_.restore(checkpoint.numbers(path + "/density"));
  potential_.restore(checkpoint.numbers(path + "/potential"));
  total_.restore(checkpoint.numbers(path + "/total"));
  conserved_.restore(checkpoint.numbers(path + "/conserved"));
}

}  // namespace liquidus
