#include "io/measured.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <sstream>

#include "io/line_source.hpp"
#include "io/measured_header.hpp"
#include "io/parse_number.hpp"

namespace liquidus {
namespace {

constexpr std::size_t largest = std::size_t{64} << 20;  // bytes

struct Text {
  std::string header;              // lines before the numbers' part, as they are
  std::string data;                // the part with the numbers; header lines are empty lines here, so that lines count
  std::vector<std::string> names;  // of the last "#L" line before the numbers
};

/// "##### start data", in any case and with any number of '#'.
bool starts_data(std::string_view line) {
  const auto begin = line.find_first_not_of("# \t");
  if (line.empty() || line.front() != '#' || begin == std::string_view::npos) return false;
  constexpr std::string_view words = "start data";
  const auto rest = line.substr(begin, words.size());
  return rest.size() == words.size() && std::equal(rest.begin(), rest.end(), words.begin(), [](char a, char b) {
           return std::tolower(static_cast<unsigned char>(a)) == b;
         });
}

std::vector<std::string> words_of(std::string_view line) {
  std::vector<std::string> words;
  for (auto word = next_word(line); !word.empty(); word = next_word(line)) words.emplace_back(word);
  return words;
}

Text read_text(LineSource lines) {
  Text text;
  std::string_view line;
  while (lines.next(line)) {
    if (text.data.size() + line.size() > largest)
      throw InputError(lines.here(), "the file is longer than 64 MiB; that is no measured curve");
    if (starts_data(line)) {
      // All before was header, whatever it looked like.
      text.header += text.data;
      text.data.assign(static_cast<std::size_t>(lines.line_number()), '\n');
      text.names.clear();
      continue;
    }
    if (line.starts_with("#L")) text.names = words_of(line.substr(2));
    text.data += line;
    text.data += '\n';
  }
  return text;
}

bool is_gudrun(const std::string& name) {
  std::string_view file = name;
  if (file.ends_with(".gz")) file.remove_suffix(3);
  const auto dot = file.rfind('.');
  if (dot == std::string_view::npos) return false;
  for (const std::string_view kind : {".mint", ".mdcs", ".mdor", ".mgor", ".msuba", ".mdsub", ".dcs"})
    if (file.substr(dot).starts_with(kind)) return true;
  return false;
}

/// A column by its name or its number; −1 if there is none.
int find_column(const NumberTable& table, const std::string& wanted) {
  const auto named = std::find(table.names.begin(), table.names.end(), wanted);
  if (named != table.names.end()) return static_cast<int>(named - table.names.begin());
  const auto number = parse_index(wanted);
  const auto n = static_cast<Index>(table.columns.size());
  return number && *number >= 1 && *number <= n ? static_cast<int>(*number - 1) : -1;
}

int column(const NumberTable& table, const std::string& wanted, const std::string& name) {
  if (const int found = find_column(table, wanted); found >= 0) return found;
  std::string message = fmt::format("there is no column '{}'; the file has {} column{}", excerpt(wanted),
                                    table.columns.size(), table.columns.size() == 1 ? "" : "s");
  for (std::size_t i = 0; i < table.names.size(); ++i) message += (i == 0 ? ": " : ", ") + excerpt(table.names[i]);
  throw InputError({name, table.lines.front()}, message);
}

std::string letters_of(std::string_view name) {
  std::string letters;
  for (const char c : name)
    if (std::isalpha(static_cast<unsigned char>(c)) != 0)
      letters += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return letters;
}

/// "d_r", "dQ": the error of x.
bool is_error_of_x(std::string_view name, std::string_view x_name) {
  return letters_of(name) == "d" + letters_of(x_name).substr(0, 1);
}

/// "err_g", "error", "sigma", "e", "dG(r)", "d_Gr".
bool looks_like_error(std::string_view name) {
  const auto letters = letters_of(name);
  if (letters.starts_with("err") || letters.starts_with("sig") || letters.starts_with("unc")) return true;
  return letters == "e" || (letters.size() > 1 && letters.front() == 'd');
}

/// The error stands next to y, but for the error of x that may be between them.
int error_column(const NumberTable& table, int x, int y) {
  const auto n = static_cast<int>(table.columns.size());
  const auto name = [&](int i) { return std::string_view(table.names[static_cast<std::size_t>(i)]); };
  if (table.names.empty()) return n == 3 && x == 0 && y == 1 ? 2 : -1;
  int at = y + 1;
  while (at < n && is_error_of_x(name(at), name(x))) ++at;
  if (at < n && looks_like_error(name(at))) return at;
  return n == 3 && x == 0 && y == 1 ? 2 : -1;
}

/// The rows [begin, end) that are measured; what is left out at the ends is told.
struct Rows {
  std::size_t begin = 0, end = 0;
};
Rows measured_rows(const Curve& curve, bool gudrun, std::vector<std::string>& remarks) {
  Rows rows{0, curve.x.size()};
  while (rows.end > 1 && curve.x[rows.end - 1] == 0.0) --rows.end;
  if (const auto n = curve.x.size() - rows.end; n > 0)
    remarks.push_back(fmt::format("{} row{} at the end with x = 0 left out as padding", n, n == 1 ? "" : "s"));
  if (!gudrun || curve.error.empty()) return rows;
  const auto empty = [&](std::size_t i) { return curve.y[i] == 0.0 && curve.error[i] == 0.0; };
  const auto before = rows.end - rows.begin;
  while (rows.end > rows.begin && empty(rows.end - 1)) --rows.end;
  while (rows.begin < rows.end && empty(rows.begin)) ++rows.begin;
  if (const auto n = before - (rows.end - rows.begin); n > 0)
    remarks.push_back(fmt::format("{} row{} at the ends with a value and an error of 0 left out as not measured", n,
                                  n == 1 ? "" : "s"));
  return rows;
}

void check_rows(const Curve& curve, Rows rows, const std::vector<Index>& lines, const std::string& name) {
  for (std::size_t i = rows.begin; i < rows.end; ++i) {
    if (i > rows.begin && !(curve.x[i] > curve.x[i - 1]))
      throw InputError({name, lines[i]},
                       fmt::format("x must increase from row to row; {} follows {}", curve.x[i], curve.x[i - 1]));
    if (!curve.error.empty() && curve.error[i] < 0.0)
      throw InputError({name, lines[i]}, fmt::format("the error is negative ({})", curve.error[i]));
  }
  if (rows.end - rows.begin < 2) throw InputError({name, 0}, "there are fewer than two measured points in the file");
}

void keep(std::vector<double>& values, Rows rows) {
  if (values.empty()) return;
  values.erase(values.begin() + static_cast<std::ptrdiff_t>(rows.end), values.end());
  values.erase(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(rows.begin));
}

/// From lower edges of bins to their middles; the last row only closes the last bin.
void take_middles(Curve& curve, const std::string& name) {
  if (curve.x.size() < 3) throw InputError({name, 0}, "a histogram needs at least three rows");
  for (std::size_t i = 0; i + 1 < curve.x.size(); ++i) curve.x[i] = 0.5 * (curve.x[i] + curve.x[i + 1]);
  for (auto* values : {&curve.x, &curve.y, &curve.error})
    if (!values->empty()) values->pop_back();
}

MeasuredData make_measured(Text text, const std::string& name, const MeasuredColumns& wanted) {
  std::istringstream in(std::move(text.data));
  NumberTable table = read_table(in, name);
  if (table.names.empty() && text.names.size() >= table.columns.size()) {
    // PDFgetN names a column dG(r) also where it wrote none.
    text.names.resize(table.columns.size());
    table.names = text.names;
  }
  const int x = wanted.x.empty() ? 0 : column(table, wanted.x, name);
  const int y = wanted.y.empty() ? x + 1 : column(table, wanted.y, name);
  if (y >= static_cast<int>(table.columns.size())) column(table, std::to_string(y + 1), name);  // throws
  const int error = wanted.error == "none" ? -1
                    : wanted.error.empty() ? error_column(table, x, y)
                                           : column(table, wanted.error, name);
  MeasuredData data;
  data.curve.header = text.header + (text.header.empty() || table.header.empty() ? "" : "\n") + table.header;
  data.header = header_values(data.curve.header);
  const auto take = [&](int i, std::vector<double>& into) {
    if (i < 0) return;
    into = table.columns[static_cast<std::size_t>(i)];
    if (!table.names.empty()) data.curve.columns.push_back(table.names[static_cast<std::size_t>(i)]);
  };
  take(x, data.curve.x);
  take(y, data.curve.y);
  take(error, data.curve.error);
  const Rows rows = measured_rows(data.curve, is_gudrun(name), data.remarks);
  check_rows(data.curve, rows, table.lines, name);
  for (auto* values : {&data.curve.x, &data.curve.y, &data.curve.error}) keep(*values, rows);
  if (wanted.edges) take_middles(data.curve, name);
  return data;
}

}  // namespace

std::optional<double> MeasuredData::number(std::initializer_list<std::string_view> keys) const {
  for (const auto key : keys)
    if (const auto found = header.find(std::string(key)); found != header.end()) {
      std::string_view rest = found->second;
      if (const auto value = parse_double(next_word(rest))) return value;
    }
  return {};
}

MeasuredData read_measured(const std::string& path, const MeasuredColumns& columns) {
  return make_measured(read_text(LineSource(path)), path, columns);
}
MeasuredData read_measured(std::istream& in, const std::string& name, const MeasuredColumns& columns) {
  return make_measured(read_text(LineSource(in, name)), name, columns);
}

}  // namespace liquidus
