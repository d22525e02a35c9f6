#pragma once
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "io/measured.hpp"
#include "scatter/transform/functions.hpp"
#include "scatter/transform/window.hpp"

namespace liquidus {

/// `liquidus transform`, as typed.
struct TransformArguments {
  std::string file, out, columns;
  std::string holds, to, normalisation = "normalised", b2, density;
  std::string window = "step", qmax, rmax, delta;
  std::string from, end, step, scan, low_r_end;
};

/// A function of r or of Q with its normalisation.
struct CurveKind {
  std::variant<PairFunction, StructureFunction> function;
  Normalisation normalisation;

  bool of_r() const { return function.index() == 0; }
  std::string name() const;
  std::string unit() const;
  std::string statement() const;
};

struct TransformOptions {
  std::string file, out;
  MeasuredColumns columns;
  CurveKind holds, to;
  double density = 0.0;                    // atoms/Å³
  Window window;                           // its end in 1/Å if the file holds a function of Q, else in Å
  double from = 0.0, end = 0.0, step = 0;  // of what is made, Å or 1/Å
  std::vector<double> scan;                // 1/Å, or empty
  double low_r_end = 0.0;                  // Å, 0: found

  std::vector<double> grid() const;
};

/// @throws InputError naming the option
TransformOptions transform_options(const TransformArguments& typed);

}  // namespace liquidus
