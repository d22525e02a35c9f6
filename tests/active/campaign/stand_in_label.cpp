// In the place of a DFT code: a Lennard-Jones potential that labels structure.extxyz. Its ways of failing are told by a
// file beside the program's folder of labels.
//     stand_in_label EPSILON SIGMA [FILE]
// The file has lines "LABEL HOW": crash, hang, nan, cut, swap or unconverged, for labels/LABEL in all rounds.
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "core/threads.hpp"
#include "io/file.hpp"
#include "io/xyz.hpp"
#include "potential/lennard_jones.hpp"

using namespace liquidus;

namespace {

std::string way_of_failing(const char* file) {
  const auto label = std::filesystem::current_path().parent_path().filename().string();
  std::ifstream in(file);
  for (std::string name, how; in >> name >> how;)
    if (name == label) return how;
  return "none";
}

}  // namespace

int main(int count, char** arguments) {
  if (count < 3) return 2;
  set_threads(1);
  const std::string how = count > 3 ? way_of_failing(arguments[3]) : "none";
  if (how == "crash") return 1;
  if (how == "hang") ::sleep(60);
  Frame frame = read_xyz("structure.extxyz").at(0);
  const double epsilon = std::atof(arguments[1]), sigma = std::atof(arguments[2]);
  const double values[] = {epsilon}, sizes[] = {sigma};
  const auto potential = make_lennard_jones(1, values, sizes, {2.2 * sigma, Truncation::shifted_force, 0.0, false});
  const auto found = evaluate(*potential, frame.atoms);
  frame.energy = found.energy;
  frame.forces = found.forces;
  frame.stress = (-1.0 / frame.atoms.cell.volume()) * found.virial;
  if (how == "unconverged") frame.energy.reset();
  if (how == "swap") {
    std::reverse(frame.atoms.r.begin(), frame.atoms.r.end());
    std::reverse(frame.forces.begin(), frame.forces.end());
  }
  auto text = format_xyz(frame);
  if (how == "nan") text.replace(text.rfind(' ') + 1, 3, "nan");
  if (how == "cut") text.resize(text.size() / 2);
  std::ofstream("../../../../runs", std::ios::app) << std::filesystem::current_path().string() << '\n';
  write_text("label.extxyz", text);
}
