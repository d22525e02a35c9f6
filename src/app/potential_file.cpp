#include "app/potential_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/potential_terms.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "io/file.hpp"
#include "io/run_file.hpp"
#include "parallel/agreement.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// Folders with what comes along: $LIQUIDUS_MODELS, the installed data, the source.
std::vector<fs::path> folders() {
  std::vector<fs::path> all;
  if (const char* own = std::getenv("LIQUIDUS_MODELS")) all.emplace_back(own);
  for (const char* models : {installed_models, source_models}) all.emplace_back(models);
  return all;
}

/// The files with this ending in a subfolder of each of the folders, the first of each name, by name.
std::vector<fs::path> files(const std::string& subfolder, const std::string& ending) {
  std::vector<fs::path> all;
  for (const auto& models : folders()) {
    const auto folder = subfolder.empty() ? models : models / subfolder;
    if (!fs::is_directory(folder)) continue;
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.path().extension() == ending &&
          std::none_of(all.begin(), all.end(), [&](const auto& p) { return p.stem() == entry.path().stem(); }))
        all.push_back(entry.path());
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  return all;
}
std::vector<fs::path> parameter_files() { return files("classical", ".toml"); }
std::vector<fs::path> model_files() { return files("", ".pt"); }

struct FileOptions {
  std::string title, source;
};
constexpr std::array file_fields = {
    Field<FileOptions>{"title", "", "what the parameters are, in a line", &FileOptions::title, true},
    Field<FileOptions>{"source", "", "the paper they come from", &FileOptions::source, true}};

struct SpeciesOptions {
  std::string name;
  double charge = 0.0;
};
constexpr std::array species_fields = {
    Field<SpeciesOptions>{"name", "", "as the structure calls it", &SpeciesOptions::name, true},
    Field<SpeciesOptions>{"charge", "e", "charge of the ion", &SpeciesOptions::charge}};

/// Learned potentials, cores and corrections know the elements: a file of such terms alone needs no [[species]].
bool needs_species(const std::vector<Table>& terms) {
  return terms.empty() || std::any_of(terms.begin(), terms.end(), [](const Table& term) {
           Problems ignored;  // reported where the term is made
           std::string type;
           return !term.read({"type"}, type, ignored) || (type != "model" && type != "zbl" && type != "correction");
         });
}

std::vector<SpeciesOptions> read_species(const Table& file, const std::vector<Table>& terms,
                                         std::span<const Species> kinds, Problems& problems) {
  std::vector<SpeciesOptions> all;
  if (!file.has("species") && !needs_species(terms))
    for (const auto& kind : kinds) all.push_back({kind.name, 0.0});
  for (const auto& table : file.tables("species", problems)) {
    const auto species = read_section<SpeciesOptions>(table, species_fields, problems);
    for (const auto& other : all)
      if (other.name == species.name && !species.name.empty())
        problems.add(table.location("name"), "the species '" + species.name + "' stands twice in this file");
    all.push_back(species);
  }
  return all;
}

/// Charges of the structure's species, [species]; those the file doesn't know are reported.
std::vector<double> charges_of(std::span<const Species> species, const std::vector<SpeciesOptions>& given,
                               const Table& file, Problems& problems) {
  std::vector<double> charges;
  for (const auto& kind : species) {
    const auto found = std::find_if(given.begin(), given.end(), [&](const auto& s) { return s.name == kind.name; });
    if (found == given.end()) {
      std::string known;
      for (const auto& s : given) known += (known.empty() ? "" : ", ") + s.name;
      problems.add(file.location(), "there are no parameters for '" + kind.name + "'; the file has " +
                                        (known.empty() ? "no [[species]]" : known));
    }
    charges.push_back(found == given.end() ? 0.0 : found->charge);
  }
  return charges;
}

std::string title_of(const std::vector<const ModelPotential*>& models) {
  std::vector<std::string> names;
  for (const auto* model : models) names.push_back(fs::path(model->info().file).filename().string());
  if (names.size() == 1) return fmt::format("{} model {}", models.front()->info().convention, names.front());
  return fmt::format("committee of {} models: {}", names.size(), fmt::join(names, ", "));
}

std::unique_ptr<Potential> make_term(const TermContext& context, Problems& problems) {
  const Table& term = context.term;
  std::string type;
  if (!term.has("type")) {
    problems.add(term.location(), "[[term]] lacks the key 'type'");
    return nullptr;
  }
  if (!term.read({"type"}, type, problems)) return nullptr;
  for (const auto& known : all_term_types())
    if (known.name == type) {
      context.loaded.terms.push_back(type);
      return known.make(context, problems);
    }
  problems.add(term.location("type"), "there is no term '" + type + "'" + suggestion(type, term_types()));
  return nullptr;
}

