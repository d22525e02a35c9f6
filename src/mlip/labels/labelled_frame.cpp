#include "mlip/labels/labelled_frame.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "io/file.hpp"
#include "io/line_source.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

[[noreturn]] void refuse(const LabelledFrame& frame, const std::string& what) {
  throw InputError(location_of(frame), fmt::format("frame {}: {}", frame.number, what));
}

double weight(const LabelledFrame& frame, std::initializer_list<const char*> keys) {
  for (const char* key : keys) {
    const auto found = frame.frame.info.find(key);
    if (found == frame.frame.info.end()) continue;
    double value = std::nan("");
    if (const auto* x = std::get_if<double>(&found->second)) value = *x;
    if (const auto* i = std::get_if<Index>(&found->second)) value = static_cast<double>(*i);
    if (!std::isfinite(value)) refuse(frame, fmt::format("'{}' is not a number", key));
    if (value < 0.0) refuse(frame, fmt::format("'{}' is {:g}; a weight is not below zero", key, value));
    return value;
  }
  return 1.0;
}

/// A word that may look like a number (config_type=300).
std::string word(const LabelledFrame& frame, const char* key, const std::string& otherwise) {
  const auto found = frame.frame.info.find(key);
  if (found == frame.frame.info.end()) return otherwise;
  if (const auto* text = std::get_if<std::string>(&found->second)) return *text;
  if (const auto* i = std::get_if<Index>(&found->second)) return fmt::format("{}", *i);
  if (const auto* x = std::get_if<double>(&found->second)) return fmt::format("{:g}", *x);
  if (const auto* flag = std::get_if<bool>(&found->second)) return *flag ? "T" : "F";
  refuse(frame, fmt::format("'{}' is a list; expected a word", key));
}

/// The XYZ reader refuses these with their line; H5MD files may hold them.
void require_finite(const LabelledFrame& frame) {
  if (frame.frame.energy && !std::isfinite(*frame.frame.energy)) refuse(frame, "the energy is not a finite number");
  for (std::size_t i = 0; i < frame.frame.forces.size(); ++i)
    if (!std::isfinite(norm2(frame.frame.forces[i])))
      refuse(frame, fmt::format("the force on atom {} is not finite", i + 1));
  if (!frame.frame.stress) return;
  for (const auto& row : *frame.frame.stress)
    if (!std::isfinite(norm2(row))) refuse(frame, "the stress is not finite");
}

}  // namespace

LabelledFrame labelled_frame(Frame frame, Index number, const std::string& file) {
  LabelledFrame result;
  result.frame = std::move(frame);
  result.number = number;
  result.file = file;
  if (result.frame.atoms.size() == 0) refuse(result, "there are no atoms");
  require_finite(result);
  result.config_type = word(result, "config_type", result.config_type);
  result.head = word(result, "head", "");
  result.weight = weight(result, {"config_weight"});
  result.energy_weight = weight(result, {"config_energy_weight"});
  result.forces_weight = weight(result, {"config_forces_weight"});
  result.stress_weight = weight(result, {"config_stress_weight", "config_virials_weight"});
  if (is_isolated(result) && result.frame.atoms.size() != 1)
    refuse(result, fmt::format("config_type is {}, and there are {} atoms; expected one", result.config_type,
                               result.frame.atoms.size()));
  return result;
}

bool is_isolated(const LabelledFrame& frame) {
  std::string letters;
  for (const char c : frame.config_type)
    if (c != '_') letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters == "isolatedatom";
}

Location location_of(const LabelledFrame& frame) {
  if (has_ending(frame.file, ".h5") || has_ending(frame.file, ".h5md")) return {frame.file, 0};
  LineSource lines(frame.file);
  std::string_view line;
  for (Index k = 0; lines.next(line);) {
    const auto count = parse_index(next_word(line));
    if (!count) continue;  // an empty line between frames
    if (k++ == frame.number) return lines.here();
    for (Index i = 0; i <= *count; ++i) lines.next(line);
  }
  return {frame.file, 0};
}

}  // namespace liquidus
