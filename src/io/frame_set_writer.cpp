#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/errors.hpp"
#include "io/archive.hpp"
#include "io/frame_set.hpp"
#include "io/frame_set_kind.hpp"
#include "io/info_json.hpp"

namespace liquidus {
namespace {

using Numbers = std::vector<double>;

Numbers flat(const std::vector<Vec3>& vectors) {
  Numbers numbers;
  for (const auto& v : vectors) numbers.insert(numbers.end(), v.begin(), v.end());
  return numbers;
}
Numbers nine(const Mat3& m) { return flat(std::vector<Vec3>{m[0], m[1], m[2]}); }

void require_finite(const std::string& name, const Numbers& values) {
  for (const double x : values)
    if (!std::isfinite(x)) throw Error(fmt::format("the frame set can't be written: '{}' has {}", name, x));
}

/// Numbers that some frames have.
class FrameColumn {
 public:
  explicit FrameColumn(std::string name) : name_(std::move(name)) {}
  /// Nothing if there are none. @param expected  their number
  void add(Index frame, const Numbers& values, Index expected) {
    if (values.empty()) return;
    if (static_cast<Index>(values.size()) != expected)
      throw Error(fmt::format("the frame set can't be written: '{}' has {} values, expected {}", name_, values.size(),
                              expected));
    require_finite(name_, values);
    frames_.push_back(frame);
    values_.insert(values_.end(), values.begin(), values.end());
  }
  void put(Archive& file) {
    if (frames_.empty()) return;
    file.put(name_ + "/frames", std::move(frames_));
    file.put(name_ + "/values", std::move(values_));
  }

 private:
  std::string name_;
  std::vector<Index> frames_;
  Numbers values_;
};

bool is_finite(const InfoValue& value) {
  if (const auto* x = std::get_if<double>(&value)) return std::isfinite(*x);
  const auto* all = std::get_if<Numbers>(&value);
  return !all || std::all_of(all->begin(), all->end(), [](double x) { return std::isfinite(x); });
}

std::string info_text(const Frame& frame) {
  std::string text;
  for (const auto& [key, value] : frame.info) {
    if (!is_finite(value)) throw Error("the frame set can't be written: '" + key + "' is not finite");
    text += (text.empty() ? "" : ",") + info_to_json(key) + ":" + info_to_json(value);
  }
  return "{" + text + "}";
}

/// The distinct kinds of atoms of all frames.
class Kinds {
 public:
  Index of(const Species& species) {
    const Index place = std::find(all_.begin(), all_.end(), species) - all_.begin();
    if (place == static_cast<Index>(all_.size())) all_.push_back(species);
    return place;
  }
  void put(Archive& file) const {
    std::vector<std::string> name;
    std::vector<Index> Z;
    Numbers mass;
    for (const auto& s : all_) {
      name.push_back(s.name);
      Z.push_back(s.Z);
      mass.push_back(s.mass);
    }
    file.put("species/name", std::move(name));
    file.put("species/Z", std::move(Z));
    file.put("species/mass", std::move(mass));
  }

