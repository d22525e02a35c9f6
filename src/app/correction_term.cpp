#include <filesystem>

#include "app/correction_section.hpp"
#include "app/potential_terms.hpp"
#include "core/errors.hpp"

/// A [[term]] that is a correction, beside those it corrects.
namespace liquidus {
namespace {

struct CorrectionTerm : CorrectionKeys {
  std::string type;
};
constexpr auto fields =
    joined(std::array{Field<CorrectionTerm>{"type", "", "the form of the term", &CorrectionTerm::type, true}},
           correction_fields<CorrectionTerm>);

}  // namespace

std::unique_ptr<Potential> correction_term(const TermContext& context, Problems& problems) {
  const Table& term = context.term;
  auto options = read_section<CorrectionTerm>(term, fields, problems);
  if (options.file.empty()) return nullptr;  // reported
  const Location at = term.location("file");
  options.file = (std::filesystem::path(at.file).parent_path() / options.file).string();
  try {
    auto loaded = load_correction(options, context.choice.temperature);
    auto potential = make_correction(loaded, context.species);
    context.loaded.corrections.push_back(std::move(loaded));
    return potential;
  } catch (const InputError& error) {
    problems.add(at, error.what());
    return nullptr;
  }
}

}  // namespace liquidus
