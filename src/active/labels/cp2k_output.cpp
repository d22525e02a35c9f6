#include "active/labels/label_output.hpp"
#include "active/labels/output_lines.hpp"
#include "core/units.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

constexpr double force_unit = units::hartree / units::bohr;

std::optional<double> stress_unit(std::string_view line) {
  const std::pair<std::string_view, double> known[] = {{"[GPa]", units::GPa},
                                                       {"[kbar]", 1e3 * units::bar},
                                                       {"[bar]", units::bar},
                                                       {"[MPa]", units::MPa},
                                                       {"[Pa]", units::pascal}};
  for (const auto& [name, unit] : known)
    if (contains(line, name)) return unit;
  return {};
}

/// One run of CP2K as it unrolls, line by line.
class Cp2kRun {
 public:
  void take(std::string_view line) {
    if (in_abort_) return take_abort(line);
    if (in_block_ && in_block_(*this, line)) return;
    in_block_ = nullptr;
    if (contains(line, "[ABORT]")) {
      in_abort_ = true;
      found_.end = OutputEnd::stopped;
      return;
    }
    take_heading(line);
    take_convergence(line);
  }

  LabelOutput result() && {
    if (found_.end == OutputEnd::stopped || found_.end == OutputEnd::damaged) return std::move(found_);
    if (out_of_time_)
      found_.end = OutputEnd::out_of_time;
    else if (!ended_)
      found_.end = OutputEnd::cut_off;
    else
      found_.end = unconverged_ || (by_density_ && !converged_) ? OutputEnd::unconverged : OutputEnd::finished;
    if (found_.end == OutputEnd::unconverged && found_.message.empty())
      found_.message = "the output doesn't say that the density converged";
    if (found_.end == OutputEnd::cut_off) found_.message = "the output has no \"PROGRAM ENDED AT\"";
    return std::move(found_);
  }

 private:
  using Block = bool (*)(Cp2kRun&, std::string_view);

  /// What begins a table, or stands in one line.
  void take_heading(std::string_view line) {
    if (const auto version = behind(line, "CP2K version "); version && contains(line, "CP2K| version string"))
      found_.program = "CP2K " + std::string(*version);
    if (contains(line, "ENERGY| Total FORCE_EVAL")) return take_energy(line);
    if (contains(line, "ATOMIC COORDINATES IN ")) begin_table(contains(line, "ANGSTROM") || contains(line, "ngstrom"));
    if (contains(line, "ATOMIC FORCES in [a.u.]") || contains(line, "FORCES| Atomic forces [hartree/bohr]")) {
      found_.forces.clear();
      started_ = false;
      in_block_ = &Cp2kRun::force_row;
    }
    const bool old_stress = trimmed(line).starts_with("STRESS TENSOR [");
    if (old_stress || contains(line, "STRESS| Analytical stress tensor [") ||
        contains(line, "STRESS| Numerical stress tensor [")) {
      const auto unit = stress_unit(line);
      if (!unit) return mark_damaged(found_, line);
      stress_unit_ = *unit;
      rows_ = 0;
      found_.stress = Mat3::zero();
      in_block_ = &Cp2kRun::stress_row;
    }
    constexpr std::string_view cell = " CELL| Vector ";
    if (line.starts_with(cell) && line.size() > cell.size())
      if (const char axis = line[cell.size()]; axis >= 'a' && axis <= 'c')
        take_cell(line, static_cast<std::size_t>(axis - 'a'));
  }

  void take_energy(std::string_view line) {
    const auto words = words_of(line);
    const auto energy = parse_double(words.back());
    if (!energy) return mark_damaged(found_, line);
    found_.energy = *energy * units::hartree;
    by_density_ = by_density_ || contains(line, "( QS )");
  }

  void take_cell(std::string_view line, std::size_t row) {
    const auto numbers = three_numbers(words_of(behind(line, "]:").value_or("")), 0);
    if (!numbers) return;
    if (!found_.cell) found_.cell = Mat3::zero();
    (*found_.cell)[row] = *numbers;
  }

