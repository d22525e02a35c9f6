// A campaign's fourth stage: labels are asked for, and what is had of them joins the set.
#include <fmt/format.h>

#include <chrono>
#include <thread>

#include "active/campaign/campaign_state.hpp"
#include "active/jobs/job_queue.hpp"
#include "active/jobs/job_record.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/xyz.hpp"
#include "mlip/labelled_set.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

std::unique_ptr<JobQueue> make_queue(const QueueOptions& options) {
  return options.kind == "slurm" ? make_slurm_queue(options.options, options.array) : make_local_queue();
}

RoundRecord::Labels counted(const LabelBatch& batch, std::size_t frames) {
  RoundRecord::Labels labels;
  for (std::size_t k = 0; k < frames; ++k) {
    const auto task = batch.task(k);
    if (task.state == LabelTask::State::labelled) ++labels.labelled;
    if (task.state != LabelTask::State::set_aside) continue;
    ++labels.set_aside;
    ++labels.reasons[std::string(name_of(task.failed.back().failure))];
  }
  return labels;
}

}  // namespace

/// Labels of frames that stand in files with them.
void Campaign::State::look_up(RoundRecord& record, const std::vector<Frame>& frames) const {
  std::map<std::vector<Vec3>, Frame> stored;
  for (auto& labelled : read_labelled_set(options.label.files, {}).frames)
    stored.try_emplace(labelled.frame.atoms.r, std::move(labelled.frame));
  RoundRecord::Labels labels;
  std::string added;
  for (const auto& asked : frames) {
    const auto found = stored.find(asked.atoms.r);
    if (found == stored.end()) {
      ++labels.set_aside;
      ++labels.reasons[std::string(name_of(LabelFailure::missing))];
      continue;
    }
    Frame frame = found->second;
    frame.info.insert(asked.info.begin(), asked.info.end());
    frame.info["engine"] = options.label.engine;
    added += format_xyz(frame, "REF_");
    ++labels.labelled;
  }
  write_text(folder(record.round) + "/added.extxyz", added);
  record.labels = labels;
  save(record);
}

/// Until every frame is labelled or set aside; false if asked to stop before, with jobs left running.
bool Campaign::State::label_frames(RoundRecord& record, const std::vector<Frame>& frames) const {
  if (options.label.engine == "stored") {
    look_up(record, frames);
    return true;
  }
  const double start = time_now();
  const auto place = folder(record.round);
  const LabelEngine engine(options.label, options.settings);
  const auto jobs = make_queue(options.queue);
  LabelBatch batch(engine, *jobs, options.retries, options.queue.at_once);
  for (std::size_t k = 0; k < frames.size(); ++k)
    batch.add(fmt::format("{}/labels/{:03}", place, k + 1), frames[k].atoms);
  const auto pause = std::chrono::duration<double>(options.queue.poll * 1e-15);
  for (std::string trouble;;) {
    LabelCounts counts;
    try {
      counts = batch.step();
      trouble.clear();
      if (watch.labelling) watch.labelling(counts);
      if (counts.open() == 0) break;
    } catch (const InputError&) {
      throw;
    } catch (const Error& error) {  // of the queue: it may take jobs later
      if (trouble != error.what()) say(error.what());
      trouble = error.what();
    }
    if (watch.stop && watch.stop()) return false;
    std::this_thread::sleep_for(pause);
  }
  const auto labels = batch.labels();
  std::string added;
  for (std::size_t k = 0; k < frames.size(); ++k) {
    if (!labels[k]) continue;
    Frame frame = *labels[k];
    frame.step = frames[k].step;
    frame.info = frames[k].info;
    frame.info["engine"] = options.label.engine;
    frame.info["settings"] = engine.mark(batch.task(k).settings(options.retries)).substr(0, 12);
    added += format_xyz(frame, "REF_");
  }
  write_text(place + "/added.extxyz", added);
  record.labels = counted(batch, frames.size());
  record.labels->seconds = seconds_since(start);
  save(record);
  return true;
}

bool Campaign::State::label(RoundRecord& record) const {
  bool done = false;
  on_root(ranks, [&] {
    say(fmt::format("round {}: {} frames are labelled", record.round, record.query->chosen));
    done = label_frames(record, frames_in(folder(record.round) + "/chosen.extxyz"));
  });
  ranks.broadcast(done);
  return done && !asked_to_stop();
}

/// Round 0: the structures that a campaign begins with.
bool Campaign::State::label_start(RoundRecord& record) const {
  bool done = false;
  on_root(ranks, [&] {
    std::vector<Frame> frames;
    for (const auto& file : options.start.structures)
      for (const auto& read : read_xyz(file)) {
        Frame frame;
        frame.atoms = with_species(read.atoms, species);
        frame.step = read.step;
        frame.info = {{"config_type", std::string("start")}, {"parent", file}, {"round", Index{0}}};
        frames.push_back(std::move(frame));
      }
    say(fmt::format("{} structures are labelled to begin with", frames.size()));
    done = label_frames(record, frames);
  });
  ranks.broadcast(done);
  return done && !asked_to_stop();
}

}  // namespace liquidus
