#include "io/curve.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <memory>
#include <stdexcept>

#include "io/line_source.hpp"
#include "io/number_text.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blank = " \t\r\f\v";
  const auto begin = text.find_first_not_of(blank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(blank) - begin + 1);
}

/// A semicolon separates before a comma does, and a comma before white space, so that "1,5;2,3" is seen to be wrong.
std::vector<std::string_view> split(std::string_view line, std::string_view separators) {
  std::vector<std::string_view> cells;
  for (const char separator : separators) {
    if (line.find(separator) == std::string_view::npos) continue;
    for (std::size_t end = 0; end != std::string_view::npos;) {
      end = line.find(separator);
      cells.push_back(trimmed(line.substr(0, end)));
      if (end != std::string_view::npos) line.remove_prefix(end + 1);
    }
    return cells;
  }
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) cells.push_back(word);
  return cells;
}

class TableReader {
 public:
  explicit TableReader(LineSource lines) : lines_(std::move(lines)) {}

  NumberTable read() {
    std::string_view line;
    while (lines_.next(line)) {
      if (lines_.line_number() == 1 && line.starts_with("\xef\xbb\xbf")) line.remove_prefix(3);  // byte order mark
      line = trimmed(line);
      if (line.empty()) continue;
      if (line.front() == '#' || line.front() == '!' || line.front() == ';')
        comment(trimmed(line.substr(1)));
      else if (line = trimmed(line.substr(0, line.find('#'))); !named(line))
        row(line);
    }
    if (table_.columns.empty()) throw InputError({lines_.name(), 0}, "there are no numbers in the file");
    if (table_.names.size() != table_.columns.size()) table_.names.clear();
    return std::move(table_);
  }

 private:
  void comment(std::string_view text) {
    if (!table_.columns.empty() || text.empty()) return;
    if (!table_.header.empty()) table_.header += '\n';
    table_.header += text;
  }

  /// Takes a line before the numbers that holds names or units: one that doesn't begin with something like a number.
  bool named(std::string_view line) {
    const auto first = split(line, ";,").front();
    const bool numeric = !first.empty() && first.find_first_not_of("0123456789+-.,eEdD") == std::string_view::npos;
    if (!table_.columns.empty() || numeric || parse_double(first)) return false;
    if (table_.names.empty())
      for (const auto cell : split(line, ";,\t")) table_.names.emplace_back(cell);
    else
      comment(line);
    return true;
  }

  void row(std::string_view line) {
    const auto cells = split(line, ";,");
    if (table_.columns.empty()) table_.columns.resize(cells.size());
    if (cells.size() != table_.columns.size())
      throw InputError(lines_.here(),
                       fmt::format("expected {} number{} as in the rows before, found {}", table_.columns.size(),
                                   table_.columns.size() == 1 ? "" : "s", cells.size()));
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const auto number = parse_double(cells[i]);
      if (!number)
        throw InputError(lines_.here(), fmt::format("column {}: '{}' is not a number", i + 1, excerpt(cells[i])));
      if (!std::isfinite(*number))
        throw InputError(lines_.here(), fmt::format("column {}: {} is not a finite number", i + 1, excerpt(cells[i])));
      table_.columns[i].push_back(*number);
    }
    table_.lines.push_back(lines_.line_number());
  }

  LineSource lines_;
  NumberTable table_;
};

Curve make_curve(NumberTable table, const std::string& name, CurveColumns wanted) {
  const auto n = static_cast<int>(table.columns.size());
  if (wanted.error < 0 && wanted.y + 1 < n && n == 3 && wanted.x == 0) wanted.error = wanted.y + 1;
  for (const int column : {wanted.x, wanted.y, std::max(wanted.error, 0)})
    if (column < 0 || column >= n)
      throw InputError({name, table.lines.front()}, fmt::format("there is no column {}; the file has {} column{}",
                                                                column + 1, n, n == 1 ? "" : "s"));
  Curve curve;
  const auto take = [&](int column, std::vector<double>& into) {
    if (column < 0) return;
    const auto i = static_cast<std::size_t>(column);
    into = table.columns[i];
    if (!table.names.empty()) curve.columns.push_back(table.names[i]);
  };
  take(wanted.x, curve.x);
  take(wanted.y, curve.y);
  take(wanted.error, curve.error);
  curve.header = std::move(table.header);
  for (std::size_t i = 1; i < curve.x.size(); ++i)
    if (!(curve.x[i] > curve.x[i - 1]))
      throw InputError({name, table.lines[i]},
                       fmt::format("x must increase from row to row; {} follows {}", curve.x[i], curve.x[i - 1]));
  for (std::size_t i = 0; i < curve.error.size(); ++i)
    if (curve.error[i] < 0.0)
      throw InputError({name, table.lines[i]}, fmt::format("the error is negative ({})", curve.error[i]));
  return curve;
}

}  // namespace

NumberTable read_table(const std::string& path) { return TableReader(LineSource(path)).read(); }
NumberTable read_table(std::istream& in, const std::string& name) { return TableReader(LineSource(in, name)).read(); }

Curve read_curve(const std::string& path, CurveColumns columns) { return make_curve(read_table(path), path, columns); }
Curve read_curve(std::istream& in, const std::string& name, CurveColumns columns) {
  return make_curve(read_table(in, name), name, columns);
}

void write_curves(const std::string& path, const std::vector<CurveColumn>& columns, const std::string& comment) {
  std::string text;
  for (std::string_view rest = comment; !rest.empty();) {
    const auto end = rest.find('\n');
    text += "# " + std::string(rest.substr(0, end)) + "\n";
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  std::string units, names;
  std::size_t rows = columns.empty() ? 0 : columns.front().values.size();
  for (const auto& column : columns) {
    if (column.values.size() != rows) throw std::invalid_argument("the columns of '" + path + "' differ in length");
    units += (units.empty() ? "# units: " : ", ") + (column.unit.empty() ? "1" : column.unit);
    names += (names.empty() ? "" : ",") + column.name;
  }
  text += units + "\n" + names + "\n";
  for (std::size_t row = 0; row < rows; ++row)
    for (std::size_t i = 0; i < columns.size(); ++i)
      text += shortest(columns[i].values[row]) + (i + 1 < columns.size() ? "," : "\n");
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "wb"),
                                                             [](std::FILE* f) { return f ? std::fclose(f) : 0; });
  const bool good = file && std::fwrite(text.data(), 1, text.size(), file.get()) == text.size();
  if (!good || std::fflush(file.get()) != 0) throw Error("cannot write '" + path + "'");
}

}  // namespace liquidus