/// A file of parameters: the sum of its terms.
LoadedPotential load_parameters(const std::string& path, std::span<const Species> species,
                                const PotentialChoice& choice, const Communicator& ranks) {
  const Table file = load_run_file(path);
  Problems problems;
  const auto options = read_section<FileOptions>(file, file_fields, problems, {"species", "term"});
  const auto terms = file.tables("term", problems);
  const auto given = read_species(file, terms, species, problems);
  const auto charges = charges_of(species, given, file, problems);
  problems.throw_if_any();
  std::vector<std::string> names;
  for (const auto& s : given) names.push_back(s.name);
  LoadedPotential loaded{nullptr, fs::path(path).stem().string(), options.title, options.source};
  loaded.files.push_back(path);
  auto sum = std::make_unique<Sum>();
  if (terms.empty()) problems.add(file.location(), "the file has no [[term]]");
  for (const auto& term : terms)
    if (auto made = make_term({term, species, charges, names, choice, ranks, loaded}, problems))
      sum->append(std::move(made));
  problems.throw_if_any();
  loaded.potential = std::move(sum);
  return loaded;
}

LoadedPotential load_base(const PotentialChoice& choice, std::span<const Species> species, const Communicator& ranks) {
  const std::string path = potential_path(choice.file);
  if (is_model_file(path)) {
    std::vector<std::string> paths{path};
    for (const auto& member : choice.committee) paths.push_back(potential_path(member));
    const auto options = model_options(choice.keys);
    auto loaded = load_models(paths, species, options, choice.level, ranks);
    LoadedPotential result{std::move(loaded.potential), fs::path(path).stem().string(), title_of(loaded.members), path};
    for (const auto* model : loaded.members) result.models.push_back({model, options});
    result.files = paths;
    result.terms = {"model"};
    return result;
  }
  if (!choice.committee.empty())
    throw InputError("a committee is made of learned potentials, and '" + choice.file +
                     "' is a parameter file; name the models in its [[term]] instead: files = [\"a.pt\", \"b.pt\"]");
  auto loaded = load_parameters(path, species, choice, ranks);
  if (loaded.models.empty() && !(choice.keys == ModelKeys{}))
    throw InputError("device, precision, head and memory are for learned potentials, and '" + choice.file +
                     "' has none");
  return loaded;
}

/// Puts the choice's correction on top, if it has one.
void correct(LoadedPotential& base, const PotentialChoice& choice, std::span<const Species> species) {
  if (choice.correction.file.empty()) return;
  auto loaded = load_correction(choice.correction, choice.temperature);
  loaded.knows_base = true;
  auto sum = std::make_unique<Sum>();
  sum->append(std::move(base.potential));
  sum->append(make_correction(loaded, species));
  base.potential = std::move(sum);
  base.title += " + correction " + name_of(loaded);
  base.corrections.push_back(std::move(loaded));
}

LoadedPotential load(const PotentialChoice& choice, std::span<const Species> species, const Communicator& ranks) {
  auto loaded = load_base(choice, species, ranks);
  correct(loaded, choice, species);
  return loaded;
}

std::vector<PotentialEntry> entries(const std::vector<fs::path>& paths, PotentialEntry (*describe)(const fs::path&)) {
  std::vector<PotentialEntry> all;
  for (const auto& path : paths) all.push_back(describe(path));
  return all;
}

}  // namespace

std::string potential_path(const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || fs::path(name_or_path).extension() == ".toml" ||
      has_ending(name_or_path, ".pt") || has_ending(name_or_path, ".pth") || fs::is_regular_file(name_or_path))
    return name_or_path;
  std::vector<std::string> known;
  for (const auto& paths : {parameter_files(), model_files()})
    for (const auto& file : paths) {
      if (file.stem() == name_or_path) return file.string();
      known.push_back(file.stem().string());
    }
  throw InputError("there is no potential '" + name_or_path + "'" + suggestion(name_or_path, known));
}

std::vector<std::string> term_types() {
  std::vector<std::string> names;
  for (const auto& type : all_term_types()) names.emplace_back(type.name);
  return names;
}

LoadedPotential load_potential(const PotentialChoice& choice, std::span<const Species> species,
                               const Communicator& ranks) {
  LoadedPotential loaded;
  together(ranks, [&] { loaded = load(choice, species, ranks); });
  return loaded;
}

LoadedPotential load_potential(const std::string& name_or_path, std::span<const Species> species,
                               const Communicator& ranks) {
  return load_potential(PotentialChoice{name_or_path, {}, {}, 1.0}, species, ranks);
}

std::string models_text(const LoadedPotential& potential, const Structure& atoms) {
  std::string text;
  for (const auto& [model, options] : potential.models)
    text +=
        fmt::format("  {}: {}\n", fs::path(model->info().file).filename().string(), plan_text(*model, options, atoms));
  return text;
}

std::vector<PotentialEntry> list_potentials() {
  return entries(parameter_files(), [](const fs::path& path) {
    Problems problems;
    const auto options =
        read_section<FileOptions>(load_run_file(path.string()), file_fields, problems, {"species", "term"});
    return PotentialEntry{path.stem().string(), options.title, options.source};
  });
}

std::vector<PotentialEntry> list_models() {
  return entries(model_files(), [](const fs::path& path) {
    PotentialEntry entry{path.stem().string(), "", path.string()};
    try {
      const auto info = inspect_model(path.string());
      entry.title = fmt::format("{} for {}, {:g} Å, {} layers, {} parameters", info.convention,
                                fmt::join(info.elements, " "), info.cutoff, info.layers, info.parameters);
    } catch (const InputError& error) {
      entry.title = error.what();
    }
    return entry;
  });
}

}  // namespace liquidus
