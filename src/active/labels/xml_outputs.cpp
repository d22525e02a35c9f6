#include <cmath>
#include <pugixml.hpp>
#include <stdexcept>

#include "active/labels/label_output.hpp"
#include "active/labels/output_lines.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

/// What stands where numbers should.
class Damaged : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// A document whose end is missing was cut off, and says nothing.
bool parse(std::string_view text, pugi::xml_document& document, LabelOutput& output) {
  const auto result = document.load_buffer(text.data(), text.size());
  if (result) return true;
  output.end = OutputEnd::cut_off;
  output.message = std::string("the XML is not complete: ") + result.description();
  return false;
}

/// @throws Damaged
std::vector<double> numbers_of(const pugi::xml_node& node) {
  std::vector<double> numbers;
  for (const auto word : words_of(node.child_value())) {
    const auto number = parse_double(word);
    if (!number) throw Damaged("no number where one is expected: " + excerpt(word));
    numbers.push_back(*number);
  }
  return numbers;
}

Vec3 vector_of(const pugi::xml_node& node) {
  const auto numbers = numbers_of(node);
  if (numbers.size() != 3) throw Damaged(std::string(node.name()) + " hasn't three numbers");
  return {numbers[0], numbers[1], numbers[2]};
}

std::vector<Vec3> vectors_of(const std::vector<double>& numbers, double unit) {
  if (numbers.size() % 3 != 0) throw Damaged("a table of vectors has numbers left over");
  std::vector<Vec3> vectors;
  for (std::size_t k = 0; k < numbers.size(); k += 3)
    vectors.push_back(unit * Vec3{numbers[k], numbers[k + 1], numbers[k + 2]});
  return vectors;
}

Mat3 matrix_of(const std::vector<Vec3>& rows) {
  if (rows.size() != 3) throw Damaged("a matrix hasn't three rows");
  return {rows[0], rows[1], rows[2]};
}

double number_of(const pugi::xml_node& node) {
  const auto numbers = numbers_of(node);
  if (numbers.size() != 1) throw Damaged(std::string(node.name()) + " isn't one number");
  return numbers.front();
}

/// What a reader finds in a document, damaged where a number isn't one.
template <class Read>
LabelOutput read(std::string_view text, Read&& read_into) {
  LabelOutput output;
  pugi::xml_document document;
  if (!parse(text, document, output)) return output;
  try {
    read_into(document, output);
  } catch (const Damaged& damaged) {
    output.end = OutputEnd::damaged;
    output.message = damaged.what();
  }
  return output;
}

void read_pw(const pugi::xml_document& document, LabelOutput& output) {
  const auto root = document.child("qes:espresso");
  const auto creator = root.child("general_info").child("creator");
  output.program = std::string(creator.attribute("NAME").value()) + " " + creator.attribute("VERSION").value();
  const auto out = root.child("output");
  if (!out || !root.child("closed")) {
    output.message = "the XML has no results";
    return;
  }
  const auto structure = out.child("atomic_structure");
  for (const auto& atom : structure.child("atomic_positions").children("atom")) {
    output.elements.emplace_back(atom.attribute("name").value());
    output.r.push_back(units::bohr * vector_of(atom));
  }
  if (const auto cell = structure.child("cell"))
    output.cell =
        units::bohr * Mat3{vector_of(cell.child("a1")), vector_of(cell.child("a2")), vector_of(cell.child("a3"))};
  if (const auto energy = out.child("total_energy").child("etot")) output.energy = units::hartree * number_of(energy);
  if (const auto forces = out.child("forces"))
    output.forces = vectors_of(numbers_of(forces), units::hartree / units::bohr);
  if (const auto stress = out.child("stress"))
    output.stress = matrix_of(vectors_of(numbers_of(stress), -units::hartree / std::pow(units::bohr, 3)));
  const auto converged = out.child("convergence_info").child("scf_conv").child("convergence_achieved");
  output.end = trimmed(converged.child_value()) == "true" ? OutputEnd::finished : OutputEnd::unconverged;
  if (output.end == OutputEnd::unconverged) output.message = "convergence_achieved is not true";
}

pugi::xml_node named(const pugi::xml_node& parent, const char* child, const char* name) {
  return parent.find_child_by_attribute(child, "name", name);
}

std::vector<Vec3> rows_of(const pugi::xml_node& table) {
  std::vector<Vec3> rows;
  for (const auto& row : table.children("v")) rows.push_back(vector_of(row));
  return rows;
}

void read_atoms(const pugi::xml_node& root, const pugi::xml_node& structure, LabelOutput& output) {
  for (const auto& atom : named(root.child("atominfo"), "array", "atoms").child("set").children("rc"))
    output.elements.emplace_back(trimmed(atom.child_value("c")));
  output.cell = matrix_of(rows_of(named(structure.child("crystal"), "varray", "basis")));
  for (const Vec3& s : rows_of(named(structure, "varray", "positions"))) output.r.push_back(s * *output.cell);
}

/// NELM, wherever in the parameters it stands.
double steps_allowed(const pugi::xml_node& root) {
  const auto found = root.child("parameters").find_node([](const pugi::xml_node& node) {
    return std::string_view(node.attribute("name").value()) == "NELM";
  });
  return found ? number_of(found) : 0.0;
}

void read_vasp(const pugi::xml_document& document, LabelOutput& output) {
  const auto root = document.child("modeling");
  output.program = "VASP " + std::string(trimmed(named(root.child("generator"), "i", "version").child_value()));
  pugi::xml_node last;
  for (const auto& calculation : root.children("calculation")) last = calculation;
  const auto forces = named(last, "varray", "forces");
  if (!last || !forces) {
    output.message = "the XML has no calculation with forces";
    return;
  }
  read_atoms(root, last.child("structure"), output);
  output.forces = rows_of(forces);
  if (const auto stress = named(last, "varray", "stress"))
    output.stress = -1e3 * units::bar * matrix_of(rows_of(stress));
  double steps = 0.0;
  pugi::xml_node step;
  for (const auto& one : last.children("scstep")) step = one, ++steps;
  // The energies of the calculation itself aren't those of the last step in some versions.
  if (const auto energy = named(step.child("energy"), "i", "e_fr_energy")) output.energy = number_of(energy);
  const double allowed = steps_allowed(root);
  output.end = steps < allowed ? OutputEnd::finished : OutputEnd::unconverged;
  if (output.end == OutputEnd::unconverged) output.message = "the electronic loop took all of its NELM steps";
}

}  // namespace

LabelOutput read_pw_xml(std::string_view text) { return read(text, read_pw); }
LabelOutput read_vasprun(std::string_view text) { return read(text, read_vasp); }

}  // namespace liquidus
