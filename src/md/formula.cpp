#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "core/elements.hpp"
#include "core/errors.hpp"
#include "md/build.hpp"

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

}  // namespace liquidus
