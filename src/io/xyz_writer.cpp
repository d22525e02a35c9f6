#include <fmt/format.h>
#include <zlib.h>

#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <set>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "io/file.hpp"
#include "io/number_text.hpp"
#include "io/xyz.hpp"
#include "io/xyz_frame_line.hpp"

namespace liquidus {
namespace {

using Names = std::set<std::string>;

void append(std::string& text, double x) {
  char buffer[32];
  text.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, x).ptr);
}

std::string joined(const Mat3& m) {
  std::string text;
  for (const auto& row : m)
    for (const double x : row) {
      if (!text.empty()) text += ' ';
      append(text, x);
    }
  return fmt::format("\"{}\"", text);
}

/// Species as columns: element symbols, and names and masses where symbols don't say it all.
struct SpeciesText {
  std::vector<std::string> symbol, mass;
  bool named = false, weighed = false;

  explicit SpeciesText(const std::vector<Species>& species) {
    for (const auto& s : species) {
      const bool element = s.Z > 0 && s.Z <= static_cast<int>(elements().size());
      symbol.emplace_back(element ? std::string(elements()[static_cast<std::size_t>(s.Z - 1)].symbol) : s.name);
      mass.push_back(exact_number(s.mass, units::amu));
      named |= symbol.back() != s.name;
      weighed |= !element || s.mass != elements()[static_cast<std::size_t>(s.Z - 1)].mass * units::amu;
    }
  }
};

/// Text of one frame, put together column by column.
class FrameText {
 public:
  FrameText(const Frame& frame, const std::string& prefix)
      : frame_(frame), prefix_(prefix), species_(frame.atoms.species) {}

  std::string text() {
    check();
    std::string out = fmt::format("{}\n{}\n", frame_.atoms.size(), frame_line());
    for (std::size_t i = 0; i < frame_.atoms.r.size(); ++i) atom_line(i, out);
    return out;
  }

 private:
  std::size_t n() const { return frame_.atoms.r.size(); }

  void check_values(const std::string& what, const double* values, std::size_t count, std::size_t width) const {
    if (count != n() * width)
      throw Error(fmt::format("the frame can't be written: '{}' has {} values, expected {}", what, count, n() * width));
    for (std::size_t i = 0; i < count; ++i)
      if (!std::isfinite(values[i]))
        throw Error(fmt::format("the frame can't be written: '{}' of atom {} is {}", what, i / width + 1, values[i]));
  }
  void check_vectors(const std::string& what, const std::vector<Vec3>& v) const {
    if (!v.empty()) check_values(what, v.front().data(), 3 * v.size(), 3);
  }
  void check() const {
    check_vectors("pos", frame_.atoms.r);
    check_vectors("velocities", frame_.atoms.v);
    check_vectors("forces", frame_.forces);
    if (!frame_.charges.empty()) check_values("charges", frame_.charges.data(), frame_.charges.size(), 1);
    if (!frame_.atomic_energies.empty())
      check_values("energies", frame_.atomic_energies.data(), frame_.atomic_energies.size(), 1);
    if (frame_.atoms.type.size() != n() || (!frame_.atoms.image.empty() && frame_.atoms.image.size() != n()))
      throw Error("the frame can't be written: types or images differ in number from the positions");
    if (frame_.energy && !std::isfinite(*frame_.energy))
      throw Error(fmt::format("the frame can't be written: the energy is {}", *frame_.energy));
    if (frame_.stress)
      for (const auto& row : *frame_.stress)
        for (const double x : row)
          if (!std::isfinite(x)) throw Error(fmt::format("the frame can't be written: the stress has {}", x));
    for (const auto& [name, values] : frame_.arrays)
      check_values(name, values.data(), values.size(), std::max<std::size_t>(1, width(values)));
    for (const auto& [name, words] : frame_.words) {
      if (words.size() != n())
        throw Error(fmt::format("the frame can't be written: '{}' has {} words, expected {}", name, words.size(), n()));
      for (const auto& word : words)
        if (word.empty() || word.find_first_of(" \t\r\n\f\v") != std::string::npos)
          throw Error(fmt::format("the frame can't be written: '{}' has a word with white space, '{}'", name, word));
    }
  }

  std::size_t width(const std::vector<double>& values) const { return n() == 0 ? 1 : values.size() / n(); }

  static void add_name(Names& names, const std::string& name, const char* what) {
    if (!names.insert(name).second)
      throw Error(
          fmt::format("the frame can't be written: {} '{}' would stand twice; another prefix of the labels "
                      "('REF_' or none) keeps them apart",
                      what, name));
  }

  std::string properties() const {
    std::string text;
    Names names;
    const auto column = [&](const std::string& name, char type, std::size_t count) {
      if (name.empty() || name.find_first_of(": \t\r\n\"'=") != std::string::npos)
        throw Error(fmt::format("the frame can't be written: '{}' can't be the name of a column", name));
      add_name(names, name, "the column");
      text += fmt::format("{}{}:{}:{}", text.empty() ? "" : ":", name, type, count);
    };
    column("species", 'S', 1);
    column("pos", 'R', 3);
    if (species_.named) column("species_name", 'S', 1);
    if (species_.weighed) column("masses", 'R', 1);
    if (!frame_.atoms.v.empty()) column("velocities", 'R', 3);
    if (!frame_.atoms.image.empty()) column("image", 'I', 3);
    if (!frame_.forces.empty()) column(prefix_ + "forces", 'R', 3);
    if (!frame_.charges.empty()) column(prefix_ + "charges", 'R', 1);
    if (!frame_.atomic_energies.empty()) column(prefix_ + "energies", 'R', 1);
    for (const auto& [name, values] : frame_.arrays) column(name, integral(name, values) ? 'I' : 'R', width(values));
    for (const auto& [name, words] : frame_.words) column(name, 'S', 1);
    return text;
  }

