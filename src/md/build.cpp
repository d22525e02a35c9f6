#include "md/build.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "core/random.hpp"
#include "core/units.hpp"
#include "io/read_structure.hpp"
#include "md/closest_pair.hpp"
#include "md/minimise.hpp"
#include "md/soft_core.hpp"

namespace liquidus {
namespace {

constexpr Index most_atoms = 100'000'000;

Index total(const Composition& composition) {
  Index sum = 0;
  for (const auto& [name, count] : composition) sum += count;
  return sum;
}

void add_to(Composition& sum, const std::string& name, Index count) {
  const auto at = std::find_if(sum.begin(), sum.end(), [&](const auto& entry) { return entry.first == name; });
  if (at == sum.end())
    sum.emplace_back(name, count);
  else
    at->second += count;
}

/// Formula → groups by descent: a group is an element or a parenthesis, with a count behind it.
class FormulaReader {
 public:
  explicit FormulaReader(std::string_view text) : text_(text) {}

  Composition read() {
    Composition all = groups();
    if (at_ < text_.size()) fail("')' without '('");
    if (all.empty()) fail("expected element symbols and counts, such as NaCl or Fe2SiO4");
    return all;
  }

 private:
  [[noreturn]] void fail(const std::string& why) const {
    throw InputError(fmt::format("formula '{}': {}", text_, why));
  }
  bool at_letter() const { return at_ < text_.size() && std::isalpha(static_cast<unsigned char>(text_[at_])); }
  bool at_digit() const { return at_ < text_.size() && std::isdigit(static_cast<unsigned char>(text_[at_])); }

  Composition groups() {
    Composition sum;
    while (at_ < text_.size() && text_[at_] != ')') {
      const Composition one = group();
      const Index times = count();
      for (const auto& [name, n] : one) {
        if (n > most_atoms / times) fail(fmt::format("counts beyond {}", most_atoms));
        add_to(sum, name, n * times);
      }
    }
    return sum;
  }

  Composition group() {
    if (text_[at_] == '(') {
      ++at_;
      if (++depth_ > 16) fail("more than 16 parentheses in each other");
      const Composition inside = groups();
      --depth_;
      if (at_ == text_.size()) fail("'(' without ')'");
      if (inside.empty()) fail("nothing between '(' and ')'");
      ++at_;
      return inside;
    }
    if (!at_letter() || !std::isupper(static_cast<unsigned char>(text_[at_])))
      fail(fmt::format("found '{}' where the symbol of an element should begin", text_.substr(at_, 1)));
    const std::size_t begin = at_++;
    while (at_letter() && std::islower(static_cast<unsigned char>(text_[at_]))) ++at_;
    const auto symbol = text_.substr(begin, at_ - begin);
    if (!find_element(symbol)) fail(fmt::format("'{}' is not the symbol of an element", symbol));
    return {{std::string(symbol), 1}};
  }

  Index count() {
    if (!at_digit()) return 1;
    Index n = 0;
    for (; at_digit(); ++at_) {
      n = 10 * n + (text_[at_] - '0');
      if (n > most_atoms) fail(fmt::format("counts beyond {}", most_atoms));
    }
    if (n == 0) fail("a count of 0");
    if (at_ < text_.size() && text_[at_] == '.') fail("counts must be whole numbers: Fe49O51 in place of Fe0.98O1.02");
    return n;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

double volume_of(const Structure& atoms, const Quantity& density) {
  if (!(density.value > 0.0)) throw InputError("the density of the packed atoms must be positive");
  const bool by_number = density.dimension == parse_unit("1/Å^3").dimension;
  return (by_number ? static_cast<double>(atoms.size()) : atoms.total_mass()) / density.value;
}

}  // namespace

Composition parse_formula(std::string_view formula) { return FormulaReader(formula).read(); }

Composition scaled_to(const Composition& formula, Index atoms) {
  const Index unit = total(formula);
  if (atoms < 1 || atoms % unit != 0) {
    const Index below = atoms / unit * unit, above = below + unit;
    const std::string near = below > 0 ? fmt::format("{} or {}", below, above) : fmt::format("{}", above);
    throw InputError(fmt::format(
        "atoms = {} is not a multiple of the {} atoms of the formula; the nearest counts are {}", atoms, unit, near));
  }
  Composition all = formula;
  for (auto& entry : all) entry.second *= atoms / unit;
  return all;
}

Structure pack(const Composition& composition, const Quantity& density, Index seed, std::optional<double> closest) {
  Structure atoms;
  for (const auto& [name, count] : composition)
    for (Index k = 0; k < count; ++k) atoms.add(name, Vec3{});
  if (atoms.size() == 0) throw InputError("there are no atoms to pack");
  const double volume = volume_of(atoms, density), side = std::cbrt(volume);
  const double spacing = std::cbrt(volume / static_cast<double>(atoms.size()));
  const double least = closest.value_or(0.85 * spacing);
  // spheres of that diameter would fill half of the box; they jam at 0.64
  if (!(least > 0.0 && least <= spacing))
    throw InputError(
        fmt::format("closest = {:.4g} Å does not fit: at this density atoms can be packed at random with "
                    "distances up to {:.4g} Å",
                    least, spacing));
  atoms.cell = Cell::cubic(side);
  for (std::size_t i = 0; i < atoms.r.size(); ++i) {
    Random random(static_cast<std::uint64_t>(seed), Stream::packing, static_cast<Index>(i), 0);
    for (auto& x : atoms.r[i]) x = side * random.uniform();
  }
  ClosestPair pair;
  const auto separate = [&](const Structure& now) { return !pair.find(now, least); };
  MinimiseOptions options;
  options.steps = 5000;
  options.force = 0.0;
  options.longest_move = 0.1 * least;
  options.skin = Skin{0.3 * least};
  minimise(atoms, SoftCore(1.06 * least, 10.0), options, separate);
  if (!separate(atoms))
    throw InputError(
        fmt::format("could not pack {} atoms without two being closer than {:.4g} Å; ask for a smaller "
                    "'closest' or another seed",
                    atoms.size(), least));
  return atoms;
}

Structure build_structure(const StructureOptions& options, Index seed) {
  Structure atoms;
  if (options.file.empty()) {
    const Composition all =
        options.counts.empty() ? scaled_to(parse_formula(options.formula), options.atoms) : options.counts;
    const auto closest = std::isnan(options.closest) ? std::nullopt : std::optional(options.closest);
    atoms = pack(all, options.density, seed, closest);
  } else {
    auto frames = read_frames(options.file);
    const auto n = static_cast<Index>(frames.size());
    const Index index = options.frame < 0 ? n + options.frame : options.frame;
    if (index < 0 || index >= n)
      throw InputError(
          fmt::format("frame = {}: '{}' has {} frame{}", options.frame, options.file, n, n == 1 ? "" : "s"));
    atoms = std::move(frames[static_cast<std::size_t>(index)].atoms);
  }
  if (options.replicate.empty()) return atoms;
  try {
    return replicate(atoms, {options.replicate[0], options.replicate[1], options.replicate[2]});
  } catch (const std::invalid_argument& error) {
    throw InputError(fmt::format("replicate: {}", error.what()));
  }
}

}  // namespace liquidus
