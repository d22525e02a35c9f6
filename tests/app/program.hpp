#pragma once
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "support/temporary_folder.hpp"

namespace liquidus::test {

/// A folder of its own that goes away with the object; the program runs inside it.
class WorkFolder : public testing::TemporaryFolder {
 public:
  void write(const std::string& name, const std::string& text) const { with(name, text); }
  std::string read(const std::string& name) const { return testing::contents(*this / name); }

  struct Outcome {
    int code;
    std::string out, err;
  };
  /// `liquidus ARGUMENTS` as a shell would run it in this folder.
  Outcome run(const std::string& arguments) const {
    const std::string command = "cd '" + path().string() + "' && '" LIQUIDUS_PROGRAM "' " + arguments +
                                " > stdout.txt 2> stderr.txt < /dev/null";
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), read("stdout.txt"), read("stderr.txt")};
  }
};

/// A short run of liquid argon that the tests vary.
inline std::string argon_run(const std::string& more = "") {
  return "seed = 3\n"
         "output = \"out\"\n"
         "[structure]\n"
         "formula = \"Ar\"\n"
         "atoms = 108\n"
         "density = \"0.02125 1/Å^3\"\n"
         "[potential]\n"
         "file = \"argon.toml\"\n"
         "[write]\n"
         "thermo = 10\n"
         "trajectory = 20\n"
         "checkpoint = 40\n"
         "[[stage]]\n"
         "name = \"heat\"\n"
         "temperature = \"85 K\"\n"
         "timestep = \"2 fs\"\n"
         "steps = 100\n" +
         more;
}

/// A parameter file whose cutoff fits into the box of argon_run().
inline std::string argon_potential(const std::string& cutoff = "8 Å") {
  return "title = \"Argon for tests\"\n"
         "source = \"none\"\n"
         "[[species]]\n"
         "name = \"Ar\"\n"
         "[[term]]\n"
         "type = \"lennard-jones\"\n"
         "cutoff = \"" +
         cutoff +
         "\"\n"
         "[[term.pair]]\n"
         "pair = \"Ar-Ar\"\n"
         "epsilon = \"0.0104 eV\"\n"
         "sigma = \"3.4 Å\"\n";
}

/// A measure for argon_run().
inline const std::string rdf = "[[measure]]\ntype = \"rdf\"\ninterval = 5\ncutoff = \"8 Å\"\nwidth = \"0.1 Å\"\n";

/// run.toml and the potential that it names, in a folder.
inline void prepare_argon(const WorkFolder& folder, const std::string& more = "") {
  folder.write("argon.toml", argon_potential());
  folder.write("run.toml", argon_run(more));
}

}  // namespace liquidus::test
