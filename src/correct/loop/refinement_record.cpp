#include <fmt/format.h>

#include <ctime>
#include <filesystem>
#include <fstream>

#include "core/errors.hpp"
#include "correct/layer/correction_file.hpp"
#include "correct/loop/refinement_state.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

void make_folder(const std::string& path) {
  std::error_code failure;
  fs::create_directories(path, failure);
  if (failure) throw Error("can't make the folder '" + path + "': " + failure.message());
}

/// Renamed into place, so that a reader never sees half of it.
void write_text(const std::string& path, const std::string& text) {
  std::ofstream file(path + ".tmp", std::ios::binary);
  file << text;
  file.close();
  if (!file) throw Error("cannot write '" + path + "'; is the disk full?");
  fs::rename(path + ".tmp", path);
}

void put(Checkpoint& file, const std::string& name, const Correction& correction) {
  for (std::size_t k = 0; k < correction.values.size(); ++k)
    file.put(fmt::format("{}/values/{:04}", name, k), correction.values[k]);
  file.put(name + "/covariance", correction.covariance);
}

void get(const Checkpoint& file, const std::string& name, Correction& correction) {
  for (std::size_t k = 0; k < correction.values.size(); ++k) {
    auto values = file.numbers(fmt::format("{}/values/{:04}", name, k));
    if (values.size() != correction.values[k].size())
      throw InputError("'" + file.source() + "' is of a fit with other knots; start anew with another output folder");
    correction.values[k] = std::move(values);
  }
  correction.covariance = file.numbers(name + "/covariance");
}

std::string utc_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", utc.tm_year + 1900, utc.tm_mon + 1, utc.tm_mday,
                     utc.tm_hour, utc.tm_min, utc.tm_sec);
}

template <class T>
std::vector<double> packed(const T& value) {
  StateWriter out;
  put(out, value);
  return out.take();
}

void save_past(const PastIteration& past, const std::string& path) {
  Checkpoint file;
  for (std::size_t s = 0; s < past.states.size(); ++s) {
    StateWriter out;
    past.states[s].put(out);
    file.put(fmt::format("states/{:03}", s), out.take());
  }
  file.save(path);
}

PastIteration read_past(const std::string& path, Index iteration, std::size_t states) {
  const Checkpoint file = Checkpoint::load(path);
  PastIteration past{iteration, {}};
  for (std::size_t s = 0; s < states; ++s) {
    StateReader in(file.numbers(fmt::format("states/{:03}", s)));
    past.states.emplace_back(in);
    in.end();
  }
  return past;
}

}  // namespace

std::string Refinement::State::path(const std::string& name) const {
  return (fs::path(options.run.output) / name).string();
}

std::vector<std::string> Refinement::State::names() const {
  std::vector<std::string> all;
  for (const auto& box : boxes) all.push_back(box.options.name);
  return all;
}

std::string Refinement::State::folder_of(Index iteration, const StateBox& box) const {
  return path(fmt::format("iteration-{:03}/{}", iteration, box.options.name));
}

std::string Refinement::State::past_path(Index iteration) const {
  return path(fmt::format("iteration-{:03}/evidence.h5", iteration));
}

/// What fit.h5 is of: a restart with another one's is refused.
std::vector<std::string> Refinement::State::identity() const {
  std::vector<std::string> words{options.correct.method, fmt::format("{:g}", options.correct.cutoff),
                                 fmt::format("{:g}", options.correct.spacing), options.correct.temperature,
                                 base_mark.sha256};
  for (const auto& box : boxes) words.push_back(fmt::format("{} {:g} K", box.options.name, box.options.temperature));
  for (const auto& name : now.species) words.push_back(name);
  return words;
}

void Refinement::State::save() const {
  on_root(ranks, [&] {
    make_folder(options.run.output);
    Checkpoint file;
    file.put("fit/identity", identity());
    file.put("fit/progress", progress.state());
    file.put("fit/why", progress.why());
    put(file, "fit/now", now);
    put(file, "fit/best", best);
    file.put("fit/memory", packed(memory));
    file.put("fit/best_memory", packed(best_memory));
    file.put("fit/first", packed(first));
    file.put("fit/best_report", packed(best_report));
    file.put("fit/remarks", best_remarks);
    std::vector<Index> past;
    for (const auto& one : past_) past.push_back(one.iteration);
    file.put("fit/past", past);
    file.put("fit/rows", std::vector<std::string>{rows_, target_rows_});
    for (std::size_t s = 0; s < boxes.size(); ++s) file.put(fmt::format("states/{:03}", s), boxes[s].atoms);
    file.save(path("fit.h5"));
  });
}

