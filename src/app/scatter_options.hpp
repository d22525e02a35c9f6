#pragma once
#include <array>
#include <string>
#include <vector>

#include "app/measuring.hpp"
#include "io/trajectory.hpp"

namespace liquidus {

/// The first section of a file for `liquidus scatter`.
struct ScatterKeys {
  std::string title, trajectory, output = "scatter";
  Index first = 0, last = -1, every = 1;
  double frame_time = std::numeric_limits<double>::quiet_NaN();  // fs
  std::vector<std::string> species;
  std::string units;
};

inline constexpr std::array scatter_fields = {
    Field<ScatterKeys>{"title", "", "for the screen", &ScatterKeys::title},
    Field<ScatterKeys>{"trajectory", "",
                       "H5MD, extended XYZ, LAMMPS dump, XDATCAR, or any structure; see `liquidus list formats`",
                       &ScatterKeys::trajectory, true},
    Field<ScatterKeys>{"output", "", "folder of the curves and summary.json", &ScatterKeys::output},
    Field<ScatterKeys>{"first", "", "first frame, counted from 0", &ScatterKeys::first},
    Field<ScatterKeys>{"last", "", "last frame; -1 is the end", &ScatterKeys::last},
    Field<ScatterKeys>{"every", "", "take every n-th frame", &ScatterKeys::every},
    Field<ScatterKeys>{"frame_time", "fs", "time between two frames of the file, where it doesn't say",
                       &ScatterKeys::frame_time},
    Field<ScatterKeys>{"species", "", "species of a LAMMPS dump's types, or of an H5MD file's bare numbers",
                       &ScatterKeys::species},
    Field<ScatterKeys>{"units", "", "units of a LAMMPS dump that doesn't say", &ScatterKeys::units, false,
                       "metal|real"},
};

struct ScatterOptions {
  ScatterKeys keys;
  MeasuringOptions measuring;
};

Trajectory trajectory_of(const ScatterKeys& keys);

/// Reads and checks a file of `liquidus scatter`, with the overrides of --set. @throws InputError with every mistake
ScatterOptions read_scatter_file(const std::string& path, const std::vector<std::string>& overrides);
std::vector<std::pair<std::string, Echo>> echo(const ScatterOptions& options);
std::string scatter_file_help();

}  // namespace liquidus
