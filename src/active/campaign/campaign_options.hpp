#pragma once
#include <array>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "active/campaign/sampling_options.hpp"
#include "active/labels/label_engine.hpp"
#include "active/labels/label_task.hpp"
#include "core/options.hpp"
#include "md/options.hpp"

namespace liquidus {

/// `[start]`: what a campaign begins with.
struct StartOptions {
  std::vector<std::string> files, structures, held_out;  // paths
  Index count = 0;
};

inline constexpr std::array start_fields = {
    Field<StartOptions>{"files", "", "labelled frames, extended XYZ or HDF5", &StartOptions::files},
    Field<StartOptions>{"count", "", "of them that are taken, drawn by the seed; 0 for all", &StartOptions::count},
    Field<StartOptions>{"structures", "", "frames without labels, which are labelled before anything is trained",
                        &StartOptions::structures},
    Field<StartOptions>{"held_out", "", "labelled frames that are never learnt from; the committee's error is theirs",
                        &StartOptions::held_out},
};

/// `[committee]`: how its members differ.
struct MembersOptions {
  Index members = 4;
  double share = 0.9;
  std::string first = "new";
};

inline constexpr std::array members_fields = {
    Field<MembersOptions>{"members", "", "models that are trained, each with its own seed, 2 or more",
                          &MembersOptions::members},
    Field<MembersOptions>{"share", "", "of the labelled frames that a member learns from, drawn for each",
                          &MembersOptions::share},
    Field<MembersOptions>{"first", "",
                          "what a member begins with in each round: weights of its own, or those that it "
                          "had at the end of the round before",
                          &MembersOptions::first, false, "new|last"},
};

/// `[query]`: which of the sampled frames are labelled.
struct QueryOptions {
  double low = 0.05, high = 0.5;  // eV/Å
  bool levels = true, adaptive = false;
  double relative = 0.0;  // eV/Å
  Index most = 200, count = 20;
  std::string choose = "farthest", features = "model";
  Index cluster = 5;
};

inline constexpr std::array query_fields = {
    Field<QueryOptions>{"levels", "", "false: every frame that isn't broken is a candidate", &QueryOptions::levels},
    Field<QueryOptions>{
        "low", "",
        "largest deviation of a force (eV/Å; a number if `relative` is given) below which the committee "
        "is taken to know a frame",
        &QueryOptions::low},
    Field<QueryOptions>{"high", "", "above which a frame has failed: it isn't one that nature knows",
                        &QueryOptions::high},
    Field<QueryOptions>{"relative", "eV/Å",
                        "deviations are divided by the force plus this; 0 for deviations as they are",
                        &QueryOptions::relative},
    Field<QueryOptions>{"adaptive", "", "`low` goes up until no more than `most` frames are candidates",
                        &QueryOptions::adaptive},
    Field<QueryOptions>{"most", "", "candidates with `adaptive`", &QueryOptions::most},
    Field<QueryOptions>{"count", "", "candidates that are labelled in a round", &QueryOptions::count},
    Field<QueryOptions>{
        "choose", "",
        "which of them: those far from each other and from what is labelled; from each of the "
        "clusters of HDBSCAN and what lies in none in turn; those whose energies a model that is linear in "
        "the features knows least; those of the largest deviation; or any, as drawn",
        &QueryOptions::choose, false, "farthest|clusters|variance|deviation|random"},
    Field<QueryOptions>{"features", "",
                        "what frames are compared by: what the first member's model makes of atoms' surroundings, or "
                        "distances and angles in them; these too for a model that isn't MACE",
                        &QueryOptions::features, false, "model|surroundings"},
    Field<QueryOptions>{"cluster", "", "frames that make a cluster", &QueryOptions::cluster},
};

/// `[queue]`: where jobs run that label.
struct QueueOptions {
  std::string kind = "local";
  Index at_once = 1;
  Index array = 100;
  std::vector<std::string> options;
  double poll = 2e15;  // fs
};

inline constexpr std::array queue_fields = {
    Field<QueueOptions>{"kind", "", "this machine, or a Slurm cluster", &QueueOptions::kind, false, "local|slurm"},
    Field<QueueOptions>{"at_once", "", "jobs that run or wait in the queue at a time", &QueueOptions::at_once},
    Field<QueueOptions>{"array", "", "jobs that sbatch is handed as one array at most; 1 for no arrays",
                        &QueueOptions::array},
    Field<QueueOptions>{"options", "", "of sbatch, as [\"--partition=long\"]", &QueueOptions::options},
    Field<QueueOptions>{"poll", "s", "time between two looks at the jobs", &QueueOptions::poll},
};

/// `[stop]`: a campaign is finished when both of its criteria hold, or the one that is given.
struct StopOptions {
  double energy = not_given;  // eV/atom
  double r_chi = not_given, chi_squared = not_given;
  Index rounds = 10, labels = 0;
};

inline constexpr std::array stop_fields = {
    Field<StopOptions>{"energy", "meV",
                       "per atom: the committee's error (rms) on the held-out frames and its members' deviation (rms) "
                       "on the sampled ones are below; left out, neither is looked at",
                       &StopOptions::energy},
    Field<StopOptions>{"r_chi", "",
                       "R_χ of every [[experiment]] and [[compare]] is below; left out, it isn't looked at",
                       &StopOptions::r_chi},
    Field<StopOptions>{"chi_squared", "", "χ² per point of every [[experiment]] is below, likewise",
                       &StopOptions::chi_squared},
    Field<StopOptions>{"rounds", "", "no more rounds than these", &StopOptions::rounds},
    Field<StopOptions>{"labels", "", "no more labels than these, the start set included; 0 for any number",
                       &StopOptions::labels},
};

/// All that a campaign is told, but for what trains and what makes potentials.
struct CampaignOptions {
  RunOptions run;
  StartOptions start;
  MembersOptions committee;
  SamplingOptions sampling;
  std::vector<SamplingState> states;
  QueryOptions query;
  LabelEngineOptions label;
  LabelEngine::Settings settings;   // [label.settings]
  std::vector<LabelRetry> retries;  // [[label.retry]]
  QueueOptions queue;
  StopOptions stop;
  std::vector<std::pair<std::string, Echo>> others;  // sections of those who train and measure, to be written down too
};

/// Reads and checks the sections. Paths count as `resolve` says.
CampaignOptions read_campaign_options(const Table& file, const std::function<std::string(const std::string&)>& resolve,
                                      Problems& problems);
/// The names of the sections, for those who refuse others.
std::vector<std::string> campaign_sections();
/// Every option used, section by section, and the keys of every section, for --help.
std::vector<std::pair<std::string, Echo>> echo(const CampaignOptions& options);
std::string campaign_help();

}  // namespace liquidus
