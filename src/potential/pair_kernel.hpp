#pragma once
#include <cstdint>

#include "core/vec3.hpp"

namespace liquidus {

/// Everything that a pair kernel reads and writes, as bare arrays: Highway compiles it once per instruction set.
/// Slots and blocks as in ClusterList: slot s stands at block s / 8, lane s % 8.
struct PairKernelArgs {
  const double* x = nullptr;            // [slots/8][3][8] Å
  const std::int64_t* type = nullptr;   // [slots]
  double* f = nullptr;                  // [slots/8][3][8] eV/Å, added to
  double* e = nullptr;                  // [slots] eV, added to; half of each pair's energy to either atom
  const std::int64_t* first = nullptr;  // [i-clusters] the entries to visit, first … last − 1 of `second`
  const std::int64_t* last = nullptr;
  const std::int32_t* second = nullptr;
  bool home = true;               // the first entry of each is its home
  Index begin = 0, end = 0;       // i-clusters
  const double* table = nullptr;  // [parameter][types][stride]
  Index types = 0, stride = 0;
  int parameters = 0;  // the form's own; two more stand behind them
  const double* constants = nullptr;
  const double* layer_table = nullptr;  // of a table on top, for the kernels that have one; layout as `table`
  const double* layer_constants = nullptr;
  double layer_cutoff = 0.0;               // Å
  double cutoff = 0.0, switch_from = 0.0;  // Å
};

}  // namespace liquidus
