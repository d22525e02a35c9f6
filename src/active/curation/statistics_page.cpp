#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "active/curation/statistics.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

constexpr double width = 420.0, height = 220.0, left = 44.0, right = 12.0, top = 12.0, bottom = 34.0;
constexpr std::size_t bins = 48, most_rows = 24;

std::string escaped(const std::string& text) {
  std::string out;
  for (const char c : text) out += c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : std::string(1, c);
  return out;
}

std::string text_at(double x, double y, const std::string& text, const char* anchor = "middle") {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>", x, y, anchor, escaped(text));
}

struct Histogram {
  double from, to;
  std::array<Index, bins> count{};
};
Histogram histogram_of(const Distribution& d) {
  const auto [least, largest] = std::minmax_element(d.values.begin(), d.values.end());
  Histogram h{*least, *largest};
  if (!(h.to > h.from)) {
    h.from -= 0.5;
    h.to += 0.5;
  }
  for (const double x : d.values) {
    const auto bin = static_cast<std::size_t>((x - h.from) / (h.to - h.from) * static_cast<double>(bins));
    ++h.count[std::min(bin, bins - 1)];
  }
  return h;
}

std::string picture(const Distribution& d) {
  const auto h = histogram_of(d);
  const double most = static_cast<double>(*std::max_element(h.count.begin(), h.count.end()));
  const double wide = (width - left - right) / static_cast<double>(bins), high = height - top - bottom;
  const auto m = moments_of(d.values);
  std::string svg = fmt::format(
      "<figure><figcaption>{} ({})<br><small>{} values, mean {:.5g}, median {:.5g}, deviation {:.3g}</small>"
      "</figcaption><svg viewBox=\"0 0 {} {}\">",
      escaped(d.name), escaped(d.unit), m.count, m.mean, m.median, m.deviation, width, height);
  for (std::size_t k = 0; k < bins; ++k) {
    const double tall = high * static_cast<double>(h.count[k]) / most;
    if (h.count[k] > 0)
      svg += fmt::format(
          "<rect x=\"{:.1f}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"{:.1f}\"><title>{:.5g} to {:.5g}: {}"
          "</title></rect>",
          left + wide * static_cast<double>(k), top + high - tall, wide - 0.5, tall,
          h.from + (h.to - h.from) * static_cast<double>(k) / bins,
          h.from + (h.to - h.from) * static_cast<double>(k + 1) / bins, h.count[k]);
  }
  svg += fmt::format("<line x1=\"{0}\" x2=\"{1}\" y1=\"{2}\" y2=\"{2}\"/>", left, width - right, top + high);
  for (int tick = 0; tick <= 4; ++tick)
    svg += text_at(left + (width - left - right) * tick / 4.0, height - 18.0,
                   fmt::format("{:.5g}", h.from + (h.to - h.from) * tick / 4.0));
  svg += text_at(left - 5.0, top + 8.0, fmt::format("{:.0f}", most), "end");
  svg += text_at(left - 5.0, top + high, "0", "end");
  return svg + text_at(0.5 * (left + width - right), height - 3.0, d.unit) + "</svg></figure>\n";
}

/// Counts as bars, the most first; what is beyond the picture is said.
std::string bars(const std::string& title, const std::map<std::string, Index>& counts) {
  std::vector<std::pair<std::string, Index>> rows(counts.begin(), counts.end());
  std::stable_sort(rows.begin(), rows.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  Index beyond = 0;
  for (std::size_t k = most_rows; k < rows.size(); ++k) beyond += rows[k].second;
  const std::size_t left_out = rows.size() > most_rows ? rows.size() - most_rows : 0;
  if (left_out > 0) rows.resize(most_rows);
  std::string table = fmt::format("<figure><figcaption>{}</figcaption><table>", escaped(title));
  for (const auto& [name, count] : rows)
    table += fmt::format(
        "<tr><td>{}</td><td class=\"n\">{}</td><td><div class=\"bar\" style=\"width:{:.0f}px\"></div></td></tr>",
        escaped(name), count, 160.0 * static_cast<double>(count) / static_cast<double>(rows.front().second));
  if (left_out > 0)
    table += fmt::format("<tr><td>{} others</td><td class=\"n\">{}</td><td></td></tr>", left_out, beyond);
  return table + "</table></figure>\n";
}

constexpr const char* style =
    "body{font:14px system-ui,sans-serif;margin:24px}figure{display:inline-block;vertical-align:top;margin:0 16px 16px "
    "0;width:420px}text{font-size:11px;fill:currentColor}rect,.bar{fill:#3182bd;background:#3182bd}.bar{height:10px}"
    "line{stroke:currentColor;opacity:.4}td{padding:1px 8px 1px 0;word-break:break-all}.n{text-align:right}"
    "@media(prefers-color-scheme:dark){body{background:#16181c;color:#ddd}}";

}  // namespace

void write_statistics_page(const std::string& path, const std::string& title, const DatasetStatistics& statistics) {
  std::string page = fmt::format(
      "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>{0}</title><style>{1}</style></head>"
      "<body><h1>{0}</h1>\n<p>{2} frames, {3} atoms, {4} isolated atoms</p>\n",
      escaped(title), style, statistics.frames, statistics.atoms, statistics.isolated);
  page += bars("Frames by config_type", statistics.types) + bars("Frames by composition", statistics.formulas);
  page += bars("Frames with a label", statistics.labels);
  for (const auto& [key, counts] : statistics.sources) page += bars("Frames by " + key, counts);
  for (const auto& distribution : statistics.distributions) page += picture(distribution);
  write_text(path, page + "</body></html>\n");
}

}  // namespace liquidus
