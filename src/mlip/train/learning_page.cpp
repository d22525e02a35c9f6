#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>

#include "core/errors.hpp"
#include "mlip/train/learning_curves.hpp"

namespace liquidus {
namespace {

struct Series {
  std::string name, colour;
  std::function<double(const EpochRow&)> value;
  double unit = 1.0;
};

struct Panel {
  std::string title;
  std::vector<Series> series;
};

constexpr double width = 460.0, height = 260.0, left = 62.0, right = 12.0, top = 12.0, bottom = 34.0;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

/// Maps epochs and decimal logarithms to the picture.
struct Axes {
  double first, last, low, high;
  double x(double epoch) const { return left + (epoch - first) / std::max(last - first, 1.0) * (width - left - right); }
  double y(double value) const { return top + (high - std::log10(value)) / (high - low) * (height - top - bottom); }
};

std::string grid(const Axes& axes) {
  std::string svg;
  for (double decade = axes.low; decade <= axes.high + 0.5; decade += 1.0) {
    const double y = axes.y(std::pow(10.0, decade));
    svg += fmt::format("<line class=\"grid\" x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\"/>", left, width - right, y,
                       y);
    svg += fmt::format("<text x=\"{}\" y=\"{:.1f}\" text-anchor=\"end\">{:g}</text>", left - 6.0, y + 4.0,
                       std::pow(10.0, decade));
  }
  for (int tick = 0; tick <= 4; ++tick) {
    const double epoch = std::round(axes.first + (axes.last - axes.first) * tick / 4.0);
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.0f}</text>", axes.x(epoch), height - 14.0,
                       epoch);
  }
  return svg + fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">epoch</text>", 0.5 * (left + width - right),
                           height - 1.0);
}

std::string line(const Series& series, const Axes& axes, const std::vector<EpochRow>& rows) {
  std::string points;
  for (const auto& row : rows)
    if (const double value = series.value(row) / series.unit; value > 0.0 && std::isfinite(value))
      points += fmt::format("{:.1f},{:.1f} ", axes.x(static_cast<double>(row.epoch)), axes.y(value));
  return fmt::format("<polyline stroke=\"{}\" points=\"{}\"/>", series.colour, points);
}

/// Nothing if there is no positive number to show.
std::string picture(const Panel& panel, const std::vector<EpochRow>& rows) {
  double least = INFINITY, largest = 0.0;
  for (const auto& series : panel.series)
    for (const auto& row : rows)
      if (const double value = series.value(row) / series.unit; value > 0.0 && std::isfinite(value)) {
        least = std::min(least, value);
        largest = std::max(largest, value);
      }
  if (!(largest > 0.0)) return {};
  Axes axes{static_cast<double>(rows.front().epoch), static_cast<double>(rows.back().epoch),
            std::floor(std::log10(least)), std::ceil(std::log10(largest))};
  if (axes.high <= axes.low) axes.high = axes.low + 1.0;
  std::string svg = fmt::format("<figure><figcaption>{}", panel.title);
  for (const auto& series : panel.series)
    svg += fmt::format(" <span style=\"color:{}\">━ {}</span>", series.colour, series.name);
  svg += fmt::format("</figcaption><svg viewBox=\"0 0 {} {}\">", width, height) + grid(axes);
  for (const auto& series : panel.series) svg += line(series, axes, rows);
  return svg + "</svg></figure>\n";
}

Panel error_panel(const std::string& title, double TrainErrors::*mae, double TrainErrors::*rmse, double unit) {
  const auto of = [](TrainErrors EpochRow::*set, double TrainErrors::*value) {
    return [=](const EpochRow& row) { return row.*set.*value; };
  };
  return {title,
          {{"train MAE", "#9ecae1", of(&EpochRow::train, mae), unit},
           {"train RMSE", "#3182bd", of(&EpochRow::train, rmse), unit},
           {"validation MAE", "#fdae6b", of(&EpochRow::validation, mae), unit},
           {"validation RMSE", "#d94801", of(&EpochRow::validation, rmse), unit}}};
}

}  // namespace

void write_learning_page(const std::string& path, const std::string& title, const std::vector<EpochRow>& rows) {
  if (rows.empty()) return;
  const std::vector<Panel> panels = {
      {"Loss",
       {{"train", "#3182bd", [](const EpochRow& row) { return row.train_loss; }},
        {"validation", "#d94801", [](const EpochRow& row) { return row.validation_loss; }}}},
      error_panel("Energy, meV/atom", &TrainErrors::energy_mae, &TrainErrors::energy_rmse, 1e-3),
      error_panel("Forces, meV/Å", &TrainErrors::forces_mae, &TrainErrors::forces_rmse, 1e-3),
      error_panel("Stress, meV/Å³", &TrainErrors::stress_mae, &TrainErrors::stress_rmse, 1e-3),
      {"Learning rate", {{"", "#3182bd", [](const EpochRow& row) { return row.rate; }}}}};
  std::string page = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title><style>"
      "body{{font:14px system-ui,sans-serif;margin:24px}}figure{{display:inline-block;margin:0 16px 16px "
      "0;width:460px}}"
      "text{{font-size:11px;fill:currentColor}}polyline{{fill:none;stroke-width:1.5}}.grid{{stroke:currentColor;"
      "opacity:.15}}"
      "@media(prefers-color-scheme:dark){{body{{background:#16181c;color:#ddd}}}}"
      "</style></head><body><h1>{0}</h1>\n",
      escaped(title.empty() ? "Training" : title));
  for (const auto& panel : panels) page += picture(panel, rows);
  std::ofstream out(path);
  out << page << "</body></html>\n";
  out.close();
  if (!out) throw Error("can't write " + path);
}

}  // namespace liquidus
