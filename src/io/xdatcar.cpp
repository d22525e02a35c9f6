#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "io/frame_source.hpp"
#include "io/line_source.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) words.emplace_back(word);
  return words;
}

bool begins_positions(std::string_view line) { return next_word(line) == "Direct"; }

class Xdatcar : public FrameSource {
 public:
  explicit Xdatcar(LineSource lines) : lines_(std::move(lines)) {}

  std::optional<Frame> next() override {
    if (!read_head()) return std::nullopt;
    Frame frame;
    frame.step = step_;
    frame.atoms = empty_;
    frame.atoms.type = type_;
    frame.atoms.r.reserve(type_.size());
    for (std::size_t i = 0; i < type_.size(); ++i)
      frame.atoms.r.push_back(frame.atoms.cell.cartesian(vector(line(), "an atom's fractions of the cell")));
    return frame;
  }

  bool skip() override {
    if (!read_head()) return false;
    for (std::size_t i = 0; i < type_.size(); ++i) line();
    return true;
  }

 private:
  [[noreturn]] void refuse(const std::string& message) const { throw InputError(lines_.here(), message); }

  /// A line where the file may not end.
  std::string_view line() {
    std::string_view text;
    if (!lines_.next(text))
      refuse(fmt::format("the file ends in the middle of frame {}, counted from 0; leave that frame out", frame_));
    return text;
  }
  Vec3 vector(std::string_view text, std::string_view what) const {
    Vec3 v{};
    std::string_view rest = text;
    for (double& x : v) {
      const auto value = parse_double(next_word(rest));
      if (!value || !std::isfinite(*value))
        refuse(fmt::format("expected three finite numbers, {}; found '{}'", what, excerpt(text)));
      x = *value;
    }
    return v;
  }

  bool read_head();
  void read_cell();
  void read_species();

  LineSource lines_;
  Structure empty_;        // cell and species
  std::vector<int> type_;  // [n]
  Index frame_ = -1, step_ = 0;
};

/// A title, the cell and the species before the first frame, and before every frame where the cell changes; then
/// "Direct configuration= 7". False at the end of the file.
bool Xdatcar::read_head() {
  ++frame_;
  std::string_view text;
  if (!lines_.next(text)) return false;
  if (!begins_positions(text) || type_.empty()) {  // what isn't yet a configuration is the title, whatever it says
    if (text.find_first_not_of(" \t\r") == std::string_view::npos && !type_.empty()) {
      while (lines_.next(text))
        if (text.find_first_not_of(" \t\r") != std::string_view::npos) refuse("expected a frame behind an empty line");
      return false;
    }
    read_cell();
    read_species();
    text = line();
  }
  if (!begins_positions(text)) refuse("expected 'Direct configuration= …', found '" + excerpt(text) + "'");
  const auto digits = text.find('=');
  std::string_view number = digits == std::string_view::npos ? std::string_view() : text.substr(digits + 1);
  step_ = parse_index(next_word(number)).value_or(frame_ + 1);
  return true;
}

/// A scale (or, negative, the volume) and the three vectors.
void Xdatcar::read_cell() {
  const std::string scale_line(line());
  std::string_view rest = scale_line;
  const auto scale = parse_double(next_word(rest));
  if (!scale || !std::isfinite(*scale) || *scale == 0.0)
    refuse("expected the scale of the cell, found '" + excerpt(scale_line) + "'");
  Mat3 vectors;
  for (auto& row : vectors) row = vector(line(), "a vector of the cell");
  const double volume = std::abs(determinant(vectors));
  const double factor = *scale > 0.0 ? *scale : std::cbrt(-*scale / volume);
  try {
    empty_.cell = Cell(factor * vectors, {true, true, true});
  } catch (const std::invalid_argument& error) {
    refuse(std::string("the cell can't be used: ") + error.what());
  }
}

void Xdatcar::read_species() {
  const auto names = words_of(line());
  if (names.empty() || parse_double(names.front()))
    refuse("expected the names of the species, found none: an XDATCAR before VASP 5 doesn't say which atoms it holds");
  empty_.species.clear();
  std::vector<int> of_name;
  for (const auto& name : names) try {
      of_name.push_back(empty_.species_index(name));
    } catch (const std::invalid_argument& error) {
      refuse(error.what());
    }
  const std::string counts_line(line());
  const auto counts = words_of(counts_line);
  if (counts.size() != names.size())
    refuse(fmt::format("expected {} numbers of atoms, one for each species, found '{}'", names.size(),
                       excerpt(counts_line)));
  type_.clear();
  for (std::size_t k = 0; k < names.size(); ++k) {
    const auto count = parse_index(counts[k]);
    constexpr Index most = 100'000'000;
    if (!count || *count < 0 || *count > most) refuse("expected a number of atoms, found '" + excerpt(counts[k]) + "'");
    type_.insert(type_.end(), static_cast<std::size_t>(*count), of_name[k]);
  }
  if (type_.empty()) refuse("there are no atoms");
}

}  // namespace

std::unique_ptr<FrameSource> open_xdatcar(const std::string& path) {
  return std::make_unique<Xdatcar>(LineSource(path));
}
std::unique_ptr<FrameSource> open_xdatcar(std::string_view text, const std::string& name) {
  return std::make_unique<Xdatcar>(LineSource(text, name));
}

}  // namespace liquidus
