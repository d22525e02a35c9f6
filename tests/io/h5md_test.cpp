#include "io/h5md.hpp"

#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdlib>
#include <limits>
#include <thread>

#include "core/units.hpp"
#include "helpers.hpp"

using namespace liquidus;
using liquidus::testing::contents;
using liquidus::testing::error_of;
using liquidus::testing::TemporaryFolder;

namespace {

/// A frame in which every number is made from its step, so that a mixture of two frames would show.
Frame frame_at(Index step, std::size_t n = 40) {
  Frame frame;
  const double x = 1.0 / (static_cast<double>(step) + 3.0);
  frame.atoms.cell = Cell({Vec3{10 + x, 0, 0}, Vec3{x, 9, 0}, Vec3{0.1, -x, 8}}, {true, true, false});
  for (std::size_t i = 0; i < n; ++i) {
    const double y = x + static_cast<double>(i);
    frame.atoms.add(i % 2 ? "Cl" : "Na", {y, y / 3.0, -y});
    frame.forces.push_back({y, x, y});
    frame.charges.push_back(x);
  }
  for (std::size_t i = 0; i < n; ++i) {
    frame.atoms.v.push_back(-0.01 * frame.atoms.r[i]);
    frame.atoms.image.push_back({static_cast<int>(step), -1, static_cast<int>(i)});
  }
  frame.step = step;
  frame.time = 0.5 * static_cast<double>(step);
  frame.energy = -x;
  frame.stress = Mat3{Vec3{x, 0.2, 0.3}, Vec3{0.2, 0.5, 0.6}, Vec3{0.3, 0.6, 0.9}};
  frame.info["temperature"] = 300.0 + x;
  for (std::size_t i = 0; i < n; ++i) frame.arrays["force_deviation"].push_back(x * static_cast<double>(i));
  frame.arrays["two_each"].assign(2 * n, x);
  return frame;
}

bool same(const Frame& a, const Frame& b) {
  return a.atoms.cell == b.atoms.cell && a.atoms.species == b.atoms.species && a.atoms.type == b.atoms.type &&
         a.atoms.r == b.atoms.r && a.atoms.v == b.atoms.v && a.atoms.image == b.atoms.image && a.step == b.step &&
         a.time == b.time && a.energy == b.energy && a.stress == b.stress && a.forces == b.forces &&
         a.charges == b.charges && a.info == b.info && a.arrays == b.arrays;
}

H5mdOptions all_options() {
  auto options = h5md_options(frame_at(0));
  options.units["temperature"] = "K";
  return options;
}

void write_frames(const std::string& path, Index first, Index last, const H5mdOptions& options = all_options()) {
  H5mdWriter writer(path, frame_at(first).atoms, options);
  for (Index step = first; step <= last; ++step) writer.write(frame_at(step));
  writer.close();
}

/// Output of a command, or "missing" where there is no such program.
std::string output_of(const std::string& command) {
  const auto name = command.substr(0, command.find(' '));
  if (std::system(("command -v " + name + " > /dev/null").c_str()) != 0) return "missing";
  std::string text;
  if (auto* pipe = popen((command + " 2>&1").c_str(), "r")) {
    char buffer[4096];
    while (const auto got = fread(buffer, 1, sizeof buffer, pipe)) text.append(buffer, got);
    if (pclose(pipe) != 0) text = "failed: " + text;
  }
  return text;
}

}  // namespace

TEST_CASE("A trajectory comes back bit for bit, frame by frame in any order", "[h5md_test]") {
  const TemporaryFolder folder;
  auto options = all_options();
  options.compression = GENERATE(0, 4);
  write_frames(folder / "t.h5", 10, 14, options);
  const H5mdReader reader(folder / "t.h5");
  REQUIRE(reader.frames() == 5);
  CHECK(reader.steps() == std::vector<Index>{10, 11, 12, 13, 14});
  CHECK(reader.times()[1] == 5.5);
  for (const Index i : {4, 0, 2, 1, 3}) CHECK(same(reader.read(i), frame_at(10 + i)));
  CHECK_THROWS_AS(reader.read(5), std::out_of_range);
}

TEST_CASE("What following the atoms takes is read alone, into memory used again", "[h5md_test]") {
  const TemporaryFolder folder;
  auto options = all_options();
  options.images = GENERATE(true, false);
  options.single_precision = GENERATE(true, false);
  write_frames(folder / "t.h5", 10, 12, options);
  const H5mdReader reader(folder / "t.h5");
  H5mdPath path;
  for (const Index i : {2, 0, 1}) {
    reader.read_path(i, path);
    const auto whole = reader.read(i).atoms;
    CHECK(path.cell == whole.cell);
    CHECK(path.r == whole.r);
    CHECK(path.image == whole.image);
  }
  CHECK_THROWS_AS(reader.read_path(3, path), std::out_of_range);
}

