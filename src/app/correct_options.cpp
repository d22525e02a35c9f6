#include "app/correct_options.hpp"

#include "io/run_file.hpp"

namespace liquidus {

CorrectFileOptions read_correct_file(const std::string& path, const std::vector<std::string>& overrides) {
  const Table file = load_run_file(path, overrides);
  Problems problems;
  CorrectFileOptions options;
  options.potential = read_potential_options(file, path, problems);
  options.fit = read_fit_options(
      file, [&](const std::string& name) { return resolved(name, path); }, problems);
  auto known = fit_sections();
  known.emplace_back("potential");
  file.refuse_unknown(known, problems);
  problems.throw_if_any();
  return options;
}

std::vector<std::pair<std::string, Echo>> echo(const CorrectFileOptions& options) {
  auto sections = echo(options.fit);
  sections.insert(sections.begin() + 1,
                  {"potential", echo_section<PotentialOptions>(options.potential, potential_fields)});
  return sections;
}

std::string correct_file_help() {
  return fit_help() + "\n[potential], which is corrected\n" + help_text<PotentialOptions>(potential_fields);
}

}  // namespace liquidus
