#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

#include "app/command.hpp"
#include "app/report.hpp"
#include "app/transform_options.hpp"
#include "core/errors.hpp"
#include "core/units.hpp"
#include "scatter/experiment/qmax_scan.hpp"
#include "scatter/experiment/quality.hpp"
#include "scatter/transform/interpolate.hpp"
#include "scatter/transform/real_space.hpp"
#include "scatter/transform/sine_transform.hpp"

namespace liquidus {
namespace {

using Values = std::vector<double>;

/// The measured curve as S − 1 or as g.
struct Input {
  Values x, y, error;
};

/// A standard error of a function at x as one of S or g: what a change by it makes.
Values error_of_base(const CurveKind& holds, const Curve& curve, double density, const Values& base) {
  if (curve.error.empty()) return {};
  Values moved = curve.y;
  for (std::size_t k = 0; k < moved.size(); ++k) moved[k] += curve.error[k];
  Values error = holds.of_r() ? to_g(std::get<0>(holds.function), curve.x, moved, density, holds.normalisation)
                              : to_s_minus_1(std::get<1>(holds.function), curve.x, moved, holds.normalisation);
  for (std::size_t k = 0; k < error.size(); ++k) error[k] -= base[k];
  return error;
}

Input read_input(const TransformOptions& options) {
  const MeasuredData data = read_measured(options.file, options.columns);
  for (const auto& remark : data.remarks) fmt::print("{}\n", remark);
  const CurveKind& holds = options.holds;
  Input input{data.curve.x, {}, {}};
  input.y = holds.of_r()
                ? to_g(std::get<0>(holds.function), input.x, data.curve.y, options.density, holds.normalisation)
                : to_s_minus_1(std::get<1>(holds.function), input.x, data.curve.y, holds.normalisation);
  input.error = error_of_base(holds, data.curve, options.density, input.y);
  return input;
}

/// What every file and the screen say of a curve: nothing is left to the letter of a function.
std::string description(const TransformOptions& options, const Window& window) {
  const bool of_r = options.holds.of_r();
  std::string text = fmt::format("{}\nfrom {}: {}\nρ = {:.6g} atoms/Å³\n", options.to.statement(), options.file,
                                 options.holds.statement(), options.density);
  if (of_r == options.to.of_r()) return text + "same points, no transform";
  text += fmt::format("window {} to {} = {:.6g} {}", name_of(window.kind), of_r ? "rmax" : "Qmax", window.end,
                      of_r ? "Å" : "1/Å");
  if (window.kind == WindowKind::soper_lorch)
    text +=
        fmt::format(", Δ = {:.4g} {}", window.width > 0.0 ? window.width : units::pi / window.end, of_r ? "1/Å" : "Å");
  return text;
}

void add_columns(std::vector<CurveColumn>& columns, const CurveKind& kind, const std::string& suffix,
                 const WithErrors& curve) {
  columns.push_back({kind.name() + suffix, kind.unit(), curve.value});
  if (!curve.error.empty()) columns.push_back({"err_" + kind.name() + suffix, kind.unit(), curve.error});
}

void write(const TransformOptions& options, const std::vector<CurveColumn>& columns, const std::string& comment) {
  if (options.out.empty()) return;
  write_curves(options.out, columns, comment);
  fmt::print("\n{}({}) is in {}\n", options.to.name(), options.to.of_r() ? "r" : "Q", options.out);
}

/// Distances from which on the spacing of the points leaves nothing to say.
void remark_on_spacing(const Input& input, bool of_r) {
  double widest = 0.0;
  for (std::size_t k = 1; k < input.x.size(); ++k) widest = std::max(widest, input.x[k] - input.x[k - 1]);
  fmt::print("points at most {:.4g} {} apart: nothing is known beyond {} = {:.4g} {}\n", widest, of_r ? "Å" : "1/Å",
             of_r ? "Q" : "r", units::pi / widest, of_r ? "1/Å" : "Å");
}

std::string figures_line(const QmaxFigures& f) {
  const std::string line =
      f.density ? fmt::format("{:>12}{:>12.5f}{:>12.2f}-{:.2f}", with_error(*f.density, 5), f.ripples, f.from, f.to)
                : fmt::format("{:>12}{:>12}{:>16}", "none", "", "");
  return fmt::format("{:>10.4g}{:>10.4f}{:>10.4f}{}\n", f.qmax, f.peak, f.height, line);
}

void print_figures(const std::vector<QmaxFigures>& all, double density) {
  fmt::print("\n{:>10}{:>10}{:>10}{:>12}{:>12}{:>16}\n{:>10}{:>10}{:>10}{:>12}{:>12}{:>16}\n", "Qmax", "peak", "height",
             "low-r ρ", "ripples", "range", "1/Å", "Å", "of g", "1/Å³", "1/Å²", "Å");
  for (const auto& f : all) fmt::print("{}", figures_line(f));
  fmt::print(
      "low-r ρ: of the line through D(r) where no atoms meet, to be held against {:.5g}; ripples: rms about it\n",
      density);
}

void print_back_transform(const Input& input, const TransformOptions& options, const QmaxFigures& figures,
                          const Window& window) {
  if (!figures.density) return;
  QualityOptions checks;
  checks.density = options.density;
  checks.window = window;
  checks.from = figures.from;
  checks.to = figures.to;
  const auto back = check_quality(input.x, input.y, input.error, checks).back;
  fmt::print("back-transform with g = 0 below {:.3f} Å, rms change of S:", back.r_min);
  for (const auto& range : back.ranges) fmt::print(" {:.5f} ({:.3g}-{:.3g} 1/Å)", range.rms, range.from, range.to);
  fmt::print("\n");
}

void to_real_space(const TransformOptions& options, const Input& input) {
  const auto r = options.grid();
  std::vector<CurveColumn> columns{{"r", "Å", r}};
  std::vector<QmaxFigures> figures;
  std::string comment;
  const bool many = !options.scan.empty();
  for (const double end : many ? options.scan : Values{options.window.end}) {
    const Window window{options.window.kind, end, options.window.width};
    const RealSpace made = real_space(input.x, input.y, input.error, options.density, window, r);
    const auto curve = made.as(std::get<0>(options.to.function), options.to.normalisation);
    add_columns(columns, options.to, many ? fmt::format("_Qmax{:g}", made.window.end) : "", curve);
    if (comment.empty()) comment = description(options, made.window);
    figures.push_back(qmax_figures(input.x, input.y, options.density, window, options.low_r_end));
  }
  if (many) comment += "\nand the other Qmax that the columns are named after, in 1/Å";
  fmt::print("{}\n", comment);
  remark_on_spacing(input, false);
  print_figures(figures, options.density);
  if (!many) print_back_transform(input, options, figures.front(), ending_at(options.window, input.x));
  write(options, columns, comment);
}

void to_reciprocal_space(const TransformOptions& options, const Input& input) {
  const auto q = options.grid();
  Values h = input.y;
  for (double& g : h) g -= 1.0;
  const auto s = s_minus_1(input.x, h, options.density, options.window, q);
  const auto of_s = std::get<1>(options.to.function);
  WithErrors curve{from_s_minus_1(of_s, q, s, options.to.normalisation), {}, {}, {}};
  if (!input.error.empty()) {
    const auto error = s_error(input.x, input.error, options.density, options.window, q);
    const auto kind = of_s == StructureFunction::S ? StructureFunction::i : of_s;
    curve.error = from_s_minus_1(kind, q, error, options.to.normalisation);
  }
  const std::string comment = description(options, ending_at(options.window, input.x));
  fmt::print("{}\n", comment);
  remark_on_spacing(input, true);
  const auto peak = static_cast<std::size_t>(std::max_element(s.begin(), s.end()) - s.begin());
  fmt::print("highest point S = {:.4f} at Q = {:.4g} 1/Å; S = {:.4f} at Q = {:.4g} 1/Å\n", 1.0 + s[peak], q[peak],
             1.0 + s[0], q[0]);
  double sum = 0.0;
  const auto back = g_minus_1(q, s, options.density, {}, input.x);
  for (std::size_t k = 0; k < h.size(); ++k) sum += (back[k] - h[k]) * (back[k] - h[k]);
  fmt::print("back-transform of S up to {:.4g} 1/Å: rms difference of g {:.5f}\n", q.back(),
             std::sqrt(sum / static_cast<double>(h.size())));
  std::vector<CurveColumn> columns{{"Q", "1/Å", q}};
  add_columns(columns, options.to, "", curve);
  write(options, columns, comment);
}

/// From one function of r (or Q) to another: no transform, the file's points.
void convert(const TransformOptions& options, const Input& input) {
  const CurveKind& to = options.to;
  const auto as = [&](const Values& base) {
    return to.of_r() ? from_g(std::get<0>(to.function), input.x, base, options.density, to.normalisation)
                     : from_s_minus_1(std::get<1>(to.function), input.x, base, to.normalisation);
  };
  WithErrors curve{as(input.y), {}, {}, {}};
  if (!input.error.empty()) {
    Values moved = input.y;
    for (std::size_t k = 0; k < moved.size(); ++k) moved[k] += input.error[k];
    curve.error = as(moved);
    for (std::size_t k = 0; k < moved.size(); ++k) curve.error[k] -= curve.value[k];
  }
  const std::string comment = description(options, options.window);
  fmt::print("{}\n", comment);
  std::vector<CurveColumn> columns{{to.of_r() ? "r" : "Q", to.of_r() ? "Å" : "1/Å", input.x}};
  add_columns(columns, to, "", curve);
  write(options, columns, comment);
}

void transform(const TransformArguments& typed) {
  const TransformOptions options = transform_options(typed);
  const Input input = read_input(options);
  try {
    if (options.holds.of_r() == options.to.of_r())
      convert(options, input);
    else if (options.to.of_r())
      to_real_space(options, input);
    else
      to_reciprocal_space(options, input);
  } catch (const InputError& error) {
    throw InputError({options.file, 0}, error.what());
  }
}

}  // namespace

void add_transform_command(CLI::App& program) {
  auto* command = program.add_subcommand("transform", "S(Q) to g(r), D(r), T(r) and back, for any data file");
  auto typed = std::make_shared<TransformArguments>();
  const auto add = [&](const char* name, std::string& into, const char* help) {
    return command->add_option(name, into, help);
  };
  add("file", typed->file, "Measured or computed curve: CSV, .mint01, .sq, .gr, columns in white space")->required();
  add("--holds", typed->holds, "The function in the file: S, i, F, Qi of Q, or g, D, T, G, R of r")->required();
  add("--to", typed->to, "The function wanted; D if left out, and S from a function of r");
  add("--density", typed->density, "Number density, such as \"0.02125 1/Å^3\"")->required();
  add("--normalisation", typed->normalisation, "Of F, Qi, D, T, G, R: normalised (divided by <b>^2), fm^2 or barn")
      ->capture_default_str();
  add("--b2", typed->b2, "<b>^2 where not normalised, such as \"45.2 fm^2\" or \"0.452 barn\"");
  add("--columns", typed->columns, "Columns by name or number: x,y or x,y,error");
  add("--window", typed->window, "step, lorch or soper-lorch")->capture_default_str();
  add("--delta", typed->delta, "Width of soper-lorch; π/Qmax if left out");
  add("--qmax", typed->qmax, "Where a function of Q is cut; its last point if left out");
  add("--rmax", typed->rmax, "Where a function of r is cut; its last point if left out");
  add("--scan", typed->scan, "Several Qmax, a column each: \"15 1/Å, 20 1/Å\" or \"10:25:2.5 1/Å\"");
  add("--low-r", typed->low_r_end, "Where the straight line of D(r) ends; found from the data if left out");
  add("--from", typed->from, "First point of the function wanted; 0 if left out");
  add("--end", typed->end, "Its last point; 20 Å or 25 1/Å if left out");
  add("--step", typed->step, "Between its points; 0.02 Å or 0.02 1/Å if left out");
  add("-o,--output", typed->out, "CSV file");
  command->footer(
      "Examples:\n"
      "  liquidus transform datasets/argon/yarnell-1973-sq.csv --holds S --density \"0.02125 1/Å^3\" --to g -o g.csv\n"
      "  liquidus transform melt.sq --holds S --density \"0.06 1/Å^3\" --window lorch --scan \"10:25:2.5 1/Å\" -o "
      "D.csv\n"
      "  liquidus transform silica.mint01 --holds F --normalisation barn --b2 \"0.2758 barn\" --density \"0.0663 "
      "1/Å^3\" "
      "--to T -o T.csv");
  command->callback([typed] { transform(*typed); });
}

}  // namespace liquidus