void Refinement::State::restore() {
  Checkpoint file;
  together(ranks, [&] {
    file = Checkpoint::load(path("fit.h5"));
    if (file.strings("fit/identity") != identity())
      throw InputError(
          "'" + file.source() +
          "' is of another fit (its method, base, knots, species or states differ); choose another output");
    progress.restore(file.numbers("fit/progress"), file.string("fit/why"));
    get(file, "fit/now", now);
    get(file, "fit/best", best);
    const auto read = [&](const std::string& name, auto&& from) {
      const auto numbers = file.numbers(name);
      StateReader in(numbers);
      auto value = from(in);
      in.end();
      return value;
    };
    memory = read("fit/memory", get_memory);
    best_memory = read("fit/best_memory", get_memory);
    first = read("fit/first", get_report);
    best_report = read("fit/best_report", get_report);
    best_remarks = file.strings("fit/remarks");
    for (const Index iteration : file.integers("fit/past"))
      past_.push_back(read_past(past_path(iteration), iteration, boxes.size()));
    rows_ = file.strings("fit/rows").at(0);
    target_rows_ = file.strings("fit/rows").at(1);
  });
  best.provenance = provenance();
  for (std::size_t s = 0; s < boxes.size() && ranks.is_root(); ++s)
    boxes[s].atoms = file.structure(fmt::format("states/{:03}", s));
}

/// The best correction so far, with its posterior, and what is to be shown of it.
void Refinement::State::keep_best(const IterationReport& report, const Samples& samples) {
  const NewtonStep posterior = with_posterior(options, now, *samples, past_without(report.iteration));
  best = posterior.correction;
  best_memory = memory;
  best_samples_ = samples;
  best_report = report;
  on_root(ranks, [&] {
    best_findings_ = findings_of(options, names(), posterior, *samples);
    write_findings(options.run.output, best_findings_);
  });
  best_remarks.clear();
  for (const auto& [name, found] : best_findings_)
    for (const auto& remark : found.remarks) best_remarks.push_back(name + ": " + remark);
}

/// The iteration's rows, and what is needed to go on: of simulations only the best ones' last checkpoints, to which a
/// fit that goes astray comes back.
void Refinement::State::record(const IterationReport& report) {
  rows_ += iteration_row(report);
  target_rows_ += target_rows(report);
  best.provenance = provenance();
  on_root(ranks, [&] {
    write_text(path("history.csv"), iteration_header() + rows_);
    write_text(path("targets.csv"), target_header() + target_rows_);
    if (progress.best() == report.iteration) liquidus::save(best, path("correction.h5"));
  });
  const auto memory_of = static_cast<std::size_t>(options.newton.memory);
  if (past_.size() > memory_of) past_.erase(past_.begin(), past_.end() - static_cast<std::ptrdiff_t>(memory_of));
  on_root(ranks, [&] {
    if (!past_.empty() && past_.back().iteration == report.iteration)
      save_past(past_.back(), past_path(report.iteration));
  });
  save();
  on_root(ranks, [&] {
    for (Index k = 0; k <= report.iteration; ++k) {
      if (past_.empty() || k < past_.front().iteration) fs::remove(past_path(k));
      for (const auto& box : boxes)
        if (k != progress.best()) fs::remove(RunFolder::checkpoint_path(folder_of(k, box)));
    }
    if (watch.iteration) watch.iteration(report);
  });
}

Provenance Refinement::State::provenance() const {
  Provenance provenance;
  provenance.program = watch.program;
  provenance.created = utc_now();
  provenance.method = options.correct.method == "sopr" ? "sopr-" + options.sopr.mode : options.correct.method;
  provenance.base = base_mark;
  provenance.data = data;
  provenance.iterations = progress.best();
  provenance.converged = progress.why().empty() ? "the fit goes on" : progress.why();
  for (std::size_t s = 0; s < boxes.size(); ++s) {
    if (!boxes[s].options.fit) continue;
    FittedState state;
    state.name = boxes[s].options.name;
    state.temperature = boxes[s].options.temperature;
    state.density = boxes[s].density;
    state.fractions = boxes[s].fractions;
    const auto fill = [&](const IterationReport& report, double& misfit, double& r_chi, double& pressure) {
      if (s >= report.states.size()) return;
      const auto& targets = report.states[s].result.targets;
      double n = 0.0;
      misfit = r_chi = 0.0;
      for (const auto& target : targets) {
        n += static_cast<double>(target.points);
        misfit += static_cast<double>(target.points) * target.chi2.value;
        r_chi += target.r_chi.value / static_cast<double>(targets.size());
      }
      misfit /= n;
      pressure = report.states[s].pressure.value;
    };
    fill(first, state.misfit_before, state.r_chi_before, state.pressure_before);
    fill(best_report, state.misfit_after, state.r_chi_after, state.pressure_after);
    provenance.states.push_back(state);
  }
  return provenance;
}

}  // namespace liquidus