 private:
  std::vector<Species> all_;
};

void put_atoms(Archive& file, const std::vector<const Frame*>& frames) {
  Kinds kinds;
  std::vector<Index> atoms, type, periodic, step;
  Numbers position, cell, time;
  std::vector<std::string> info;
  for (const auto* frame : frames) {
    const auto& a = frame->atoms;
    atoms.push_back(a.size());
    std::vector<Index> kind_of;
    for (const auto& s : a.species) kind_of.push_back(kinds.of(s));
    for (const int t : a.type) type.push_back(kind_of.at(static_cast<std::size_t>(t)));
    const auto r = flat(a.r), vectors_of = nine(a.cell.vectors());
    position.insert(position.end(), r.begin(), r.end());
    cell.insert(cell.end(), vectors_of.begin(), vectors_of.end());
    for (const bool flag : a.cell.periodic()) periodic.push_back(flag);
    step.push_back(frame->step);
    time.push_back(frame->time);
    info.push_back(info_text(*frame));
  }
  require_finite("position", position);
  kinds.put(file);
  file.put("atoms", std::move(atoms));
  file.put("type", std::move(type));
  file.put("position", std::move(position));
  file.put("cell", std::move(cell));
  file.put("periodic", std::move(periodic));
  file.put("step", std::move(step));
  file.put("time", std::move(time));
  file.put("info", std::move(info));
}

Numbers image_numbers(const std::vector<Image>& images) {
  Numbers numbers;
  for (const auto& image : images)
    for (const int k : image) numbers.push_back(k);
  return numbers;
}

void put_labels(Archive& file, const std::vector<const Frame*>& frames) {
  const auto column = [&](const std::string& name, Index per_atom, Index per_frame, auto values_of) {
    FrameColumn column_of(name);
    for (std::size_t k = 0; k < frames.size(); ++k)
      column_of.add(static_cast<Index>(k), values_of(*frames[k]), per_atom * frames[k]->atoms.size() + per_frame);
    column_of.put(file);
  };
  column("energy", 0, 1, [](const Frame& f) { return f.energy ? Numbers{*f.energy} : Numbers{}; });
  column("stress", 0, 9, [](const Frame& f) { return f.stress ? nine(*f.stress) : Numbers{}; });
  column("forces", 3, 0, [](const Frame& f) { return flat(f.forces); });
  column("velocity", 3, 0, [](const Frame& f) { return flat(f.atoms.v); });
  column("image", 3, 0, [](const Frame& f) { return image_numbers(f.atoms.image); });
  column("charge", 1, 0, [](const Frame& f) { return f.charges; });
  column("atomic_energy", 1, 0, [](const Frame& f) { return f.atomic_energies; });
}

/// Names of a map's keys over all frames.
template <class Map>
std::vector<std::string> names_of(const std::vector<const Frame*>& frames, Map Frame::*map) {
  std::set<std::string> names;
  for (const auto* frame : frames)
    for (const auto& [name, values] : frame->*map) names.insert(name);
  return {names.begin(), names.end()};
}

void put_arrays(Archive& file, const std::vector<const Frame*>& frames) {
  const auto arrays = names_of(frames, &Frame::arrays), words = names_of(frames, &Frame::words);
  for (std::size_t k = 0; k < arrays.size(); ++k) {
    FrameColumn column(fmt::format("arrays/{}", k));
    std::vector<Index> width;
    for (std::size_t f = 0; f < frames.size(); ++f) {
      const auto found = frames[f]->arrays.find(arrays[k]);
      const Index n = frames[f]->atoms.size();
      if (found == frames[f]->arrays.end() || n == 0) continue;
      width.push_back(std::max<Index>(1, static_cast<Index>(found->second.size()) / n));
      column.add(static_cast<Index>(f), found->second, width.back() * n);
    }
    column.put(file);
    file.put(fmt::format("arrays/{}/width", k), std::move(width));
  }
  for (std::size_t k = 0; k < words.size(); ++k) {
    std::vector<Index> having;
    std::vector<std::string> values;
    for (std::size_t f = 0; f < frames.size(); ++f) {
      const auto found = frames[f]->words.find(words[k]);
      if (found == frames[f]->words.end()) continue;
      if (found->second.size() != frames[f]->atoms.r.size())
        throw Error(fmt::format("the frame set can't be written: '{}' has {} words, expected {}", words[k],
                                found->second.size(), frames[f]->atoms.size()));
      having.push_back(static_cast<Index>(f));
      values.insert(values.end(), found->second.begin(), found->second.end());
    }
    file.put(fmt::format("words/{}/frames", k), std::move(having));
    file.put(fmt::format("words/{}/values", k), std::move(values));
  }
  if (!arrays.empty()) file.put("arrays/name", arrays);
  if (!words.empty()) file.put("words/name", words);
}

}  // namespace

void write_frame_set(const std::string& path, const std::vector<const Frame*>& frames) {
  Archive file(frame_set_kind());
  put_atoms(file, frames);
  put_labels(file, frames);
  put_arrays(file, frames);
  file.describe("", "labelled frames of liquidus: Å, eV, fs, e; stress as tension");
  file.save(path);
}

}  // namespace liquidus
