#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <stdexcept>

#include "io/line_source.hpp"
#include "io/parse_number.hpp"
#include "io/xyz.hpp"
#include "io/xyz_columns.hpp"
#include "io/xyz_frame_line.hpp"

namespace liquidus {
namespace {

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

/// The keys of one frame line, each taken off when it has found its place; what is left goes to info.
class FrameKeys {
 public:
  FrameKeys(std::vector<XyzKey> keys, Location at) : keys_(std::move(keys)), at_(std::move(at)) {}

  std::optional<XyzKey> take(const std::string& name) {
    return take_if([&](const XyzKey& k) { return k.name == name; });
  }
  /// One of several names behind a prefix, upper and lower case alike.
  std::optional<XyzKey> take(const std::string& prefix, std::initializer_list<std::string_view> names) {
    for (const auto name : names) {
      const auto wanted = lower(prefix + std::string(name));
      if (auto key = take_if([&](const XyzKey& k) { return lower(k.name) == wanted; })) return key;
    }
    return std::nullopt;
  }
  const std::vector<XyzKey>& rest() const { return keys_; }
  const Location& at() const { return at_; }

  [[noreturn]] void refuse(const XyzKey& key, const std::string& expected) const {
    const auto what = key.delimiter == '=' ? "has no value" : fmt::format("is '{}'", excerpt(key.text));
    throw InputError(at_, fmt::format("'{}' {}; expected {}", key.name, what, expected));
  }
  /// All numbers of a key, finite.
  std::vector<double> numbers(const XyzKey& key, const std::string& expected) const {
    const auto values = numbers_of(key);
    if (!values) refuse(key, expected);
    for (const double x : *values)
      if (!std::isfinite(x)) refuse(key, "finite numbers");
    return *values;
  }
  double number(const XyzKey& key, const std::string& expected) const {
    const auto values = numbers(key, expected);
    if (values.size() != 1) refuse(key, expected);
    return values[0];
  }

 private:
  template <class Test>
  std::optional<XyzKey> take_if(Test test) {
    const auto found = std::find_if(keys_.begin(), keys_.end(), test);
    if (found == keys_.end()) return std::nullopt;
    auto key = std::move(*found);
    keys_.erase(found);
    return key;
  }

  std::vector<XyzKey> keys_;
  Location at_;
};

Cell::Periodic read_pbc(const XyzKey& key, const FrameKeys& keys) {
  std::vector<bool> flags;
  std::string text = key.text;
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c == ',' || c == '"'; }, ' ');
  std::string_view rest = text;
  for (auto word = next_word(rest); !word.empty(); word = next_word(rest)) {
    const auto flag = parse_bool(word);
    if (!flag) keys.refuse(key, "T or F for each of three directions");
    flags.push_back(*flag);
  }
  if (flags.size() == 1) flags.assign(3, flags[0]);
  if (flags.size() != 3) keys.refuse(key, "T or F for each of three directions");
  return {flags[0], flags[1], flags[2]};
}

Cell read_cell(FrameKeys& keys) {
  Mat3 vectors{};
  const auto lattice = keys.take("", {"Lattice"});
  if (lattice) {
    const auto x = keys.numbers(*lattice, "9 or 3 numbers");
    if (x.size() == 3)
      vectors = Mat3::diagonal(x[0], x[1], x[2]);
    else if (x.size() == 9)
      vectors = {Vec3{x[0], x[1], x[2]}, Vec3{x[3], x[4], x[5]}, Vec3{x[6], x[7], x[8]}};
    else
      throw InputError(keys.at(), fmt::format("'{}': expected 9 or 3 numbers, found {}", lattice->name, x.size()));
  }
  const auto pbc = keys.take("pbc");
  const bool all = lattice.has_value();
  const auto periodic = pbc ? read_pbc(*pbc, keys) : Cell::Periodic{all, all, all};
  try {
    return {vectors, periodic};
  } catch (const std::invalid_argument& e) {
    throw InputError(keys.at(),
                     fmt::format("{}: {}", lattice ? "'" + lattice->name + "'" : "'pbc' without 'Lattice'", e.what()));
  }
}

Mat3 read_tensor(const XyzKey& key, const FrameKeys& keys) {
  const std::string expected = "9 numbers, or 6 in the order xx yy zz yz xz xy";
  const auto x = keys.numbers(key, expected);
  if (x.size() == 9) return {Vec3{x[0], x[1], x[2]}, Vec3{x[3], x[4], x[5]}, Vec3{x[6], x[7], x[8]}};
  if (x.size() == 6) return {Vec3{x[0], x[5], x[4]}, Vec3{x[5], x[1], x[3]}, Vec3{x[4], x[3], x[2]}};
  throw InputError(keys.at(), fmt::format("'{}': expected {}, found {}", key.name, expected, x.size()));
}

