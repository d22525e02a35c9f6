#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "io/frame_set.hpp"
#include "io/frame_set_kind.hpp"
#include "io/info_json.hpp"

namespace liquidus {
namespace {

using Numbers = std::vector<double>;

Mat3 matrix(const double* x) { return {Vec3{x[0], x[1], x[2]}, Vec3{x[3], x[4], x[5]}, Vec3{x[6], x[7], x[8]}}; }
std::vector<Vec3> vectors(const Numbers& x) {
  std::vector<Vec3> v;
  for (std::size_t i = 0; i < x.size(); i += 3) v.push_back({x[i], x[i + 1], x[i + 2]});
  return v;
}

/// Frames from the arrays of a file.
class Reading {
 public:
  explicit Reading(const Archive& file) : file_(file), sizes_(file.integers("atoms")), frames_(sizes_.size()) {}

  std::vector<Frame> frames() {
    read_atoms();
    read_labels();
    read_arrays();
    return std::move(frames_);
  }

 private:
  [[noreturn]] void refuse(const std::string& name, const std::string& what) const {
    throw InputError({file_.source(), 0}, fmt::format("'{}' in the frame set {}", name, what));
  }
  template <class T>
  const std::vector<T>& sized(const std::vector<T>& values, const std::string& name, Index n) const {
    if (static_cast<Index>(values.size()) != n)
      refuse(name, fmt::format("has {} values, expected {}", values.size(), n));
    return values;
  }

  std::vector<Species> read_kinds() const {
    const auto& names = file_.strings("species/name");
    const auto n = static_cast<Index>(names.size());
    const auto& Z = sized(file_.integers("species/Z"), "species/Z", n);
    const auto& mass = sized(file_.numbers("species/mass"), "species/mass", n);
    std::vector<Species> kinds;
    for (std::size_t k = 0; k < names.size(); ++k) kinds.push_back({names[k], static_cast<int>(Z[k]), mass[k]});
    return kinds;
  }

  void read_atoms() {
    const auto f = static_cast<Index>(sizes_.size());
    Index all = 0;
    for (const Index n : sizes_) {
      if (n < 0 || n > std::numeric_limits<std::int32_t>::max()) refuse("atoms", fmt::format("has the value {}", n));
      all += n;
    }
    const auto kinds = read_kinds();
    const auto& type = sized(file_.integers("type"), "type", all);
    const auto& position = sized(file_.numbers("position"), "position", 3 * all);
    const auto& cell = sized(file_.numbers("cell"), "cell", 9 * f);
    const auto& periodic = sized(file_.integers("periodic"), "periodic", 3 * f);
    const auto& step = sized(file_.integers("step"), "step", f);
    const auto& time = sized(file_.numbers("time"), "time", f);
    const auto& info = sized(file_.strings("info"), "info", f);
    std::size_t at = 0;
    for (std::size_t k = 0; k < frames_.size(); ++k) {
      Frame& frame = frames_[k];
      frame.step = step[k];
      frame.time = time[k];
      read_info(info[k], frame);
      try {
        frame.atoms.cell =
            Cell(matrix(&cell[9 * k]), {periodic[3 * k] != 0, periodic[3 * k + 1] != 0, periodic[3 * k + 2] != 0});
      } catch (const std::invalid_argument& e) {
        refuse("cell", fmt::format("of frame {} is no cell: {}", k, e.what()));
      }
      for (Index i = 0; i < sizes_[k]; ++i, ++at) {
        if (type[at] < 0 || type[at] >= static_cast<Index>(kinds.size()))
          refuse("type", "names a species that isn't there");
        add_type(frame.atoms, kinds[static_cast<std::size_t>(type[at])]);
        frame.atoms.r.push_back({position[3 * at], position[3 * at + 1], position[3 * at + 2]});
      }
    }
  }

  static void add_type(Structure& atoms, const Species& species) {
    const auto found = std::find(atoms.species.begin(), atoms.species.end(), species);
    atoms.type.push_back(static_cast<int>(found - atoms.species.begin()));
    if (found == atoms.species.end()) atoms.species.push_back(species);
  }

