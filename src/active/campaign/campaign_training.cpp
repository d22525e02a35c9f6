// A campaign's first stage: a committee is trained and held against frames that it hasn't seen.
#include <fmt/format.h>

#include <cmath>
#include <filesystem>

#include "active/campaign/campaign_state.hpp"
#include "active/jobs/job_record.hpp"
#include "core/errors.hpp"
#include "core/random.hpp"
#include "io/file.hpp"
#include "io/xyz.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// Behind those of the rounds, so that a frame's draw for a member is the same in each of them.
constexpr Index first_draw_of_members = Index{1} << 40;

std::string member_name(Index member) { return "member-" + std::to_string(member + 1); }

/// How many of so many frames a member learns from; the others judge it.
Index learnt_from(const MembersOptions& options, Index frames) {
  return std::clamp<Index>(std::llround(options.share * static_cast<double>(frames)), 1, frames);
}

/// Sums of squared deviations.
struct Squares {
  double energy = 0.0, forces = 0.0, stress = 0.0;
  Index frames = 0, components = 0, stresses = 0;

  void add(const Frame& label, double energy_found, const std::vector<Vec3>& forces_found, const Mat3& stress_found) {
    const double off = (energy_found - *label.energy) / static_cast<double>(label.atoms.size());
    energy += off * off;
    ++frames;
    for (std::size_t i = 0; i < forces_found.size(); ++i)
      for (std::size_t k = 0; k < 3; ++k) forces += std::pow(forces_found[i][k] - label.forces[i][k], 2), ++components;
    if (!label.stress) return;
    for (std::size_t i = 0; i < 3; ++i)
      for (std::size_t k = 0; k < 3; ++k) stress += std::pow(stress_found[i][k] - (*label.stress)[i][k], 2), ++stresses;
  }
  RoundErrors errors() const {
    const auto root = [](double sum, Index n) { return std::sqrt(sum / static_cast<double>(std::max<Index>(n, 1))); };
    RoundErrors errors{root(energy, frames), root(forces, components), {}};
    if (stresses > 0) errors.stress = root(stress, stresses);
    return errors;
  }
};

}  // namespace

/// The files of a member: frames that are drawn, and those that are left out, by which its training is judged.
void Campaign::State::write_member_set(Index round, Index member) const {
  const auto place = folder(round) + "/" + member_name(member);
  fs::create_directories(place);
  const auto frames = labelled(round);
  std::vector<std::pair<double, std::size_t>> order;
  for (std::size_t k = 0; k < frames.size(); ++k)
    order.emplace_back(Random(static_cast<std::uint64_t>(options.run.seed), Stream::sampling, static_cast<Index>(k),
                              first_draw_of_members + member)
                           .uniform(),
                       k);
  std::sort(order.begin(), order.end());
  std::vector<bool> in(frames.size(), false);
  const auto taken = static_cast<std::size_t>(learnt_from(options.committee, static_cast<Index>(frames.size())));
  for (std::size_t k = 0; k < taken; ++k) in[order[k].second] = true;
  std::string set, left;
  if (fs::exists(path("start.extxyz")))
    for (const auto& frame : read_xyz(path("start.extxyz"), {{"REF_"}}))
      if (frame.atoms.size() == 1) set += format_xyz(frame, "REF_");
  for (std::size_t k = 0; k < frames.size(); ++k) (in[k] ? set : left) += format_xyz(frames[k], "REF_");
  write_text(place + "/set.extxyz", set);
  if (!left.empty()) write_text(place + "/validation.extxyz", left);
}

bool Campaign::State::train(RoundRecord& record) const {
  if (record.frames == 0)
    throw Error("'" + options.run.output +
                "' has no labelled frame to learn from: all that was to be labelled was set "
                "aside; the reasons are in round-000/labels/*/task.json");
  const double start = time_now();
  RoundRecord::Training training;
  std::optional<RoundRecord> last;
  if (options.committee.first == "last" && record.round > 1) last = read_round(folder(record.round - 1));
  for (Index member = 0; member < options.committee.members; ++member) {
    const auto name = member_name(member);
    on_root(ranks, [&] { write_member_set(record.round, member); });
    MemberTraining task;
    task.folder = folder(record.round) + "/" + name;
    task.train = {task.folder + "/set.extxyz"};
    if (learnt_from(options.committee, record.frames) < record.frames)
      task.validation = {task.folder + "/validation.extxyz"};
    task.seed = options.run.seed + 1000 * record.round + member;
    if (last && last->training && member < static_cast<Index>(last->training->models.size()))
      task.from = folder(record.round - 1) + "/" + last->training->models[static_cast<std::size_t>(member)];
    say(fmt::format("round {}: member {} of {} learns from {} frames", record.round, member + 1,
                    options.committee.members, record.frames));
    if (!parts.train(task)) return false;
    training.models.push_back(name + "/model.pt");
  }
  on_root(ranks, [&] {
    if (held_out) judge_members(record.round, training);
    training.seconds = seconds_since(start);
    record.training = training;
    save(record);
  });
  record.training = training;
  return !asked_to_stop();
}

/// Errors of each member and of their mean on the held-out frames.
void Campaign::State::judge_members(Index round, RoundRecord::Training& training) const {
  Members members;
  for (const auto& model : training.models) members.push_back(parts.member(folder(round) + "/" + model, species));
  std::vector<Squares> each(members.size());
  Squares mean;
  for (const auto& label : read_xyz(path("held-out.extxyz"), {{"REF_"}})) {
    if (label.atoms.size() < 2) continue;
    const auto atoms = with_species(label.atoms, species);
    const double share = 1.0 / static_cast<double>(members.size()), volume = atoms.cell.volume();
    double energy = 0.0;
    std::vector<Vec3> forces(label.forces.size());
    Mat3 stress{};
    for (std::size_t m = 0; m < members.size(); ++m) {
      const auto found = evaluate(*members[m], atoms);
      const Mat3 found_stress = (-1.0 / volume) * found.virial;
      each[m].add(label, found.energy, found.forces, found_stress);
      energy += share * found.energy;
      stress += share * found_stress;
      for (std::size_t i = 0; i < forces.size(); ++i) forces[i] += share * found.forces[i];
    }
    mean.add(label, energy, forces, stress);
  }
  for (const auto& squares : each) training.members.push_back(squares.errors());
  training.committee = mean.errors();
}

}  // namespace liquidus
