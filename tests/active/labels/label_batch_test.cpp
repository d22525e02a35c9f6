// A shell script in the place of a DFT code: what it does is told by the height of the first atom.
#include "active/labels/label_batch.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "io/file.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using namespace std::chrono_literals;
using testing::TemporaryFolder;

namespace {

constexpr const char* script = R"(
label() {
  awk -v force="$1" 'NR == 2 { sub(/Properties=[^ ]*/, "Properties=species:S:1:pos:R:3:forces:R:3");
    print $0, "energy=-1.5 stress=\"0 0 0 0 0 0 0 0 0\""; next }
    NR > 2 { print $0, NR == 3 ? force : -force, 0, 0; next } { print }' structure.extxyz >label.extxyz.tmp
}
publish() { mv label.extxyz.tmp label.extxyz; }
echo run >>../runs
label 0.25
case $(awk 'NR == 3 { print $4 }' structure.extxyz) in
  1|1.*) publish ;;
  2|2.*) echo 'out of memory' >&2; exit 3 ;;
  3|3.*) sleep 60 ;;
  4|4.*) label nan; sed 's/ nan / NaN /' label.extxyz.tmp >label.extxyz ;;
  5|5.*) head -c 150 label.extxyz.tmp >label.extxyz ;;
  6|6.*) { sed -n 1,2p label.extxyz.tmp; sed -n 4p label.extxyz.tmp; sed -n 3p label.extxyz.tmp; } >label.extxyz ;;
  7|7.*) [ "$MIXING" = 0.1 ] && publish || kill -9 $$ ;;
  8|8.*) awk 'NR == 2 { sub(/energy=[^ ]*/, "") } { print }' label.extxyz.tmp >label.extxyz ;;
esac
)";

Structure at_height(double z) {
  Structure atoms;
  atoms.cell = Cell::cubic(10.0);
  atoms.add("Na", {0.0, 0.0, z});
  atoms.add("Cl", {3.0, 0.0, z});
  return atoms;
}

/// A batch of structures of these heights.
struct Batch {
  const TemporaryFolder& folder;
  LabelEngine engine;
  std::unique_ptr<JobQueue> queue = make_local_queue();
  LabelBatch batch;
  std::vector<double> heights;

  static LabelEngineOptions options(const TemporaryFolder& in) {
    LabelEngineOptions options;
    options.engine = "command";
    write_text(in / "script", script);  // by another name first: a job of an earlier life may be reading it
    options.command = "MIXING={{mixing}} sh " + (in / "script");
    options.time_limit = 2000.0 * units_of_ms;
    return options;
  }
  static constexpr double units_of_ms = 1e12;  // fs

  Batch(const TemporaryFolder& in, std::vector<double> of, std::vector<LabelRetry> retries = {}, Index at_once = 2)
      : folder(in),
        engine(options(in), {{"mixing", "0.4"}}),
        batch(engine, *queue, std::move(retries), at_once),
        heights(std::move(of)) {
    for (std::size_t k = 0; k < heights.size(); ++k) batch.add(place(k), at_height(heights[k]));
  }
  std::string place(std::size_t k) const { return folder / ("label-" + std::to_string(k)); }
  LabelCounts finish() {
    auto counts = batch.step();
    for (int k = 0; k < 3000 && counts.open() > 0; ++k) {
      std::this_thread::sleep_for(10ms);
      counts = batch.step();
    }
    return counts;
  }
  LabelTask::Attempt failure(std::size_t k) const { return batch.task(k).failed.back(); }
  long runs(std::size_t k) const {
    const auto text = read_text(place(k) + "/runs");
    return std::count(text.begin(), text.end(), '\n');
  }
};

}  // namespace

