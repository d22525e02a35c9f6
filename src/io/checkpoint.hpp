#pragma once
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/structure.hpp"

namespace liquidus {

/// A tree of named values that is saved whole or not at all. Names are paths, "md/thermostat/xi"; doubles come back
/// bit for bit, NaN and infinities too.
class Checkpoint {
 public:
  using Value = std::variant<std::vector<double>, std::vector<Index>, std::vector<std::string>>;

  void put(const std::string& name, std::vector<double> values);
  void put(const std::string& name, std::vector<Index> values);
  void put(const std::string& name, std::vector<std::string> values);
  void put(const std::string& name, double value) { put(name, std::vector<double>{value}); }
  void put(const std::string& name, Index value) { put(name, std::vector<Index>{value}); }
  void put(const std::string& name, int value) { put(name, static_cast<Index>(value)); }
  void put(const std::string& name, std::string value) { put(name, std::vector<std::string>{std::move(value)}); }
  void put(const std::string& name, const Structure& atoms);

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
  Structure structure(const std::string& name) const;

  /// Writes path.tmp (HDF5), flushes it to the disk and renames it to `path`: at any moment `path` is a whole
  /// checkpoint, the old one or the new one. @throws Error if it can't be written
  void save(const std::string& path) const;
  /// @throws InputError if the file is missing, no checkpoint, truncated, damaged or of another version
  static Checkpoint load(const std::string& path);

 private:
  template <class T>
  const std::vector<T>& get(const std::string& name, std::string_view kind) const;

  std::map<std::string, Value> values_;
  std::string source_ = "checkpoint";  // for messages
};

}  // namespace liquidus
