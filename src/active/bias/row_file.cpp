#include "active/bias/row_file.hpp"

#include <charconv>
#include <filesystem>
#include <sstream>

#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {

void RowFile::resume(Index last) {
  if (path_.empty()) return;
  out_.close();
  std::string kept = header_ + "\n";
  if (std::filesystem::exists(path_)) {
    std::istringstream rows(read_text(path_));
    std::string line;
    std::getline(rows, line);
    while (std::getline(rows, line) && !rows.eof()) {  // a last row without its end was cut off by a kill
      Index step = 0;
      const bool row = std::from_chars(line.data(), line.data() + line.size(), step).ec == std::errc{};
      if (!row || step > last) break;
      kept += line + "\n";
    }
  }
  write_text(path_, kept);
  out_.open(path_, std::ios::app);
}

void RowFile::add(const std::string& row) {
  if (path_.empty()) return;
  if (!out_.is_open()) {
    out_.open(path_, std::ios::trunc);
    out_ << header_ << '\n';
  }
  out_ << row << '\n' << std::flush;
  if (!out_) throw Error("cannot write '" + path_ + "'; is the disk full?");
}

}  // namespace liquidus
