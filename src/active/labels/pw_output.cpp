#include <cmath>

#include "active/labels/label_output.hpp"
#include "active/labels/output_lines.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

/// One run of pw.x as it unrolls, line by line.
class PwRun {
 public:
  void take(std::string_view line) {
    if (contains(line, "%%%%%%%%")) {
      in_error_ = !in_error_;
      found_.end = OutputEnd::stopped;
      return;
    }
    if (in_error_) return take_error(line);
    if (in_block_ && in_block_(*this, line)) return;
    in_block_ = nullptr;
    take_heading(line);
    take_end(line);
  }

  LabelOutput result() && {
    if (found_.end == OutputEnd::stopped || found_.end == OutputEnd::damaged) return std::move(found_);
    if (out_of_time_)
      found_.end = OutputEnd::out_of_time;
    else if (unconverged_)
      found_.end = OutputEnd::unconverged;
    else if (done_ && converged_)
      found_.end = OutputEnd::finished;
    else if (done_)
      found_.end = OutputEnd::unconverged, found_.message = "the output doesn't say that the density converged";
    else
      found_.end = OutputEnd::cut_off, found_.message = "the output has no \"JOB DONE.\"";
    return std::move(found_);
  }

 private:
  using Block = bool (*)(PwRun&, std::string_view);

  void take_heading(std::string_view line) {
    if (auto version = behind(line, "Program PWSCF v.")) found_.program = "PWSCF " + std::string(next_word(*version));
    if (const auto alat = number_behind(line, "celldm(1)=")) alat_ = *alat * units::bohr;
    if (contains(line, "crystal axes: (cart. coord. in units of alat)")) begin(&PwRun::axis_row);
    if (contains(line, "positions (alat units)")) begin(&PwRun::atom_row), found_.r.clear(), found_.elements.clear();
    if (contains(line, "Forces acting on atoms")) begin(&PwRun::force_row), found_.forces.clear();
    if (contains(line, "total   stress  (Ry/bohr**3)")) begin(&PwRun::stress_row), found_.stress = Mat3::zero();
    if (line.starts_with("!")) {
      const auto energy = number_behind(line, "=");
      if (!energy) return mark_damaged(found_, line);
      found_.energy = *energy * units::rydberg;
    }
  }

  void begin(Block block) {
    in_block_ = block;
    rows_ = 0;
  }

  /// a(1) = ( x y z ), in units of the lattice parameter.
  static bool axis_row(PwRun& run, std::string_view line) {
    const auto numbers = three_numbers(words_of(behind(line, "= (").value_or("")), 0);
    if (!numbers) return false;
    if (!run.found_.cell) run.found_.cell = Mat3::zero();
    (*run.found_.cell)[run.rows_] = run.alat_ * *numbers;
    return ++run.rows_ < 3;
  }

  /// 1 Na tau( 1) = ( x y z ), in the same.
  static bool atom_row(PwRun& run, std::string_view line) {
    const auto numbers = three_numbers(words_of(behind(line, "= (").value_or("")), 0);
    if (!numbers) return false;
    run.found_.elements.emplace_back(words_of(line)[1]);
    run.found_.r.push_back(run.alat_ * *numbers);
    return true;
  }

  /// atom 1 type 1 force = x y z
  static bool force_row(PwRun& run, std::string_view line) {
    if (trimmed(line).empty()) return run.found_.forces.empty();
    if (!contains(line, "force =")) return false;
    const auto numbers = three_numbers(words_of(*behind(line, "force =")), 0);
    if (!numbers) return mark_damaged(run.found_, line), false;
    run.found_.forces.push_back(units::rydberg / units::bohr * *numbers);
    return true;
  }

  /// In Ry/bohr³, then in kbar; compression is positive.
  static bool stress_row(PwRun& run, std::string_view line) {
    const auto numbers = three_numbers(words_of(line), 0);
    if (!numbers) return mark_damaged(run.found_, line), false;
    (*run.found_.stress)[run.rows_] = -units::rydberg / std::pow(units::bohr, 3) * *numbers;
    return ++run.rows_ < 3;
  }

  void take_end(std::string_view line) {
    if (contains(line, "JOB DONE.")) done_ = true;
    if (contains(line, "convergence has been achieved")) converged_ = true;
    if (contains(line, "convergence NOT achieved")) {
      unconverged_ = true;
      found_.message = trimmed(line);
    }
    if (contains(line, "Maximum CPU time exceeded")) {
      out_of_time_ = true;
      found_.message = trimmed(line);
    }
  }

  void take_error(std::string_view line) {
    const auto text = trimmed(line);
    if (text.empty()) return;
    if (!found_.message.empty()) found_.message += ' ';
    found_.message += text;
  }

  LabelOutput found_;
  Block in_block_ = nullptr;
  bool in_error_ = false, done_ = false, converged_ = false, unconverged_ = false, out_of_time_ = false;
  double alat_ = 0.0;
  std::size_t rows_ = 0;
};

}  // namespace

LabelOutput read_pw_output(std::string_view text) {
  PwRun run;
  OutputLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (contains(line, "Program PWSCF v.")) run = PwRun();
    run.take(line);
  }
  return std::move(run).result();
}

}  // namespace liquidus
