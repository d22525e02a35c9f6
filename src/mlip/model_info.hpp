#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// What a learned potential's file says about itself.
struct ModelInfo {
  std::string file;
  std::string convention;  // "MACE (LAMMPS export)", "MACE", "NequIP", "SevenNet": how it is called
  std::vector<std::string> elements;  // symbols; the model's own type index counts them
  double cutoff = 0.0;                // Å
  int layers = 0;                     // message-passing steps; an atom's energy depends on atoms cutoff × layers away
  Index parameters = 0;               // numbers that training could change, or that are frozen into it where known
  Index trainable = 0;                // 0: frozen
  std::string why_frozen;             // a sentence, empty if it can be trained
  std::string dtype;                  // "float32", "float64": what it computes in
  std::vector<std::string> heads;     // of a multi-head model, otherwise empty
};

/// Recognises a TorchScript model and reads what it is. @throws InputError for a file that is missing, truncated, no
/// TorchScript, of an unknown convention, or lacking a cutoff or elements
ModelInfo inspect_model(const std::string& file);

}  // namespace liquidus
