#pragma once
#include <istream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "io/curve.hpp"

namespace liquidus {

/// Which columns of a file are the curve: by name ("S_OO(Q)") or by number from 1 ("3"); "" leaves the choice to the
/// file: the first two columns, and for the error the third of three or a column named like one (err…, sig…, dG(r),
/// d_Gr, …). "none" for the error takes none.
struct MeasuredColumns {
  std::string x, y, error;
  /// False: a row holds a point. True: a histogram, whose x are the lower edges of bins and whose last row closes the
  /// last bin; the curve has the middles.
  bool edges = false;
};

/// A measured curve and what its file says about it.
struct MeasuredData {
  Curve curve;
  /// What the header says as "key = value" or "key: value", keys in lower case; of a key that is there twice the first.
  std::map<std::string, std::string> header;
  std::vector<std::string> remarks;  // sentences: rows that were left out, and why

  /// The number that the header gives under the first of the keys that it has.
  std::optional<double> number(std::initializer_list<std::string_view> keys) const;
};

/// Reads measured data whatever wrote it: CSV and TXT with any number of columns, x-y-error in white space, Gudrun's
/// .mint01 and its kin (columns Q, F, error; bin centres), .gr, .sq, .fq, .iq of PDFgetN, PDFgetX2 and PDFgetX3 ("####
/// start data", "#L" names the columns). Plain or gzipped, up to 64 MiB.
/// Left out, with a remark: rows at the end whose x is 0 again (a shorter column padded beside a longer one) and, in
/// Gudrun's files, rows at either end whose value and error are both 0.
/// @throws InputError with the line: as read_table; for a column that isn't there, naming those that are; if x doesn't
/// increase, an error is negative, or fewer than two rows are left
MeasuredData read_measured(const std::string& path, const MeasuredColumns& columns = {});
MeasuredData read_measured(std::istream& in, const std::string& name, const MeasuredColumns& columns = {});

}  // namespace liquidus
