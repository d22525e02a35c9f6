#pragma once
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// A tree of named values in an HDF5 file that is saved whole or not at all. Names are paths, "md/thermostat/xi";
/// doubles come back bit for bit, NaN and infinities too.
class Archive {
 public:
  struct Kind {
    std::string name;  // one word, for messages and in the file: another kind of file is refused
    int version = 1;
    bool readable = false;  // text as strings that other programs show, all of the longest one's size
  };
  using Value = std::variant<std::vector<double>, std::vector<Index>, std::vector<std::string>>;

  explicit Archive(Kind kind) : kind_(std::move(kind)), source_(kind_.name) {}

  void put(const std::string& name, std::vector<double> values);
  void put(const std::string& name, std::vector<Index> values);
  void put(const std::string& name, std::vector<std::string> values);
  void put(const std::string& name, double value) { put(name, std::vector<double>{value}); }
  void put(const std::string& name, Index value) { put(name, std::vector<Index>{value}); }
  void put(const std::string& name, int value) { put(name, static_cast<Index>(value)); }
  void put(const std::string& name, std::string value) { put(name, std::vector<std::string>{std::move(value)}); }
  /// A line for people beside a value that has been put, or, with an empty name, beside the whole: an attribute
  /// `about` of the file that isn't read again.
  void describe(const std::string& name, std::string line);

  bool has(const std::string& name) const { return values_.contains(name); }
  /// Names that begin with `prefix`, sorted.
  std::vector<std::string> names(std::string_view prefix = "") const;
  /// @throws InputError naming the key if it is missing, of another type or, for the single ones, not of length 1
  const std::vector<double>& numbers(const std::string& name) const;
  const std::vector<Index>& integers(const std::string& name) const;
  const std::vector<std::string>& strings(const std::string& name) const;
  double number(const std::string& name) const;
  Index integer(const std::string& name) const;
  const std::string& string(const std::string& name) const;
  /// All there is, by name.
  const std::map<std::string, Value>& values() const { return values_; }
  /// The file that it was loaded from, or the kind's name.
  const std::string& source() const { return source_; }

  /// Writes path.tmp (HDF5), flushes it to the disk and renames it to `path`: at any moment `path` is a whole
  /// archive, the old one or the new one. @throws Error if it can't be written
  void save(const std::string& path) const;
  /// @throws InputError if the file is missing, none of this kind, truncated, damaged or of another version
  static Archive load(const std::string& path, Kind kind);
  /// Whether an HDF5 file holds an archive of this kind, of any version. @throws InputError if it is no HDF5
  static bool is_kind(const std::string& path, const Kind& kind);

 private:
  template <class T>
  const std::vector<T>& get(const std::string& name, std::string_view type) const;
  template <class T>
  const T& only(const std::vector<T>& values, const std::string& name) const;
  void require_name(const std::string& name) const;

  Kind kind_;
  std::map<std::string, Value> values_;
  std::map<std::string, std::string> about_;
  std::string source_;  // for messages
};

}  // namespace liquidus