TEST_CASE("Structures are labelled side by side, and what fails is set aside with its reason", "[label_batch_test]") {
  const TemporaryFolder folder;
  Batch b(folder, {1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0, 1.5}, {}, 3);
  const auto counts = b.finish();
  CHECK(counts.labelled == 3);
  CHECK(counts.set_aside == 5);
  const auto labels = b.batch.labels();
  for (const std::size_t k : {0u, 5u, 7u}) {
    REQUIRE(labels[k]);
    CHECK(labels[k]->atoms.r == at_height(b.heights[k]).r);
    CHECK(labels[k]->energy == -1.5);
    CHECK(labels[k]->forces == std::vector<Vec3>{{0.25, 0.0, 0.0}, {-0.25, 0.0, 0.0}});  // also of another order
  }
  CHECK(b.failure(1).failure == LabelFailure::crashed);
  CHECK(b.failure(1).reason == "there is no output 'label.extxyz'");
  CHECK(b.failure(2).failure == LabelFailure::out_of_time);
  CHECK(b.failure(2).reason == "out of time: there is no output 'label.extxyz'");
  CHECK(b.failure(3).failure == LabelFailure::crashed);
  CHECK_THAT(b.failure(3).reason, Catch::Matchers::Contains("label.extxyz:3: "));
  CHECK(b.failure(4).failure == LabelFailure::crashed);
  CHECK(b.failure(6).failure == LabelFailure::refused);
  CHECK(b.failure(6).reason == "the output has no energy");
}

TEST_CASE("What failed is tried again by the rules, each once", "[label_batch_test]") {
  const TemporaryFolder folder;
  const std::vector<LabelRetry> retries = {{{LabelFailure::out_of_time}, {}, 2.0},
                                           {{LabelFailure::killed}, {{"mixing", "0.1"}}, 1.0},
                                           {{LabelFailure::crashed}, {{"mixing", "0.2"}}, 1.0}};
  Batch b(folder, {7.0, 2.0}, retries);
  const auto counts = b.finish();
  CHECK(counts.labelled == 1);
  CHECK(counts.set_aside == 1);
  REQUIRE(b.batch.task(0).failed.size() == 1);
  CHECK(b.failure(0).failure == LabelFailure::killed);
  CHECK(b.batch.task(0).rules == std::vector<Index>{1});
  CHECK(b.batch.task(1).failed.size() == 2);
  CHECK(b.batch.task(1).rules == std::vector<Index>{2});
  CHECK(read_text(b.place(1) + "/attempt-2/job.sh").find("MIXING=0.2 sh") != std::string::npos);
}

TEST_CASE("A batch that is killed at any moment goes on and does nothing twice", "[label_batch_test]") {
  const TemporaryFolder folder;
  const std::vector<double> heights = {1.0, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.7, 1.8, 1.9};
  for (int life = 0; life < 10; ++life) {
    const pid_t child = ::fork();
    if (child == 0) {
      Batch b(folder, heights);
      b.finish();
      ::_exit(0);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(3 + 11 * life));
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
  }
  Batch b(folder, heights);
  CHECK(b.finish().labelled == 10);
  long runs = 0;
  for (std::size_t k = 0; k < heights.size(); ++k) {
    runs += b.runs(k);
    CHECK(b.batch.labels()[k]->atoms.r == at_height(heights[k]).r);
  }
  CHECK(runs == 10);
}

TEST_CASE("A batch that was cancelled starts its jobs again", "[label_batch_test]") {
  const TemporaryFolder folder;
  {
    Batch b(folder, {3.0, 1.0});
    CHECK(b.batch.step().running == 2);
    b.batch.cancel();
  }
  Batch b(folder, {3.0, 1.0});
  CHECK(b.batch.task(0).failed.empty());
  CHECK(b.finish().labelled == 1);
  CHECK(b.failure(0).failure == LabelFailure::out_of_time);
}

TEST_CASE("A folder of another structure isn't taken", "[label_batch_test]") {
  const TemporaryFolder folder;
  Batch(folder, {1.0}).finish();
  CHECK(testing::error_of([&] { Batch(folder, {1.5}); }) ==
        "'" + (folder / "label-0") + "/structure.extxyz' is another structure than the one to be labelled there");
}
