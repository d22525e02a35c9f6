#pragma once
#include <cmath>
#include <fstream>

#include "active/campaign/campaign.hpp"
#include "core/random.hpp"
#include "core/threads.hpp"
#include "core/units.hpp"
#include "io/file.hpp"
#include "io/xyz.hpp"
#include "md/build.hpp"
#include "md/minimise.hpp"
#include "potential/lennard_jones.hpp"
#include "support/temporary_folder.hpp"

namespace liquidus::testing {

/// Argon, whose true potential is a stand-in for a DFT code, and models of one number that learn it: the more frames
/// the nearer.
struct SmallCampaign {
  static constexpr double epsilon = 0.0104, sigma = 3.4;  // eV, Å

  static std::unique_ptr<Potential> lennard_jones(double depth) {
    const double values[] = {depth}, sizes[] = {sigma};
    return make_lennard_jones(1, values, sizes, {2.2 * sigma, Truncation::shifted_force, 0.0, false});
  }

  /// A model is a file with its depth, wrong by 30 % over the number of frames, as drawn for the member.
  static bool train(const MemberTraining& member) {
    double frames = 0.0;
    for (const auto& file : member.train) frames += static_cast<double>(read_xyz(file).size());
    Random random(static_cast<std::uint64_t>(member.seed), Stream::training, 0, 0);
    write_text(member.folder + "/model.pt", std::to_string(epsilon * (1.0 + 0.3 * random.normal() / frames)));
    return true;
  }
  static double depth_of(const std::string& model) { return std::stod(read_text(model)); }

  static CampaignParts parts() {
    CampaignParts parts;
    parts.train = train;
    parts.member = [](const std::string& model, std::span<const Species>) { return lennard_jones(depth_of(model)); };
    parts.sampler = [](const std::vector<std::string>& models, std::span<const Species>, double) {
      double depth = 0.0;
      for (const auto& model : models) depth += depth_of(model) / static_cast<double>(models.size());
      return lennard_jones(depth);
    };
    return parts;
  }

  /// 32 atoms at a density, labelled by the true potential.
  static Frame labelled(Index seed) {
    StructureOptions options;
    options.formula = "Ar";
    options.atoms = 32;
    options.density = parse_quantity("0.018 1/Å^3");
    Frame frame;
    frame.atoms = build_structure(options, seed);
    const auto potential = lennard_jones(epsilon);
    minimise(frame.atoms, *potential, {.steps = 20});
    frame.atoms.image.clear();
    const auto found = evaluate(*potential, frame.atoms);
    frame.energy = found.energy;
    frame.forces = found.forces;
    frame.stress = (-1.0 / frame.atoms.cell.volume()) * found.virial;
    return frame;
  }
  static std::string labelled_file(const std::string& path, Index count, Index first_seed) {
    std::string text;
    for (Index k = 0; k < count; ++k) text += format_xyz(labelled(first_seed + k), "REF_");
    write_text(path, text);
    return path;
  }

  TemporaryFolder folder;
  CampaignOptions options;

  SmallCampaign() {
    set_threads(1);
    options.run.output = folder / "campaign";
    options.start.files = {labelled_file(folder / "start.extxyz", 4, 1)};
    options.start.held_out = {labelled_file(folder / "held-out.extxyz", 3, 101)};
    options.committee.members = 3;
    options.sampling.timestep = 4.0;
    options.sampling.interval = 10;
    options.sampling.frames = 10;
    for (const double kelvin : {100.0, 140.0}) {
      SamplingState state;
      state.name = std::to_string(static_cast<int>(kelvin)) + "K";
      state.temperature = {kelvin};
      state.time = 400.0;
      state.equilibrate = 40.0;
      options.states.push_back(state);
    }
    options.query.low = 1e-6;
    options.query.count = 3;
    options.label.engine = "command";
    options.label.command = std::string(LIQUIDUS_STAND_IN) + " 0.0104 3.4 " + (folder / "failures");
    options.queue.at_once = 2;
    options.queue.poll = 10e12;  // fs: 10 ms
    options.stop.rounds = 3;
  }

  CampaignEnd run(CampaignWatch watch = {}) const {
    Campaign campaign(options, parts(), std::move(watch), Communicator::self());
    return campaign.run();
  }
  std::string path(const std::string& name) const { return options.run.output + "/" + name; }
  RoundRecord round(Index number) const { return read_round(path(round_name(number))).value(); }
  /// Folders in which a label was worked out.
  std::vector<std::string> label_runs() const {
    std::ifstream in(path("runs"));
    std::vector<std::string> runs;
    for (std::string line; std::getline(in, line);) runs.push_back(line);
    return runs;
  }
};

}  // namespace liquidus::testing
