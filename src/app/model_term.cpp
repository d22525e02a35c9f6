#include <filesystem>

#include "app/potential_terms.hpp"
#include "core/errors.hpp"

/// A [[term]] that is a learned potential, or a committee of several, beside others such as a core or a correction.
namespace liquidus {
namespace {

struct ModelTerm : ModelKeys {
  std::string type, file;
  std::vector<std::string> files;
};
constexpr std::array term_fields = {
    Field<ModelTerm>{"type", "", "the form of the term", &ModelTerm::type, true},
    Field<ModelTerm>{"file", "",
                     "a TorchScript model, or the name of one that comes along; a path counts from this file",
                     &ModelTerm::file},
    Field<ModelTerm>{"files", "", "several, which are averaged: a committee", &ModelTerm::files}};

/// Beside the parameter file, or by name.
std::string resolved(const std::string& file, const Location& at) {
  const auto beside = std::filesystem::path(at.file).parent_path() / file;
  if (std::filesystem::exists(beside) || file.find('/') != std::string::npos) return beside.string();
  return is_model_file(file) ? beside.string() : potential_path(file);
}

/// The term's own where it has them, otherwise the run file's or the command line's.
ModelKeys with_defaults(ModelKeys own, const ModelKeys& given) {
  for (auto key : {&ModelKeys::device, &ModelKeys::precision, &ModelKeys::head, &ModelKeys::memory})
    if ((own.*key).empty()) own.*key = given.*key;
  return own;
}

}  // namespace

std::unique_ptr<Potential> model_term(const TermContext& context, Problems& problems) {
  static constexpr auto fields = joined(term_fields, model_fields<ModelTerm>);
  const Table& term = context.term;
  auto options = read_section<ModelTerm>(term, fields, problems);
  if (options.file.empty() == options.files.empty()) {
    problems.add(term.location(), "a model needs either file = \"a.pt\" or files = [\"a.pt\", \"b.pt\"]");
    return nullptr;
  }
  const Location at = term.location(options.file.empty() ? "files" : "file");
  if (options.files.empty()) options.files = {options.file};
  try {
    const auto how = model_options(with_defaults(options, context.choice.keys));
    for (auto& file : options.files) file = resolved(file, at);
    auto loaded = load_models(options.files, context.species, how, context.choice.level, context.ranks);
    for (const auto* model : loaded.members) context.loaded.models.push_back({model, how});
    context.loaded.files.insert(context.loaded.files.end(), options.files.begin(), options.files.end());
    return std::move(loaded.potential);
  } catch (const InputError& error) {
    problems.add(at, error.what());
    return nullptr;
  }
}

}  // namespace liquidus