  /// Columns that ASE takes for integers; all others are written as floating-point numbers.
  static bool integral(const std::string& name, const std::vector<double>& values) {
    static const Names integers = {"tags", "id", "ids", "Z", "numbers", "mol", "molecule", "fixed"};
    if (!integers.contains(name)) return false;
    for (const double x : values)
      if (x != std::trunc(x) || std::abs(x) > 1e15) return false;
    return true;
  }

  std::string frame_line() const {
    Names names = {"Lattice", "Properties", "pbc"};
    std::string text;
    const auto key = [&](const std::string& name, const std::string& value) {
      add_name(names, name, "the key");
      text += fmt::format(" {}={}", name, value);
    };
    const auto& cell = frame_.atoms.cell;
    if (cell != Cell()) text += fmt::format("Lattice={} ", joined(cell.vectors()));
    text += "Properties=" + properties();
    if (frame_.energy) key(prefix_ + "energy", format_value(*frame_.energy));
    if (frame_.stress) key(prefix_ + "stress", joined(*frame_.stress));
    if (frame_.step != 0) key("step", std::to_string(frame_.step));
    if (frame_.time != 0.0) key("time", shortest(frame_.time));
    for (const auto& [name, value] : frame_.info) {
      add_name(names, name, "the key");
      text += ' ' + format_key(name, value);
    }
    const auto flag = [&](std::size_t k) { return cell.periodic()[k] ? 'T' : 'F'; };
    return text + fmt::format(" pbc=\"{} {} {}\"", flag(0), flag(1), flag(2));
  }

  void atom_line(std::size_t i, std::string& out) const {
    const auto kind = static_cast<std::size_t>(frame_.atoms.type[i]);
    const auto numbers = [&](const auto& values, std::size_t count, std::size_t first) {
      for (std::size_t k = 0; k < count; ++k) {
        out += ' ';
        append(out, values[first + k]);
      }
    };
    out += species_.symbol[kind];
    numbers(frame_.atoms.r[i], 3, 0);
    if (species_.named) out += ' ' + frame_.atoms.species[kind].name;
    if (species_.weighed) out += ' ' + species_.mass[kind];
    if (!frame_.atoms.v.empty()) numbers(frame_.atoms.v[i], 3, 0);
    if (!frame_.atoms.image.empty())
      for (const int k : frame_.atoms.image[i]) out += ' ' + std::to_string(k);
    if (!frame_.forces.empty()) numbers(frame_.forces[i], 3, 0);
    if (!frame_.charges.empty()) numbers(frame_.charges, 1, i);
    if (!frame_.atomic_energies.empty()) numbers(frame_.atomic_energies, 1, i);
    for (const auto& [name, values] : frame_.arrays) numbers(values, width(values), i * width(values));
    for (const auto& [name, words] : frame_.words) out += ' ' + words[i];
    out += '\n';
  }

  const Frame& frame_;
  const std::string& prefix_;
  SpeciesText species_;
};

}  // namespace

std::string format_xyz(const Frame& frame, const std::string& label_prefix) {
  return FrameText(frame, label_prefix).text();
}

struct XyzWriter::State {
  std::string path, prefix;
  std::FILE* plain = nullptr;
  gzFile zipped = nullptr;

  State() = default;
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  ~State() { close(); }

  bool close() {
    bool good = true;
    if (plain) good = std::fclose(plain) == 0;
    if (zipped) good = gzclose(zipped) == Z_OK;
    plain = nullptr;
    zipped = nullptr;
    return good;
  }
};

XyzWriter::XyzWriter(const std::string& path, bool append, std::string label_prefix)
    : state_(std::make_unique<State>()) {
  state_->path = path;
  state_->prefix = std::move(label_prefix);
  const char* mode = append ? "ab" : "wb";
  if (has_ending(path, ".gz"))
    state_->zipped = gzopen(path.c_str(), mode);
  else
    state_->plain = std::fopen(path.c_str(), mode);
  if (!state_->zipped && !state_->plain)
    throw Error(fmt::format("cannot open '{}' for writing: {}", path, std::strerror(errno)));
}

XyzWriter::~XyzWriter() = default;
XyzWriter::XyzWriter(XyzWriter&&) noexcept = default;
XyzWriter& XyzWriter::operator=(XyzWriter&&) noexcept = default;

void XyzWriter::write(const Frame& frame) {
  const auto text = format_xyz(frame, state_->prefix);
  bool good = false;
  if (state_->plain)  // flushed, so that a killed run leaves whole frames
    good = std::fwrite(text.data(), 1, text.size(), state_->plain) == text.size() && std::fflush(state_->plain) == 0;
  else if (state_->zipped)
    good = gzwrite(state_->zipped, text.data(), static_cast<unsigned>(text.size())) == static_cast<int>(text.size());
  if (!good) throw Error(fmt::format("cannot write to '{}'", state_->path));
}

void XyzWriter::close() {
  if (!state_->close()) throw Error(fmt::format("cannot write to '{}'", state_->path));
}

}  // namespace liquidus
