#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// How far a program came, by what it wrote.
enum class OutputEnd {
  finished,     // to its end, with a converged density
  unconverged,  // to its end, or given up, without
  out_of_time,  // stopped by itself at the time it was given
  stopped,      // by itself, with an error
  cut_off,      // the output ends in the middle: killed, or still running
  damaged       // something stands where a number should
};

/// What a program's output says of one structure, in our units. What it doesn't say is missing or empty; of several
/// runs or steps in one output it is the last.
struct LabelOutput {
  OutputEnd end = OutputEnd::cut_off;
  std::string message;                // why it isn't finished, in the program's words
  std::string program;                // with its version, "CP2K 2023.1"
  std::optional<double> energy;       // eV
  std::vector<Vec3> forces;           // [n] eV/Å
  std::optional<Mat3> stress;         // eV/Å³, ASE's sign
  std::vector<std::string> elements;  // [n] symbols
  std::vector<Vec3> r;                // [n] Å
  std::optional<Mat3> cell;           // rows a, b, c, Å
};

/// CP2K's main output (-o or standard output), PRINT_LEVEL MEDIUM, with &FORCES and &STRESS_TENSOR printed into it:
/// versions to 7.1, 8.1 to 2024, and from 2025 on, which differ in how they name energy, forces and stress.
LabelOutput read_cp2k_output(std::string_view text);

/// Text of Quantum ESPRESSO's pw.x (tprnfor, tstress). With smearing the energy is F = E - TS, to which forces belong.
LabelOutput read_pw_output(std::string_view text);
/// pw.x's data-file-schema.xml or PREFIX.xml, which has more digits.
LabelOutput read_pw_xml(std::string_view text);

/// VASP's OUTCAR. The energy is "free  energy   TOTEN", to which forces belong.
LabelOutput read_outcar(std::string_view text);
/// VASP's vasprun.xml, which has more digits.
LabelOutput read_vasprun(std::string_view text);

}  // namespace liquidus