TEST_CASE("A trajectory may hold positions only, in single precision", "[h5md_test]") {
  const TemporaryFolder folder;
  H5mdOptions options;
  options.single_precision = true;
  write_frames(folder / "t.h5", 0, 1, options);
  const auto frame = H5mdReader(folder / "t.h5").read(1);
  CHECK(frame.atoms.v.empty());
  CHECK(frame.forces.empty());
  CHECK_FALSE(frame.energy);
  CHECK(frame.info.empty());
  CHECK(frame.atoms.cell == frame_at(1).atoms.cell);
  const auto exact = frame_at(1).atoms.r[7];
  CHECK(norm(frame.atoms.r[7] - exact) < 6e-8 * norm(exact));  // 2^-24, half a unit in the last place of a float
  CHECK(norm(frame.atoms.r[7] - exact) > 0.0);
}

TEST_CASE("Isotopes of one name keep their masses", "[h5md_test]") {
  const TemporaryFolder folder;
  auto frame = frame_at(0);
  frame.atoms.species.push_back({"Na", 11, 24.0 * units::amu});
  frame.atoms.type[0] = 2;
  H5mdWriter writer(folder / "t.h5", frame.atoms, all_options());
  writer.write(frame);
  writer.close();
  const auto back = H5mdReader(folder / "t.h5").read(0);
  CHECK(back.atoms.mass(0) == 24.0 * units::amu);
  CHECK(back.atoms.name(0) == "Na");
  for (Index i = 1; i < frame.atoms.size(); ++i) CHECK(back.atoms.mass(i) == frame.atoms.mass(i));
}

TEST_CASE("Other programs read the trajectory", "[h5md_test]") {
  const TemporaryFolder folder;
  write_frames(folder / "t.h5", 1, 3);
  const auto text = output_of("h5dump -A " + folder / "t.h5");
  if (text == "missing") {
    WARN("skipped: there is no h5dump");
    return;
  }
  for (const auto* expected : {"GROUP \"h5md\"",         "ATTRIBUTE \"version\"",
                               "GROUP \"author\"",       "GROUP \"creator\"",
                               "GROUP \"particles\"",    "GROUP \"all\"",
                               "ATTRIBUTE \"boundary\"", "ATTRIBUTE \"dimension\"",
                               "GROUP \"edges\"",        "GROUP \"position\"",
                               "GROUP \"velocity\"",     "GROUP \"image\"",
                               "DATASET \"species\"",    "H5T_ENUM",
                               "DATASET \"mass\"",       "GROUP \"potential_energy\"",
                               "GROUP \"temperature\"",  "GROUP \"stress\"",
                               "Angstrom fs-1",          "HARDLINK"})
    CHECK(text.find(expected) != std::string::npos);
  CHECK(text.find("failed") == std::string::npos);
  CHECK(output_of("h5dump -d /particles/all/position/step " + folder / "t.h5").find("(0): 1, 2, 3") !=
        std::string::npos);
}

TEST_CASE("A restarted run goes on in the same file without repeating a step", "[h5md_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "t.h5";
  write_frames(path, 1, 10);
  {
    auto writer = H5mdWriter::append(path, frame_at(0).atoms, 6);
    for (Index step = 7; step <= 12; ++step) writer.write(frame_at(step));
  }
  const H5mdReader reader(path);
  REQUIRE(reader.frames() == 12);
  for (Index i = 0; i < 12; ++i) CHECK(same(reader.read(i), frame_at(i + 1)));
}

TEST_CASE("A trajectory is not continued with other atoms", "[h5md_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "t.h5";
  write_frames(path, 1, 2);
  const auto message = path + ": the trajectory is one of other atoms; it can't be continued";
  CHECK(error_of([&] { H5mdWriter::append(path, frame_at(0, 39).atoms, 6); }) == message);
  auto other = frame_at(0).atoms;
  other.species[0] = make_species("K");
  CHECK(error_of([&] { H5mdWriter::append(path, other, 6); }) == message);
  CHECK(error_of([&] { H5mdWriter::append(folder / "none.h5", other, 6); }) ==
        "cannot open '" + folder / "none.h5" + "': No such file or directory");
}

TEST_CASE("A frame that lacks what was promised is refused with its step", "[h5md_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "t.h5";
  H5mdWriter writer(path, frame_at(0).atoms, all_options());
  writer.write(frame_at(5));
  const auto refused = [&](auto change) {
    auto frame = frame_at(6);
    change(frame);
    try {
      writer.write(frame);
    } catch (const Error& e) {
      const std::string text = e.what(),
                        start = "cannot write step " + std::to_string(frame.step) + " to '" + path + "': ";
      return text.starts_with(start) ? text.substr(start.size()) : text;
    }
    return std::string("no error");
  };
  CHECK(refused([](Frame& f) { f.step = 5; }) == "the last step there is 5");
  CHECK(refused([](Frame& f) { f.atoms.v.clear(); }) == "the frame has 0 velocities, the trajectory 40");
  CHECK(refused([](Frame& f) { f.atoms.r[3][1] = NAN; }) == "positions of atom 4 not finite");
  CHECK(refused([](Frame& f) { f.energy.reset(); }) == "the frame has no finite energy");
  CHECK(refused([](Frame& f) { f.info.clear(); }) == "the frame has no finite 'temperature'");
  CHECK(refused([](Frame& f) { f.atoms.cell = Cell::cubic(9); }) == "the periodic directions have changed");
  writer.write(frame_at(6));
  writer.close();
  CHECK(H5mdReader(path).frames() == 2);
  CHECK_THROWS_AS(H5mdWriter(folder / "no/such/t.h5", frame_at(0).atoms), Error);
}