  void read_info(const std::string& text, Frame& frame) const {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    if (!json.is_object()) refuse("info", "is no JSON object");
    for (const auto& [key, value] : json.items()) {
      auto one = info_from_json(value.dump());
      if (!one) refuse("info", "has a value of a kind that isn't known under '" + key + "'");
      frame.info[key] = std::move(*one);
    }
  }

  /// Calls use(frame, values) for those that have the column; size(frame, place) says how many values are its own.
  template <class Size, class Use>
  void column(const std::string& name, Size size, Use use) {
    if (!file_.has(name + "/frames")) return;
    const auto& having = file_.integers(name + "/frames");
    const auto& values = file_.numbers(name + "/values");
    std::size_t at = 0;
    for (std::size_t k = 0; k < having.size(); ++k) {
      if (having[k] < 0 || having[k] >= static_cast<Index>(frames_.size()))
        refuse(name, "names a frame that isn't there");
      Frame& frame = frames_[static_cast<std::size_t>(having[k])];
      const auto n = static_cast<std::size_t>(std::max<Index>(0, size(frame, k)));
      if (values.size() - at < n) refuse(name, "ends too early");
      use(frame, Numbers(values.begin() + static_cast<std::ptrdiff_t>(at),
                         values.begin() + static_cast<std::ptrdiff_t>(at + n)));
      at += n;
    }
    if (at != values.size()) refuse(name, fmt::format("has {} values, expected {}", values.size(), at));
  }

  void read_labels() {
    const auto fixed = [](Index n) { return [n](const Frame&, std::size_t) { return n; }; };
    const auto per_atom = [](Index n) { return [n](const Frame& f, std::size_t) { return n * f.atoms.size(); }; };
    column("energy", fixed(1), [](Frame& f, const Numbers& x) { f.energy = x[0]; });
    column("stress", fixed(9), [](Frame& f, const Numbers& x) { f.stress = matrix(x.data()); });
    column("forces", per_atom(3), [](Frame& f, const Numbers& x) { f.forces = vectors(x); });
    column("velocity", per_atom(3), [](Frame& f, const Numbers& x) { f.atoms.v = vectors(x); });
    column("image", per_atom(3), [](Frame& f, const Numbers& x) {
      for (const auto& v : vectors(x))
        f.atoms.image.push_back({static_cast<int>(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2])});
    });
    column("charge", per_atom(1), [](Frame& f, Numbers x) { f.charges = std::move(x); });
    column("atomic_energy", per_atom(1), [](Frame& f, Numbers x) { f.atomic_energies = std::move(x); });
  }

  void read_arrays() {
    if (file_.has("arrays/name")) {
      const auto& names = file_.strings("arrays/name");
      for (std::size_t k = 0; k < names.size(); ++k) {
        const std::string name = fmt::format("arrays/{}", k);
        const auto& width = sized(file_.integers(name + "/width"), name + "/width",
                                  static_cast<Index>(file_.integers(name + "/frames").size()));
        column(
            name, [&](const Frame& f, std::size_t place) { return width[place] * f.atoms.size(); },
            [&](Frame& f, Numbers x) { f.arrays[names[k]] = std::move(x); });
      }
    }
    if (!file_.has("words/name")) return;
    const auto& names = file_.strings("words/name");
    for (std::size_t k = 0; k < names.size(); ++k) read_words(fmt::format("words/{}", k), names[k]);
  }

  void read_words(const std::string& path, const std::string& name) {
    const auto& having = file_.integers(path + "/frames");
    const auto& values = file_.strings(path + "/values");
    auto next = values.begin();
    for (const Index k : having) {
      if (k < 0 || k >= static_cast<Index>(frames_.size())) refuse(path, "names a frame that isn't there");
      const auto n = static_cast<std::ptrdiff_t>(sizes_[static_cast<std::size_t>(k)]);
      if (values.end() - next < n) refuse(path, "ends too early");
      frames_[static_cast<std::size_t>(k)].words[name] = {next, next + n};
      next += n;
    }
  }

  const Archive& file_;
  const std::vector<Index>& sizes_;
  std::vector<Frame> frames_;
};

}  // namespace

bool is_frame_set(const std::string& path) { return Archive::is_kind(path, frame_set_kind()); }

std::vector<Frame> read_frame_set(const std::string& path) {
  const auto file = Archive::load(path, frame_set_kind());
  return Reading(file).frames();
}

}  // namespace liquidus
