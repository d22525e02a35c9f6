#include <algorithm>

#include "active/labels/label_output.hpp"
#include "active/labels/output_lines.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

constexpr double kilobar = 1e3 * units::bar;

/// One run of VASP as its OUTCAR unrolls, line by line.
class VaspRun {
 public:
  void take(std::string_view line) {
    if (in_block_ && in_block_(*this, line)) return;
    in_block_ = nullptr;
    take_heading(line);
    take_end(line);
  }

  LabelOutput result() && {
    for (std::size_t k = 0; k < std::min(kinds_.size(), counts_.size()); ++k)
      found_.elements.insert(found_.elements.end(), static_cast<std::size_t>(counts_[k]), kinds_[k]);
    if (found_.end == OutputEnd::damaged) return std::move(found_);
    if (stopped_)
      found_.end = OutputEnd::out_of_time;
    else if (!ended_)
      found_.end = OutputEnd::cut_off, found_.message = "the OUTCAR has no timing table at its end";
    else if (!converged_)
      found_.end = OutputEnd::unconverged, found_.message = "EDIFF was not reached in the last electronic loop";
    else
      found_.end = OutputEnd::finished;
    return std::move(found_);
  }

 private:
  using Block = bool (*)(VaspRun&, std::string_view);

  void take_heading(std::string_view line) {
    if (found_.program.empty() && trimmed(line).starts_with("vasp."))
      found_.program = "VASP " + std::string(words_of(line).front().substr(5));
    if (const auto kind = behind(line, "VRHFIN =")) kinds_.emplace_back(trimmed(kind->substr(0, kind->find(':'))));
    if (const auto counts = behind(line, "ions per type =")) take_counts(*counts);
    if (contains(line, "direct lattice vectors")) begin(&VaspRun::cell_row), found_.cell = Mat3::zero();
    if (contains(line, "POSITION") && contains(line, "TOTAL-FORCE (eV/Angst)")) {
      begin(&VaspRun::force_row);
      found_.r.clear();
      found_.forces.clear();
    }
    if (trimmed(line).starts_with("in kB ")) take_stress(line);
    if (contains(line, "free  energy   TOTEN  =")) {
      const auto energy = number_behind(line, "=");
      if (!energy) return mark_damaged(found_, line);
      found_.energy = *energy;
    }
  }

  void begin(Block block) {
    in_block_ = block;
    rows_ = 0;
  }

  void take_counts(std::string_view text) {
    constexpr Index most = 1'000'000;  // of a structure that somebody labels
    counts_.clear();
    Index left = most;
    for (const auto word : words_of(text)) {
      const auto count = parse_index(word);
      if (!count || *count < 0 || *count > left) return;
      counts_.push_back(*count);
      left -= *count;
    }
  }

  static bool cell_row(VaspRun& run, std::string_view line) {
    const auto numbers = three_numbers(words_of(line), 0);
    if (!numbers) return false;
    (*run.found_.cell)[run.rows_] = *numbers;
    return ++run.rows_ < 3;
  }

  /// x y z fx fy fz, between two rules.
  static bool force_row(VaspRun& run, std::string_view line) {
    const auto words = words_of(line);
    if (!words.empty() && words.front().starts_with("----")) return run.found_.r.empty();
    const auto r = three_numbers(words, 0), force = three_numbers(words, 3);
    if (!r || !force) return mark_damaged(run.found_, line), false;
    run.found_.r.push_back(*r);
    run.found_.forces.push_back(*force);
    return true;
  }

  /// XX YY ZZ XY YZ ZX in kbar, compression positive.
  void take_stress(std::string_view line) {
    const auto words = words_of(line);
    const auto diagonal = three_numbers(words, 2), rest = three_numbers(words, 5);
    if (!diagonal || !rest) return mark_damaged(found_, line);
    const auto& [xx, yy, zz] = static_cast<const std::array<double, 3>&>(*diagonal);
    const auto& [xy, yz, zx] = static_cast<const std::array<double, 3>&>(*rest);
    found_.stress = -kilobar * Mat3{Vec3{xx, xy, zx}, Vec3{xy, yy, yz}, Vec3{zx, yz, zz}};
  }

  void take_end(std::string_view line) {
    if (contains(line, "General timing and accounting informations for this job")) ended_ = true;
    if (contains(line, "- Iteration")) converged_ = false;
    if (contains(line, "aborting loop because EDIFF is reached")) converged_ = true;
    if (contains(line, "hard stop encountered!") || contains(line, "soft stop encountered!")) {
      stopped_ = true;
      found_.message = trimmed(line);
    }
  }

  LabelOutput found_;
  std::vector<std::string> kinds_;
  std::vector<Index> counts_;
  Block in_block_ = nullptr;
  bool ended_ = false, converged_ = false, stopped_ = false;
  std::size_t rows_ = 0;
};

}  // namespace

LabelOutput read_outcar(std::string_view text) {
  VaspRun run;
  OutputLines lines(text);
  std::string_view line;
  while (lines.next(line)) run.take(line);
  return std::move(run).result();
}

}  // namespace liquidus
