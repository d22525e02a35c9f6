#include "app/active_parts.hpp"

#include <filesystem>

#include "app/model_files.hpp"
#include "app/potential_file.hpp"
#include "app/terminal.hpp"
#include "app/train_report.hpp"
#include "core/errors.hpp"
#include "scatter/measure_trajectory.hpp"

namespace liquidus {
namespace {

/// Shows where a training stands, and passes a wish to stop on.
class Quiet : public TrainListener {
 public:
  explicit Quiet(bool is_root) : is_root_(is_root) {}
  bool progress(const TrainProgress& progress) override {
    if (is_root_) show_progress(progress_line(progress));
    return !asked_to_stop();
  }

 private:
  bool is_root_;
};

bool train_member(const MemberTraining& member, TrainOptions options, const Communicator& ranks) {
  options.seed = member.seed;
  options.output = member.folder;
  options.data.train = member.train;
  options.data.validation = member.validation;
  if (!member.from.empty()) {
    options = resolved(options);  // it goes on as it began: defaults are not those of fine-tuning
    options.model.file = member.from;
  }
  Quiet listener(ranks.is_root());
  const bool goes_on = std::filesystem::exists(member.folder + "/checkpoint.h5");
  const auto summary = train(resolved(options), listener, goes_on, ranks);
  if (ranks.is_root()) clear_progress();
  return summary.finished;
}

/// With what is added to it.
std::unique_ptr<Potential> loaded(PotentialChoice choice, const std::string& add, std::span<const Species> species,
                                  const Communicator& ranks) {
  auto potential = load_potential(choice, species, ranks).potential;
  if (add.empty()) return potential;
  auto sum = std::make_unique<Sum>();
  sum->append(std::move(potential));
  sum->append(load_potential(add, species, ranks).potential);
  return sum;
}

std::vector<RoundMisfit> compare(const ActiveFileOptions& options, const std::vector<SampledState>& states,
                                 const std::string& folder) {
  const auto& plans = options.measuring.measures;
  const auto& wanted = options.measured.state;
  const Measures measures(plans, Communicator::self());
  for (const auto& state : states) {
    if (!wanted.empty() && state.name != wanted) continue;
    for (const auto& path : state.trajectories)
      measure_trajectory({path, {state.first, -1, 1}, std::numeric_limits<double>::quiet_NaN(), {}}, measures.all());
  }
  auto found = results_of(plans, measures);
  if (found.size() != plans.size()) return {};  // nothing was sampled there
  const auto results = evaluate(options.measuring, std::move(found));
  std::filesystem::create_directories(folder);
  write_curves(folder, results);
  std::vector<RoundMisfit> misfits;
  for (const auto& [keys, agreement] : results.comparisons)
    misfits.push_back({keys.measure + " " + keys.pair, agreement.r_chi, {}});
  for (const auto& [name, findings] : results.experiments) {
    RoundMisfit misfit{name, {}, {}};
    for (const auto& number : findings.numbers) {
      if (number.name == "R_chi") misfit.r_chi = number.value.value;
      if (number.name == "chi2 per point") misfit.chi_squared = number.value.value;
    }
    if (misfit.r_chi || misfit.chi_squared) misfits.push_back(misfit);
  }
  return misfits;
}

}  // namespace

CampaignParts active_parts(const ActiveFileOptions& options, const Communicator& ranks) {
  CampaignParts parts;
  parts.train = [&](const MemberTraining& member) { return train_member(member, options.train, ranks); };
  parts.sampler = [&](const std::vector<std::string>& models, std::span<const Species> species, double temperature) {
    PotentialChoice choice{models.front(), {models.begin() + 1, models.end()}, options.potential};
    choice.correction = options.correction;
    choice.temperature = temperature;
    return loaded(choice, options.potential.add, species, ranks);
  };
  parts.member = [&](const std::string& model, std::span<const Species> species) {
    return loaded({model, {}, options.potential}, options.potential.add, species, Communicator::self());
  };
  parts.features = [&](const std::string& model) {
    return make_node_features(model, model_options(options.potential));
  };
  if (!options.measuring.measures.empty())
    parts.compare = [&](const std::vector<SampledState>& states, const std::string& folder) {
      return compare(options, states, folder);
    };
  return parts;
}

}  // namespace liquidus
