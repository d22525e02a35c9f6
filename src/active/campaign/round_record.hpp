#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// Root-mean-square errors on labelled frames.
struct RoundErrors {
  double energy = 0.0, forces = 0.0;  // eV/atom, eV/Å
  std::optional<double> stress;       // eV/Å³
};

/// How far the sampled structure is from what was measured.
struct RoundMisfit {
  std::string name;
  std::optional<double> r_chi, chi_squared;
};

/// What a round of a campaign has done so far, in a file of its folder: round.json. A stage that stands there is done.
struct RoundRecord {
  struct Training {
    std::vector<std::string> models;  // paths in the round's folder
    std::vector<RoundErrors> members;
    std::optional<RoundErrors> committee;  // of the mean; nothing without held-out frames
    double seconds = 0.0;
  };
  struct Run {
    std::string folder, state;  // the folder in the round's
    double time = 0.0;          // fs
    std::string stopped;
  };
  struct Sampling {
    std::vector<RoundMisfit> misfits;
    double seconds = 0.0;
  };
  struct Query {
    Index frames = 0, accurate = 0, candidates = 0, failed = 0, chosen = 0;
    double low = 0.0;                 // that was used
    double median = 0.0, most = 0.0;  // of the force deviations of frames that aren't broken, eV/Å
    double energy_deviation = 0.0;    // rms over them, eV/atom
    double seconds = 0.0;
  };
  struct Labels {
    Index labelled = 0, set_aside = 0;
    std::map<std::string, Index> reasons;  // of those set aside, by kind
    double seconds = 0.0;
  };

  Index round = 0;
  Index options = 0;  // number of the options that it was begun with
  Index frames = 0;   // labelled frames at its beginning
  std::optional<Training> training;
  std::vector<Run> runs;  // of the sampling, those that are done
  std::optional<Sampling> sampling;
  std::optional<Query> query;
  std::optional<Labels> labels;
  std::string verdict;  // why the campaign ended with it; empty if it goes on

  bool done() const { return labels.has_value() || !verdict.empty(); }
};

/// Nothing if there is none. @throws InputError for a file that is no record
std::optional<RoundRecord> read_round(const std::string& folder);
void write_round(const std::string& folder, const RoundRecord& record);

/// The same as text, and back; `path` stands for it in messages.
std::string round_text(const RoundRecord& record);
RoundRecord parse_round(const std::string& text, const std::string& path);

/// A table (CSV) with a line for each round that was held against something: labels and errors.
std::string history_of(const std::vector<RoundRecord>& rounds);

/// "round-003".
std::string round_name(Index round);

}  // namespace liquidus
