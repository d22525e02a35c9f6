#pragma once
#include <istream>
#include <memory>
#include <string>
#include <string_view>

#include "core/errors.hpp"

namespace liquidus {

/// Lines of a file (plain or gzipped), a stream or a text in memory, with their numbers.
class LineSource {
 public:
  /// @throws InputError if the file can't be opened
  explicit LineSource(const std::string& path);
  /// From memory, which must outlive the source.
  LineSource(std::string_view text, std::string name);
  LineSource(std::istream& in, std::string name);
  ~LineSource();
  LineSource(LineSource&&) noexcept;
  LineSource& operator=(LineSource&&) noexcept;

  /// The next line without its end ("\n" or "\r\n"), valid until the next call; false at the end of the file.
  /// @throws InputError for a line longer than 64 MiB, a damaged or cut gzip file
  bool next(std::string_view& line);
  /// Number of the line that next() gave last, from 1.
  Index line_number() const { return number_; }
  Location here() const { return {name_, number_}; }
  const std::string& name() const { return name_; }

 private:
  struct Input;
  bool refill();

  std::string name_;
  std::unique_ptr<Input> input_;
  std::string block_;      // what has been read; the part before begin_ is used up
  std::string_view text_;  // block_, or the text in memory
  std::size_t begin_ = 0;
  bool ended_ = false;
  Index number_ = 0;
};

}  // namespace liquidus
