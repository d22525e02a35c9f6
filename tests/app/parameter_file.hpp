#pragma once
#include <string>
#include <vector>

#include "app/potential_file.hpp"
#include "app/program.hpp"
#include "core/errors.hpp"

/// Parameter files that the tests vary.
namespace liquidus::test {

inline std::vector<Species> species(const std::vector<std::string>& names) {
  std::vector<Species> all;
  for (const auto& name : names) all.push_back(make_species(name));
  return all;
}

/// A parameter file: what comes before the terms takes the lines 1 to 8.
inline std::string file(const std::string& terms) {
  return "title = \"For tests\"\nsource = \"nowhere\"\n[[species]]\nname = \"Na\"\ncharge = \"1 e\"\n"
         "[[species]]\nname = \"Cl\"\ncharge = \"-1 e\"\n" +
         terms;
}

inline LoadedPotential load(const std::string& text, const std::vector<std::string>& names = {"Na", "Cl"}) {
  const WorkFolder folder;
  folder.write("set.toml", text);
  return load_potential((folder.path() / "set.toml").string(), species(names));
}

/// What is said about a file that is written into the folder, without the folder's name; empty if nothing is wrong.
inline std::string mistake_in(const WorkFolder& folder, const std::string& text,
                              const std::vector<std::string>& names = {"Na", "Cl"}) {
  folder.write("set.toml", text);
  try {
    load_potential((folder.path() / "set.toml").string(), species(names));
  } catch (const InputError& e) {
    std::string what = e.what();
    const std::string prefix = folder.path().string() + "/";
    for (auto at = what.find(prefix); at != std::string::npos; at = what.find(prefix)) what.erase(at, prefix.size());
    return what;
  }
  return "";
}

/// The same for a file alone.
inline std::string mistake(const std::string& text, const std::vector<std::string>& names = {"Na", "Cl"}) {
  const WorkFolder folder;
  return mistake_in(folder, text, names);
}

/// All three pairs of a Lennard-Jones term, 4 lines each.
inline const std::string lj_pairs =
    "[[term.pair]]\npair = \"Na-Na\"\nepsilon = \"0.1 eV\"\nsigma = \"2 Å\"\n"
    "[[term.pair]]\npair = \"Na-Cl\"\nepsilon = \"0.2 eV\"\nsigma = \"2.5 Å\"\n"
    "[[term.pair]]\npair = \"Cl-Cl\"\nepsilon = \"0.1 kJ/mol\"\nsigma = \"0.35 nm\"\n";

inline std::string lj(const std::string& keys, const std::string& pairs = lj_pairs) {
  return file("[[term]]\ntype = \"lennard-jones\"\n" + keys + pairs);
}

}  // namespace liquidus::test
