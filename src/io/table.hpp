#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "core/quantity.hpp"
#include "core/vec3.hpp"

namespace liquidus {

/// Collects the mistakes found in a file, so that a person sees all of them at once.
class Problems {
 public:
  void add(const Location& at, const std::string& message);
  bool empty() const { return found_.empty(); }
  /// One problem per line, in the order of the file.
  std::string text() const;
  /// @throws InputError with text() if there is a problem
  void throw_if_any() const;

 private:
  std::vector<std::pair<Location, std::string>> found_;
};

/// What is expected of one key; see Field in core/options.hpp.
struct KeyRule {
  std::string_view key, unit = "", choices = "";
};

struct TomlNode;  // a parsed value; the parser's own types stay in its .cpp

/// A section of a run file. Cheap to copy; knows where each key stands.
class Table {
 public:
  /// An empty section that isn't in the file: its keys are all missing at `at`.
  Table(std::string name, Location at);
  Table(std::string name, Location at, std::shared_ptr<const TomlNode> node);

  /// "md", "stage.production" (a [[stage]] by its name, or "stage[2]"), "" for the whole file.
  const std::string& name() const { return name_; }
  const Location& location() const { return at_; }
  /// "[md]", or "the file" for the whole file.
  std::string title() const;
  /// In the order of the file.
  std::vector<std::string> keys() const;
  bool has(std::string_view key) const;
  /// Of a key, or of the section if the key is absent.
  Location location(std::string_view key) const;

  /// The section [name.key]; empty if it is absent. Something else under that key is reported.
  Table table(std::string_view key, Problems& problems) const;
  /// The sections [[name.key]], in order; also a single [name.key]. Something else under that key is reported.
  std::vector<Table> tables(std::string_view key, Problems& problems) const;

  /// Sets `value` if the key is present and well-formed, and says whether it did; a mistake is reported. What stands in
  /// `value` before serves as the example in messages. A number with a unit is a string, "0.5 fs", in any unit of the
  /// rule's dimension, and arrives in internal units; one without a unit is a TOML number. A single value is also an
  /// array of one. An integer may be written as 1e6.
  bool read(const KeyRule& rule, double& value, Problems& problems) const;
  bool read(const KeyRule& rule, Index& value, Problems& problems) const;
  bool read(const KeyRule& rule, bool& value, Problems& problems) const;
  bool read(const KeyRule& rule, std::string& value, Problems& problems) const;
  /// The rule's unit may be several, joined by '|'; the quantity's dimension says which it was.
  bool read(const KeyRule& rule, Quantity& value, Problems& problems) const;
  bool read(const KeyRule& rule, std::vector<double>& value, Problems& problems) const;
  bool read(const KeyRule& rule, std::vector<Index>& value, Problems& problems) const;
  bool read(const KeyRule& rule, std::vector<std::string>& value, Problems& problems) const;

  /// Reports every key that isn't in `known`, with the nearest name.
  void refuse_unknown(const std::vector<std::string>& known, Problems& problems) const;

 private:
  const TomlNode* find(std::string_view key) const;
  std::string child_name(std::string_view key) const;
  template <class T>
  bool read_single(const KeyRule& rule, T& value, Problems& problems) const;
  template <class T>
  bool read_list(const KeyRule& rule, std::vector<T>& value, Problems& problems) const;

  std::string name_;
  Location at_;
  std::shared_ptr<const TomlNode> node_;
};

}  // namespace liquidus
