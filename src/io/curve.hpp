#pragma once
#include <istream>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// A measured or computed curve. Units are the file's; header and columns say what the file says about them.
struct Curve {
  std::vector<double> x, y;          // [n], x strictly increasing
  std::vector<double> error;         // [n] or empty
  std::vector<std::string> columns;  // names of the columns that were read, or empty if the file has no names
  std::string header;                // comment lines before the numbers, without their '#', joined by newlines
};

/// Columns of numbers, by index: [columns][rows].
struct NumberTable {
  std::vector<std::vector<double>> columns;
  std::vector<std::string> names;  // empty or [columns]
  std::string header;
  std::vector<Index> lines;  // [rows] line of the file, for messages
};

/// Reads a table of finite numbers with one or more columns, separated by commas, semicolons or white space. '#', '!'
/// and ';' begin a comment line; the first other line may name the columns. All rows have the same length.
/// @throws InputError with the line
NumberTable read_table(const std::string& path);
NumberTable read_table(std::istream& in, const std::string& name);

/// Which columns are a curve, counted from 0; error −1: none, or the column after y if the table has three columns.
struct CurveColumns {
  int x = 0, y = 1, error = -1;
};

/// @throws InputError with the line if x doesn't increase or an error is negative, or if there is no such column
Curve read_curve(const std::string& path, CurveColumns columns = {});
Curve read_curve(std::istream& in, const std::string& name, CurveColumns columns = {});

/// One column of a file to be written; the unit goes to the comment above the names ("" for a pure number).
struct CurveColumn {
  std::string name, unit;
  std::vector<double> values;
};

/// Writes comma-separated columns of equal length that read back bit for bit: comment lines, units, names, numbers.
/// @throws Error if the file can't be written
void write_curves(const std::string& path, const std::vector<CurveColumn>& columns, const std::string& comment = "");

}  // namespace liquidus
