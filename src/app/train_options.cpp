#include "app/train_options.hpp"

#include <algorithm>
#include <filesystem>

#include "io/file.hpp"
#include "io/number_text.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// `path` as it stands if it leads somewhere from the current folder, otherwise from the training file's.
std::string resolved_path(const std::string& path, const std::string& train_file) {
  if (path.empty() || fs::path(path).is_absolute() || fs::exists(path)) return path;
  const fs::path beside = fs::path(train_file).parent_path() / path;
  return fs::exists(beside) ? beside.string() : path;
}

void resolve_all(std::vector<std::string>& paths, const std::string& train_file, const Table& section,
                 std::string_view key, Problems& problems) {
  for (auto& path : paths) {
    path = resolved_path(path, train_file);
    try {
      require_readable(path);
    } catch (const InputError& e) {
      problems.add(section.location(key), e.what());
    }
  }
}

LossWeights read_weights(const Table& section, LossWeights defaults, Problems& problems) {
  for (const auto& field : loss_fields)
    section.read({field.key, field.unit, field.choices}, defaults.*std::get<double LossWeights::*>(field.member),
                 problems);
  return defaults;
}

std::map<std::string, double> read_energies(const Table& section, Problems& problems) {
  std::map<std::string, double> energies;
  for (const auto& element : section.keys()) {
    double energy = -1.0;
    if (section.read({element, "eV", ""}, energy, problems)) energies[element] = energy;
  }
  return energies;
}

/// Where the reader found a key, for what is said about it later.
struct Sections {
  Table file, model, energies, data, replay, training, second;
  const Table& of(const std::string& name) const {
    if (name == "model") return model;
    if (name == "data") return data;
    if (name == "data.replay") return replay;
    if (name == "training") return training;
    if (name == "second_stage") return second;
    return file;
  }
};

Sections sections_of(const Table& file, Problems& problems) {
  const Table model = file.table("model", problems), data = file.table("data", problems);
  return {file,
          model,
          model.table("energies", problems),
          data,
          data.table("replay", problems),
          file.table("training", problems),
          file.table("second_stage", problems)};
}

}  // namespace

TrainOptions read_train_options(const Table& file, const std::string& path, Problems& problems) {
  const auto at = sections_of(file, problems);
  auto options =
      read_section<TrainOptions>(at.file, train_fields, problems, {"model", "data", "training", "second_stage"});
  options.model = read_section<TrainModelOptions>(at.model, train_model_fields, problems, {"energies"});
  options.model.given_energies = read_energies(at.energies, problems);
  options.data = read_section<TrainDataOptions>(at.data, train_data_fields, problems, {"replay"});
  options.replay = read_section<TrainReplayOptions>(at.replay, train_replay_fields, problems);
  const std::initializer_list<std::string_view> weights = {"energy_weight", "forces_weight", "stress_weight"};
  options.training = read_section<TrainingOptions>(at.training, training_fields, problems, weights);
  options.training.weights = read_weights(at.training, options.training.weights, problems);
  options.second = read_section<SecondStageOptions>(at.second, second_stage_fields, problems, weights);
  options.second.weights = read_weights(at.second, options.second.weights, problems);
  if (!options.model.file.empty()) {
    std::vector<std::string> files = {options.model.file};
    resolve_all(files, path, at.model, "file", problems);
    options.model.file = files.front();
  }
  resolve_all(options.data.train, path, at.data, "train", problems);
  resolve_all(options.data.validation, path, at.data, "validation", problems);
  resolve_all(options.data.test, path, at.data, "test", problems);
  resolve_all(options.replay.files, path, at.replay, "files", problems);
  for (const auto& [section, key, message] : check(options)) problems.add(at.of(section).location(key), message);
  return options;
}

TrainOptions read_train_file(const std::string& path, const std::vector<std::string>& overrides) {
  Problems problems;
  const Table file = load_run_file(path, overrides);
  auto options = read_train_options(file, path, problems);
  const Table data = file.table("data", problems);
  if (!data.has("train")) problems.add(data.location(), "[data] lacks 'train', the labelled files to learn from");
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const TrainOptions& options) {
  const auto with_weights = [](Echo section, const LossWeights& weights) {
    for (auto& item : echo_section<LossWeights>(weights, loss_fields)) section.push_back(std::move(item));
    return section;
  };
  std::vector<std::pair<std::string, Echo>> sections = {
      {"", echo_section<TrainOptions>(options, train_fields)},
      {"model", echo_section<TrainModelOptions>(options.model, train_model_fields)},
      {"data", echo_section<TrainDataOptions>(options.data, train_data_fields)},
      {"training",
       with_weights(echo_section<TrainingOptions>(options.training, training_fields), options.training.weights)},
      {"second_stage",
       with_weights(echo_section<SecondStageOptions>(options.second, second_stage_fields), options.second.weights)}};
  if (!options.replay.files.empty())
    sections.insert(sections.begin() + 3,
                    {"data.replay", echo_section<TrainReplayOptions>(options.replay, train_replay_fields)});
  Echo energies;
  for (const auto& [element, energy] : options.model.given_energies)
    energies.push_back({element, exact_number(energy, 1.0) + " eV"});
  if (!energies.empty()) sections.insert(sections.begin() + 2, {"model.energies", energies});
  return sections;
}

std::string train_file_help() {
  return "Keys of a training file (TOML; a number with a unit is text, \"5 Å\"):\n\n" +
         help_text<TrainOptions>(train_fields) + "\n[model]\n" + help_text<TrainModelOptions>(train_model_fields) +
         "\n[model.energies]\n  energies of free atoms by element, Na = \"-5.2 eV\"\n\n[data]\n" +
         help_text<TrainDataOptions>(train_data_fields) + "\n[data.replay]\n" +
         help_text<TrainReplayOptions>(train_replay_fields) + "\n[training]\n" +
         help_text<TrainingOptions>(training_fields) + help_text<LossWeights>(loss_fields) + "\n[second_stage]\n" +
         help_text<SecondStageOptions>(second_stage_fields) +
         help_text<LossWeights>(loss_fields, SecondStageOptions{}.weights);
}

}  // namespace liquidus