void read_labels(FrameKeys& keys, const LabelNames& labels, Frame& frame, std::map<std::string, std::string>& names) {
  for (const auto& prefix : labels.prefixes) {
    if (frame.energy) break;
    if (const auto key = keys.take(prefix, {"energy", "dft_energy", "total_energy"})) {
      frame.energy = keys.number(*key, "a number");
      names["energy"] = key->name;
    }
  }
  for (const auto& prefix : labels.prefixes) {
    if (frame.stress) break;
    if (const auto key = keys.take(prefix, {"stress", "dft_stress"})) {
      frame.stress = read_tensor(*key, keys);
      names["stress"] = key->name;
    } else if (const auto virial = keys.take(prefix, {"virial", "virials", "dft_virial"})) {
      if (!frame.atoms.cell.fully_periodic())
        throw InputError(keys.at(), fmt::format("'{}' needs a cell that is periodic in all directions", virial->name));
      frame.stress = (-1.0 / frame.atoms.cell.volume()) * read_tensor(*virial, keys);
      names["stress"] = virial->name;
    }
  }
}

void read_step_and_time(FrameKeys& keys, Frame& frame) {
  if (const auto step = keys.take("step")) {
    const auto value = parse_index(step->text);
    if (!value) keys.refuse(*step, "an integer");
    frame.step = *value;
  }
  if (const auto time = keys.take("time")) frame.time = keys.number(*time, "a number, in fs");
}

/// Free text stands where keys stand in the extended form; it is taken for keys only if it has Lattice, Properties or
/// pbc, or if every word of it is key=value.
bool is_extended(std::string_view line, const Location& at) {
  for (const auto mark : {"Lattice=", "Properties=", "pbc=", "lattice=", "properties="})
    if (line.find(mark) != std::string_view::npos) return true;
  if (line.find('=') == std::string_view::npos) return false;
  try {
    const auto keys = parse_frame_line(line, at);
    return std::all_of(keys.begin(), keys.end(), [](const XyzKey& k) { return k.delimiter != '='; }) &&
           line.find(" =") == std::string_view::npos && line.find("= ") == std::string_view::npos;
  } catch (const InputError&) {
    return false;
  }
}

}  // namespace

struct XyzReader::State {
  State(LineSource source, LabelNames wanted) : lines(std::move(source)), labels(std::move(wanted)) {}

  LineSource lines;
  LabelNames labels;
  std::map<std::string, std::string> names;
  Index frame = 0;  // number of the frame being read, from 1

  /// The number of atoms on the next line that isn't empty; nothing at the end of the file.
  std::optional<Index> count() {
    std::string_view line, word, all;
    do {
      if (!lines.next(line)) return std::nullopt;
      if (lines.line_number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);  // byte order mark
      all = line;
      word = next_word(line);
    } while (word.empty());
    ++frame;
    const auto n = parse_index(word);
    if (!n || !next_word(line).empty())
      throw InputError(lines.here(), fmt::format("expected the number of atoms, found '{}'", excerpt(all)));
    if (*n < 0) throw InputError(lines.here(), fmt::format("the number of atoms is negative ({})", *n));
    return n;
  }

  /// The next line of a frame that must be there.
  std::string_view line_of(Index atom, Index n) {
    std::string_view line;
    if (lines.next(line)) return line;
    const auto what = atom == 0 ? "before the second line" : fmt::format("after {} of {} atoms", atom - 1, n);
    throw InputError(lines.here(), fmt::format("the file ends {} of frame {}", what, frame));
  }

  Frame read(Index n) {
    Frame result;
    names.clear();
    const auto line = line_of(0, n);
    const auto at = lines.here();
    std::string properties = "species:S:1:pos:R:3";
    if (is_extended(line, at)) {
      FrameKeys keys(parse_frame_line(line, at), at);
      if (const auto key = keys.take("", {"Properties"})) properties = key->text;
      result.atoms.cell = read_cell(keys);
      read_labels(keys, labels, result, names);
      read_step_and_time(keys, result);
      for (const auto& key : keys.rest()) result.info[key.name] = interpret(key);
    } else if (const auto text = line.find_first_not_of(" \t"); text != std::string_view::npos) {
      result.info["comment"] = std::string(line);
    }
    XyzColumns columns(properties, labels, at, names);
    for (Index i = 1; i <= n; ++i) {
      const auto atom = line_of(i, n);
      columns.add(atom, i, result, lines.here());
    }
    columns.finish(result, at);
    return result;
  }
};

XyzReader::XyzReader(const std::string& path, LabelNames labels)
    : state_(std::make_unique<State>(LineSource(path), std::move(labels))) {}
XyzReader::XyzReader(std::string_view text, const std::string& name, LabelNames labels)
    : state_(std::make_unique<State>(LineSource(text, name), std::move(labels))) {}
XyzReader::~XyzReader() = default;
XyzReader::XyzReader(XyzReader&&) noexcept = default;
XyzReader& XyzReader::operator=(XyzReader&&) noexcept = default;

std::optional<Frame> XyzReader::next() {
  const auto n = state_->count();
  if (!n) return std::nullopt;
  return state_->read(*n);
}

bool XyzReader::skip() {
  const auto n = state_->count();
  if (!n) return false;
  for (Index i = 0; i <= *n; ++i) state_->line_of(i, *n);
  return true;
}

const std::map<std::string, std::string>& XyzReader::label_names() const { return state_->names; }

std::vector<Frame> read_xyz(const std::string& path, const LabelNames& labels) {
  XyzReader reader(path, labels);
  std::vector<Frame> frames;
  while (auto frame = reader.next()) frames.push_back(std::move(*frame));
  if (frames.empty()) throw InputError({path, 0}, "there are no frames in the file");
  return frames;
}

}  // namespace liquidus