TEST_CASE("A trajectory is read while it is written", "[h5md_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "t.h5";
  H5mdWriter writer(path, frame_at(0).atoms, all_options());
  for (Index step = 1; step <= 20; ++step) {
    writer.write(frame_at(step));
    const auto copy = folder.with("copy.h5", contents(path));
    const H5mdReader reader(copy);
    REQUIRE(reader.frames() == step);
    REQUIRE(same(reader.read(step - 1), frame_at(step)));
  }
}

TEST_CASE("A killed run leaves every whole frame, and its file can be continued", "[h5md_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "t.h5";
  const auto delay = GENERATE(5, 9, 14, 20, 27, 35);  // ms; together with the machine's own noise, any moment
  int progress[2];
  REQUIRE(pipe(progress) == 0);
  const auto child = fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    try {
      H5mdWriter writer(path, frame_at(0).atoms, all_options());
      for (Index step = 1;; ++step) {
        writer.write(frame_at(step));
        if (write(progress[1], &step, sizeof step) < 0) _exit(1);
      }
    } catch (...) {
    }
    _exit(1);
  }
  close(progress[1]);
  Index written = 0;
  REQUIRE(read(progress[0], &written, sizeof written) == sizeof written);  // the first frame is there
  std::this_thread::sleep_for(std::chrono::milliseconds(delay));
  kill(child, SIGKILL);
  int status = 0;
  waitpid(child, &status, 0);
  REQUIRE(WIFSIGNALED(status));
  while (read(progress[0], &written, sizeof written) == sizeof written) {
  }
  close(progress[0]);

  Index frames = 0;
  {
    const H5mdReader reader(path);
    frames = reader.frames();
    REQUIRE(frames >= written);
    REQUIRE(frames <= written + 1);  // a frame may be whole that write() had not yet come back from
    for (Index i = 0; i < frames; ++i) REQUIRE(same(reader.read(i), frame_at(i + 1)));
  }
  std::filesystem::copy_file(path, folder / "copy.h5");
  static int kills = 0, mended = 0;  // a kill inside of a write of HDF5 itself may leave what its tools can't mend
  ++kills;
  if (output_of("h5clear -s " + folder / "copy.h5") == "missing" ||
      (output_of("h5clear --increment " + folder / "copy.h5") +
       output_of("h5dump -d /particles/all/position/value " + folder / "copy.h5"))
              .find("failed") == std::string::npos)
    ++mended;
  CHECK(mended >= kills - 1);
  {
    auto writer = H5mdWriter::append(path, frame_at(0).atoms, written);
    writer.write(frame_at(written + 1));
    writer.close();
  }
  const H5mdReader reader(path);
  REQUIRE(reader.frames() == written + 1);
  for (Index i = 0; i < reader.frames(); ++i) REQUIRE(same(reader.read(i), frame_at(i + 1)));
}

TEST_CASE("A file that is no whole trajectory is refused", "[h5md_test]") {
  const TemporaryFolder folder;
  write_frames(folder / "t.h5", 1, 50);
  const auto whole = contents(folder / "t.h5");
  const auto cut = folder.with("cut.h5", whole.substr(0, whole.size() / 2));
  CHECK(
      error_of([&] { H5mdReader reader(cut); }).starts_with(cut + ": no HDF5 file, or a damaged one (truncated file"));
  const auto text = folder.with("text.h5", "hello");
  CHECK(error_of([&] { H5mdReader reader(text); }).starts_with(text + ": no HDF5 file, or a damaged one ("));
  CHECK(error_of([&] { H5mdReader reader(folder / "none.h5"); }) ==
        "cannot open '" + folder / "none.h5" + "': No such file or directory");
}

TEST_CASE("Numbers per atom keep their names; those that H5MD names are left to it", "[h5md_test]") {
  const TemporaryFolder folder;
  Frame frame = frame_at(0);
  frame.arrays["mass"].assign(40, 1.0);
  frame.arrays["no_whole_number_each"].assign(41, 1.0);
  const auto options = h5md_options(frame);
  CHECK(options.arrays.size() == 2);
  CHECK(options.arrays.at("two_each").width == 2);
  {
    H5mdWriter writer(folder / "a.h5", frame.atoms, options);
    writer.write(frame);
    frame.step = 1;
    frame.arrays["two_each"].pop_back();
    CHECK_THROWS_WITH(writer.write(frame), Catch::Contains("the frame has no 80 finite numbers 'two_each'"));
  }
  CHECK(H5mdReader(folder / "a.h5").read(0).arrays.size() == 2);
}
