#include "app/potential_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/potential_terms.hpp"
#include "app/version.hpp"
#include "core/errors.hpp"
#include "io/run_file.hpp"

namespace liquidus {
namespace {

namespace fs = std::filesystem;

/// Folders with parameter sets: `classical` in $LIQUIDUS_MODELS, in the installed data, in the source.
std::vector<fs::path> folders() {
  std::vector<fs::path> all;
  if (const char* own = std::getenv("LIQUIDUS_MODELS")) all.push_back(fs::path(own) / "classical");
  for (const char* models : {installed_models, source_models}) all.push_back(fs::path(models) / "classical");
  return all;
}

std::vector<fs::path> files() {
  std::vector<fs::path> all;
  for (const auto& folder : folders())
    if (fs::is_directory(folder))
      for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".toml" &&
            std::none_of(all.begin(), all.end(), [&](const auto& p) { return p.stem() == entry.path().stem(); }))
          all.push_back(entry.path());
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.stem() < b.stem(); });
  return all;
}

std::string path_of(const std::string& name_or_path) {
  if (name_or_path.find('/') != std::string::npos || fs::path(name_or_path).extension() == ".toml" ||
      fs::is_regular_file(name_or_path))
    return name_or_path;
  std::vector<std::string> known;
  for (const auto& file : files()) {
    if (file.stem() == name_or_path) return file.string();
    known.push_back(file.stem().string());
  }
  throw InputError("there is no potential '" + name_or_path + "'" + suggestion(name_or_path, known));
}

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

std::vector<SpeciesOptions> read_species(const Table& file, Problems& problems) {
  std::vector<SpeciesOptions> all;
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

std::unique_ptr<Potential> make_term(const TermContext& context, Problems& problems) {
  const Table& term = context.term;
  std::string type;
  if (!term.has("type")) {
    problems.add(term.location(), "[[term]] lacks the key 'type'");
    return nullptr;
  }
  if (!term.read({"type"}, type, problems)) return nullptr;
  for (const auto& known : all_term_types())
    if (known.name == type) return known.make(context, problems);
  problems.add(term.location("type"), "there is no term '" + type + "'" + suggestion(type, term_types()));
  return nullptr;
}

}  // namespace

std::vector<std::string> term_types() {
  std::vector<std::string> names;
  for (const auto& type : all_term_types()) names.emplace_back(type.name);
  return names;
}

LoadedPotential load_potential(const std::string& name_or_path, std::span<const Species> species) {
  const std::string path = path_of(name_or_path);
  const Table file = load_run_file(path);
  Problems problems;
  const auto options = read_section<FileOptions>(file, file_fields, problems, {"species", "term"});
  const auto given = read_species(file, problems);
  const auto charges = charges_of(species, given, file, problems);
  problems.throw_if_any();
  std::vector<std::string> names;
  for (const auto& s : given) names.push_back(s.name);
  auto sum = std::make_unique<Sum>();
  const auto terms = file.tables("term", problems);
  if (terms.empty()) problems.add(file.location(), "the file has no [[term]]");
  for (const auto& term : terms)
    if (auto made = make_term({term, species, charges, names}, problems)) sum->append(std::move(made));
  problems.throw_if_any();
  return {std::move(sum), fs::path(path).stem().string(), options.title, options.source};
}

std::vector<PotentialEntry> list_potentials() {
  std::vector<PotentialEntry> all;
  for (const auto& path : files()) {
    Problems problems;
    const auto options =
        read_section<FileOptions>(load_run_file(path.string()), file_fields, problems, {"species", "term"});
    all.push_back({path.stem().string(), options.title, options.source});
  }
  return all;
}

}  // namespace liquidus
