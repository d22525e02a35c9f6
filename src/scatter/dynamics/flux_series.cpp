#include "scatter/dynamics/flux_series.hpp"

#include <algorithm>

#include "core/errors.hpp"
#include "scatter/dynamics/same_atoms.hpp"

namespace liquidus {
namespace {

constexpr std::array stress_names{"s_xx", "s_yy", "s_zz", "s_yz", "s_zx", "s_xy"};

template <class Rows>
void add_components(std::vector<CurveColumn>& columns, const Rows& rows, std::span<const std::string> names,
                    const std::string& unit) {
  if (rows.empty()) return;
  for (std::size_t k = 0; k < names.size(); ++k) {
    columns.push_back({names[k], unit, {}});
    for (const auto& row : rows) columns.back().values.push_back(row[k]);
  }
}

std::vector<std::string> of_vector(const std::string& name) { return {name + "_x", name + "_y", name + "_z"}; }

/// The columns of a table by name.
class Columns {
 public:
  Columns(const std::string& path, const NumberTable& table) : path_(path), table_(table) {}
  const std::vector<double>* find(const std::string& name) const {
    const auto at = std::find(table_.names.begin(), table_.names.end(), name);
    return at == table_.names.end() ? nullptr : &table_.columns[static_cast<std::size_t>(at - table_.names.begin())];
  }
  const std::vector<double>& need(const std::string& name) const {
    if (const auto* column = find(name)) return *column;
    throw InputError({path_, 0}, "there is no column '" + name + "', as a table of fluxes has");
  }
  /// Nothing if none of the components is there.
  template <class Row>
  std::vector<Row> rows(std::span<const std::string> names) const {
    std::vector<Row> result;
    if (std::none_of(names.begin(), names.end(), [&](const auto& name) { return find(name); })) return result;
    result.resize(table_.columns[0].size());
    for (std::size_t k = 0; k < names.size(); ++k) {
      const auto& column = need(names[k]);
      for (std::size_t i = 0; i < result.size(); ++i) result[i][k] = column[i];
    }
    return result;
  }

 private:
  const std::string& path_;
  const NumberTable& table_;
};

}  // namespace

std::vector<CurveColumn> flux_columns(const FluxSeries& series) {
  std::vector<CurveColumn> columns{{"t", "fs", {}}};
  for (Index k = 0; k < series.samples(); ++k) columns[0].values.push_back(series.spacing * static_cast<double>(k));
  if (!series.temperature.empty()) columns.push_back({"T", "K", series.temperature});
  columns.push_back({"V", "Å^3", series.volume});
  const std::vector<std::string> stress(stress_names.begin(), stress_names.end());
  add_components(columns, series.stress, stress, "eV/Å^3");
  add_components(columns, series.current, of_vector("j"), "e Å/fs");
  add_components(columns, series.dipole, of_vector("m"), "e Å");
  add_components(columns, series.heat, of_vector("q"), "eV Å/fs");
  return columns;
}

FluxSeries read_fluxes(const std::string& path) {
  const NumberTable table = read_table(path);
  const Columns columns(path, table);
  FluxSeries series;
  EvenTimes times;
  try {
    for (const double t : columns.need("t")) times.add(t);
  } catch (const InputError& error) {
    throw InputError({path, 0}, error.what());
  }
  series.spacing = times.spacing();
  series.volume = columns.need("V");
  if (const auto* temperature = columns.find("T")) series.temperature = *temperature;
  const std::vector<std::string> stress(stress_names.begin(), stress_names.end());
  series.stress = columns.rows<std::array<double, 6>>(stress);
  series.current = columns.rows<Vec3>(of_vector("j"));
  series.dipole = columns.rows<Vec3>(of_vector("m"));
  series.heat = columns.rows<Vec3>(of_vector("q"));
  return series;
}

}  // namespace liquidus
