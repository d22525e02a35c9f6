#include "start_file.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>

#include "core/errors.hpp"
#include "core/units.hpp"

namespace liquidus::bench {
namespace {

using Rows = std::vector<std::vector<std::string>>;

std::vector<std::string> words_of(const std::string& line) {
  std::istringstream in(line.substr(0, line.find('#')));
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// Rows by section: a line of one capitalised word opens a section; "" holds the head of the file.
std::map<std::string, Rows> read_sections(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw InputError(path + ": the file can't be opened");
  std::map<std::string, Rows> sections;
  std::string section, line;
  std::getline(in, line);  // a title
  while (std::getline(in, line)) {
    auto words = words_of(line);
    if (words.empty()) continue;
    if (words.size() == 1 && words[0][0] >= 'A' && words[0][0] <= 'Z')
      section = words[0];
    else
      sections[section].push_back(std::move(words));
  }
  for (const auto* needed : {"Masses", "Atoms", "Velocities"})
    if (sections[needed].empty()) throw InputError(path + ": no section " + needed);
  return sections;
}

}  // namespace

Structure read_start(const std::string& path, const std::vector<std::string>& names) {
  const auto sections = read_sections(path);
  Structure atoms;
  Vec3 low{}, length{};
  const std::map<std::string, std::size_t> axes{{"xlo", 0}, {"ylo", 1}, {"zlo", 2}};
  for (const auto& row : sections.at(""))
    if (row.size() == 4 && axes.contains(row[2])) {
      low[axes.at(row[2])] = std::stod(row[0]);
      length[axes.at(row[2])] = std::stod(row[1]) - std::stod(row[0]);
    }
  atoms.cell = Cell::orthorhombic(length);
  for (const auto& row : sections.at("Masses")) {
    Species species = make_species(names.at(atoms.species.size()));
    species.mass = std::stod(row.at(1)) * units::amu;
    atoms.species.push_back(species);
  }
  const auto& rows = sections.at("Atoms");
  atoms.r.resize(rows.size());
  atoms.v.resize(rows.size());
  atoms.type.resize(rows.size());
  for (const auto& row : rows) {
    const std::size_t i = std::stoul(row.at(0)) - 1, x = row.size() == 9 ? 3 : 2;  // a charge stands before x
    atoms.type.at(i) = std::stoi(row.at(1)) - 1;
    for (std::size_t k = 0; k < 3; ++k) atoms.r[i][k] = std::stod(row.at(x + k)) - low[k];
  }
  for (const auto& row : sections.at("Velocities"))
    for (std::size_t k = 0; k < 3; ++k) atoms.v.at(std::stoul(row.at(0)) - 1)[k] = std::stod(row.at(1 + k)) / units::ps;
  return atoms;
}

}  // namespace liquidus::bench
