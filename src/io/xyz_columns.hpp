#pragma once
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/errors.hpp"
#include "core/structure.hpp"
#include "io/xyz.hpp"

namespace liquidus {

/// What a column of the atom lines is for.
enum class XyzRole {
  species,
  atomic_number,
  species_name,
  position,
  force,
  velocity,
  momentum,
  charge,
  atomic_energy,
  mass,
  image,
  number,
  word
};

struct XyzColumn {
  std::string name;
  char type;  // S, R, I or L
  int width;
  XyzRole role;
};

/// The columns of one frame: made from Properties, then fed line by line.
class XyzColumns {
 public:
  /// `properties` as in the file, "species:S:1:pos:R:3". Labels that have several names are settled here, and `names`
  /// learns under which name each stood. @throws InputError if the text is malformed or lacks species or positions
  XyzColumns(std::string_view properties, const LabelNames& labels, const Location& at,
             std::map<std::string, std::string>& names);

  /// Atom number `index` (from 1). @throws InputError naming the atom
  void add(std::string_view line, Index index, Frame& frame, const Location& at);
  /// After the last atom: masses and momenta become species and velocities.
  void finish(Frame& frame, const Location& at);

 private:
  /// One line of the file while it is being read.
  struct Line {
    std::string_view text, rest;
    Index index;  // of the atom, from 1
    const Location& at;
  };
  void settle_roles(const LabelNames& labels, std::map<std::string, std::string>& names);
  void check_columns(const Location& at) const;
  void read_numbers(const XyzColumn& column, Line& line);
  void store_numbers(const XyzColumn& column, Frame& frame);
  Image read_image(const XyzColumn& column, Line& line) const;
  std::string_view take(Line& line) const;
  int species_of(std::string_view word, const Line& line, Frame& frame);
  [[noreturn]] void refuse_word(std::string_view word, const XyzColumn& column, std::string_view what,
                                const Line& line) const;
  [[noreturn]] void refuse_count(const Line& line) const;

  std::vector<XyzColumn> columns_;
  int words_ = 0;                     // in a line
  XyzRole identity_ = XyzRole::word;  // the role of the column that says what an atom is
  std::vector<double> numbers_;       // of one column of one line
  std::unordered_map<std::string, int> known_;
  std::vector<double> masses_;  // u
  bool momenta_ = false;
};

}  // namespace liquidus