  void begin_table(bool in_angstrom) {
    if (!in_angstrom) return;
    found_.elements.clear();
    found_.r.clear();
    started_ = false;
    in_block_ = &Cp2kRun::atom_row;
  }

  /// number kind element Z x y z …
  static bool atom_row(Cp2kRun& run, std::string_view line) {
    const auto words = words_of(line);
    if (words.empty()) return !run.started_ || run.found_.r.empty();
    if (!parse_index(words.front())) return words.front() == "Atom" || words.front() == "#";
    const auto r = three_numbers(words, 4);
    if (!r) return mark_damaged(run.found_, line), false;
    run.started_ = true;
    run.found_.elements.emplace_back(words[2]);
    run.found_.r.push_back(*r);
    return true;
  }

  /// "number kind element x y z", or from 2025 on "FORCES| number x y z size".
  static bool force_row(Cp2kRun& run, std::string_view line) {
    auto words = words_of(line);
    const bool named = !words.empty() && words.front() == "FORCES|";
    if (named) words.erase(words.begin());
    if (words.empty()) return !run.started_;
    if (!parse_index(words.front())) return words.front() == "#" || words.front() == "Atom";
    const auto force = three_numbers(words, named ? 1 : 3);
    if (!force) return mark_damaged(run.found_, line), false;
    run.started_ = true;
    run.found_.forces.push_back(force_unit * *force);
    return true;
  }

  /// "STRESS| x xx xy xz" or, to 7.1, "X xx xy xz". CP2K counts compression as positive.
  static bool stress_row(Cp2kRun& run, std::string_view line) {
    auto words = words_of(line);
    if (!words.empty() && words.front() == "STRESS|") words.erase(words.begin());
    if (words.size() < 4) return words.size() == 3 || run.rows_ == 0;
    const auto numbers = three_numbers(words, 1);
    if (!numbers) return mark_damaged(run.found_, line), false;
    (*run.found_.stress)[run.rows_] = -run.stress_unit_ * *numbers;
    return ++run.rows_ < 3;
  }

  void take_convergence(std::string_view line) {
    if (contains(line, "PROGRAM ENDED AT")) ended_ = true;
    if (contains(line, "exceeded requested execution time")) {
      out_of_time_ = true;
      found_.message = line.substr(line.find_first_not_of(" *"));
    }
    if (contains(line, "SCF run converged in") || contains(line, "outer SCF loop converged in")) converged_ = true;
    if (contains(line, "FAILED to converge") || contains(line, "SCF run NOT converged")) {
      unconverged_ = true;
      if (found_.message.empty()) found_.message = trimmed(line);
    }
  }

  /// The box of an error: a picture of a few columns, then its words, and the place in CP2K's source.
  void take_abort(std::string_view line) {
    if (!contains(line, "*") || trimmed(line).starts_with("****")) {
      in_abort_ = false;
      return;
    }
    constexpr std::size_t picture = 10;
    if (line.size() <= picture) return;
    auto text = trimmed(line.substr(picture));
    while (!text.empty() && text.back() == '*') text = trimmed(text.substr(0, text.size() - 1));
    if (text.empty()) return;
    if (!found_.message.empty()) found_.message += ' ';
    found_.message += text;
  }

  LabelOutput found_;
  Block in_block_ = nullptr;
  bool started_ = false, in_abort_ = false;
  bool ended_ = false, converged_ = false, unconverged_ = false, out_of_time_ = false, by_density_ = false;
  double stress_unit_ = 0.0;
  std::size_t rows_ = 0;
};

}  // namespace

LabelOutput read_cp2k_output(std::string_view text) {
  Cp2kRun run;
  OutputLines lines(text);
  std::string_view line;
  while (lines.next(line)) {
    if (contains(line, "PROGRAM STARTED AT")) run = Cp2kRun();  // -o appends to what is there
    run.take(line);
  }
  return std::move(run).result();
}

}  // namespace liquidus
