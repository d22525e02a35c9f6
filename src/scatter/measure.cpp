#include "scatter/measure.hpp"

#include "core/errors.hpp"

namespace liquidus {

void refuse_measure(std::string_view type, const std::string& what) {
  throw InputError("[[measure]] type = \"" + std::string(type) + "\": " + what);
}

void check_keys(std::string_view type, const MeasureKeys& keys, Index least_blocks) {
  if (keys.interval < 1) refuse_measure(type, "interval must be at least 1 step");
  if (keys.blocks < least_blocks) refuse_measure(type, "blocks must be at least " + std::to_string(least_blocks));
}

void add_column(std::vector<CurveColumn>& columns, const std::string& name, const std::string& unit,
                const std::vector<double>& values, const std::vector<double>& errors, double factor) {
  const auto scaled = [factor](std::vector<double> numbers) {
    if (factor != 1.0)
      for (double& x : numbers) x *= factor;
    return numbers;
  };
  columns.push_back({name, unit, scaled(values)});
  if (!errors.empty()) columns.push_back({"err_" + name, unit, scaled(errors)});
}

}  // namespace liquidus
