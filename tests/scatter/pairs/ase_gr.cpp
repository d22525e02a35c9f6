// Writes frames of random atoms in a triclinic cell that changes, and the g(r) that we find of them, for ase_gr.py.
#include <cstdio>
#include <exception>
#include <string>

#include "io/xyz.hpp"
#include "scatter/pairs/rdf_options.hpp"
#include "scatter/systems.hpp"
#include "support/random_structure.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

void write(const std::string& folder) {
  PairDistribution distribution(bins(6.0, 0.05));  // beyond half of the cell's shortest height
  XyzWriter writer(folder + "/frames.xyz");
  for (Index number = 0; number < 3; ++number) {
    Random random(71, Stream::packing, number, 0);
    Frame frame;
    frame.atoms = random_structure(random, random_cell(random, 12.0, {true, true, true}), {"Na", "Cl", "Cl"}, 120);
    scatter_over_images(random, frame.atoms, 2);
    writer.write(frame);
    distribution.add(frame.atoms);
  }
  writer.close();
  write_pair_distributions(folder + "/gr.csv", distribution.result());
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    write(argv[1]);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
