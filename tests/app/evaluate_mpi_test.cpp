// `mpirun -n N liquidus evaluate …`: rank 0 reads and writes, all share each frame.
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <span>

#include "app/program.hpp"
#include "core/random.hpp"
#include "io/xyz.hpp"

using namespace liquidus;
using liquidus::test::WorkFolder;

namespace {

/// As WorkFolder::run, on so many ranks, and ended after a minute.
WorkFolder::Outcome run_on(const WorkFolder& folder, int ranks, const std::string& arguments) {
  const std::string command =
      "cd '" + folder.path().string() + "' && timeout 60 " LIQUIDUS_MPIEXEC " " LIQUIDUS_MPIEXEC_NUMPROC " " +
      std::to_string(ranks) + " '" LIQUIDUS_PROGRAM "' " + arguments + " > stdout.txt 2> stderr.txt < /dev/null";
  const int status = std::system(command.c_str());
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status), folder.read("stdout.txt"),
          folder.read("stderr.txt")};
}

/// Rocksalt of n³ cells, shaken, with so much vacuum (Å) behind it along c.
std::string salt(int n, double vacuum, const std::string& second = "Cl") {
  const double half = 2.95, edge = 2.0 * n * half;
  Frame frame;
  frame.atoms.cell = Cell::orthorhombic({edge, edge, edge + vacuum});
  for (int i = 0; i < 8 * n * n * n; ++i) {
    const int x = i % (2 * n), y = i / (2 * n) % (2 * n), z = i / (4 * n * n);
    Random random(7, Stream::packing, i, n);
    const auto shaken = [&](int k) { return half * k + 0.4 * random.uniform(); };
    frame.atoms.add((x + y + z) % 2 == 0 ? "Na" : second, {shaken(x), shaken(y), shaken(z)});
  }
  return format_xyz(frame);
}

void require_close(std::span<const double> a, std::span<const double> b) {
  REQUIRE(a.size() == b.size());
  double largest = 0.0;
  for (const double x : b) largest = std::max(largest, std::abs(x));
  for (std::size_t k = 0; k < a.size(); ++k) REQUIRE(std::abs(a[k] - b[k]) <= 1e-10 * largest);
}

int times(const std::string& text, const std::string& part) {
  int n = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++n;
  return n;
}

}  // namespace

TEST_CASE("frames are evaluated over ranks as on one", "[evaluate_mpi_test]") {
  const WorkFolder folder;
  folder.write("in.extxyz", salt(2, 0.0) + salt(1, 0.0) + salt(2, 40.0));
  const std::string arguments = "evaluate --potential nacl-fumi-tosi in.extxyz -o ";
  REQUIRE(folder.run(arguments + "one.extxyz").code == 0);
  const auto expected = read_xyz((folder.path() / "one.extxyz").string());
  for (const int ranks : {2, 3}) {
    const auto outcome = run_on(folder, ranks, arguments + "out.extxyz");
    INFO(outcome.err);
    REQUIRE(outcome.code == 0);
    CHECK(times(outcome.out, "out.extxyz: 3 frames") == 1);
    const auto found = read_xyz((folder.path() / "out.extxyz").string());
    REQUIRE(found.size() == 3);
    for (std::size_t k = 0; k < 3; ++k) {
      const auto numbers = [](const auto& rows) { return std::span(rows.front().data(), 3 * rows.size()); };
      require_close({&found[k].energy.value(), 1}, {&expected[k].energy.value(), 1});
      require_close(numbers(found[k].forces), numbers(expected[k].forces));
      require_close(numbers(found[k].stress.value()), numbers(expected[k].stress.value()));
      require_close(found[k].atomic_energies, expected[k].atomic_energies);
    }
  }
}

TEST_CASE("labels are compared once, whatever the number of ranks", "[evaluate_mpi_test]") {
  const WorkFolder folder;
  folder.write("in.extxyz", salt(1, 0.0) + salt(2, 0.0));
  const std::string evaluate = "evaluate --potential nacl-fumi-tosi ";
  REQUIRE(folder.run(evaluate + "in.extxyz -o set.extxyz").code == 0);
  const auto outcome = run_on(folder, 2, evaluate + "set.extxyz -o out.extxyz --labels energy,forces --trust-units");
  INFO(outcome.err);
  CHECK(outcome.code == 0);
  CHECK(times(outcome.out, "out.extxyz: 2 frames") == 1);
}

TEST_CASE("what is wrong with a frame or a file is said once and ends all ranks", "[evaluate_mpi_test]") {
  const WorkFolder folder;
  folder.write("in.extxyz", salt(1, 0.0) + salt(1, 0.0, "Kr"));
  const auto told = [&](const std::string& arguments, const std::string& message) {
    const auto outcome = run_on(folder, 3, "evaluate " + arguments);
    INFO(outcome.err);
    CHECK(outcome.code != 0);
    CHECK(outcome.code != 124);
    CHECK(times(outcome.err, message) == 1);
  };
  told("--potential nacl-fumi-tosi in.extxyz -o out.extxyz", "there are no parameters for 'Kr'");
  told("--potential nacl-fumi-tosi absent.extxyz -o out.extxyz", "cannot open 'absent.extxyz'");
  told("--potential no-such in.extxyz -o out.extxyz", "there is no potential 'no-such'");
  told("--potential nacl-fumi-tosi in.extxyz -o absent/out.extxyz", "cannot open 'absent/out.extxyz' for writing");
  told("in.extxyz -o out.extxyz", "evaluate needs either --potential");
}
