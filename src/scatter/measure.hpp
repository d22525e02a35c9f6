#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "core/observer.hpp"
#include "core/options.hpp"
#include "io/curve.hpp"
#include "scatter/estimate.hpp"

namespace liquidus {

/// Columns of one CSV file. Its name is that of the measure, and "_suffix" behind it if there is one.
struct CurveTable {
  std::string suffix;
  std::string comment;  // what the columns are, how they are normalised, what the errors are from; lines
  std::vector<CurveColumn> columns;
};

/// One number that a measure found, in the unit that people print: {"D_Na", "1e-9 m²/s", {8.9, 0.2}, "with …"}.
struct Finding {
  std::string name, unit;
  Estimate value;
  std::string note;  // "" or what to know about it
};

/// What a measure has to say in the end: curves for CSV files, numbers for summary.json and the screen.
struct Findings {
  std::vector<CurveTable> tables;
  std::vector<Finding> numbers;
  std::vector<std::string> remarks;  // whole sentences: what couldn't be measured and why, what to be careful about
};

/// An observer that is named in `[[measure]]`, of a run as it goes or of a trajectory's frames. Of a frame in a file
/// that lacks them, energy, temperature, stress and heat flux of the Snapshot are not numbers; `v` and `image` of its
/// structure may be empty. Several ranks are shown the same frames, share the work on each, and all find the same.
class Measure : public Observer {
 public:
  virtual Index frames() const = 0;
  /// Collective. @throws Error if there was no frame
  virtual Findings findings() const = 0;
};

/// The keys that every [[measure]] has.
struct MeasureKeys {
  std::string type, name;
  std::vector<std::string> stages;
  Index interval = 50;
  Index blocks = 10;
};

/// '[[measure]] type = "x": what', the user's mistake in a section.
[[noreturn]] void refuse_measure(std::string_view type, const std::string& what);
/// @throws InputError for an interval below 1 or fewer blocks than the type needs
void check_keys(std::string_view type, const MeasureKeys& keys, Index least_blocks = 1);

template <class S>
inline constexpr std::array measure_fields = {
    Field<S>{"type", "", "what is measured, see `liquidus list measures`", &S::type},
    Field<S>{"name", "", "what other sections call it, and the name of its files; its type if left out", &S::name},
    Field<S>{"stages", "", "names of the stages it is measured in; all if left out", &S::stages},
    Field<S>{"interval", "", "steps of a run between two frames; of a file all frames are taken", &S::interval},
    Field<S>{"blocks", "", "least number of blocks of frames for the error bars", &S::blocks},
};

/// Adds the column `name`, and "err_name" if there are errors, of values times a factor.
void add_column(std::vector<CurveColumn>& columns, const std::string& name, const std::string& unit,
                const std::vector<double>& values, const std::vector<double>& errors, double factor = 1.0);

}  // namespace liquidus
