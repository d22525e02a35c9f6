#include "active/jobs/job_record.hpp"

#include <catch2/catch.hpp>

#include "io/file.hpp"
#include "support/error_of.hpp"
#include "support/temporary_folder.hpp"

using namespace liquidus;
using testing::error_of;
using testing::TemporaryFolder;

TEST_CASE("A record comes back as it was written, and a job without one waits", "[job_record_test]") {
  const TemporaryFolder folder;
  CHECK(read_job(folder.path()) == JobRecord{});
  const JobRecord record{JobState::ended, 2, "slurm", "4711", 1795000000.25, 1795000060.5, 137, "out of time"};
  write_job(folder.path(), record);
  CHECK(read_job(folder.path()) == record);
  CHECK(!std::filesystem::exists(folder / "job.json.tmp"));
}

TEST_CASE("A damaged record is refused by name", "[job_record_test]") {
  const TemporaryFolder folder;
  const auto path = folder / "job.json";
  write_text(path, "{\"state\": \"running\"");
  CHECK(error_of([&] { read_job(folder.path()); }).starts_with(path + ": this is no record of a job: "));
  write_text(path, "{\"state\": \"runing\"}");
  CHECK(error_of([&] { read_job(folder.path()); }) == path + ": there is no state 'runing'; did you mean 'running'?");
}

TEST_CASE("A job's script goes to its folder, whatever that is called", "[job_record_test]") {
  const auto script = job_script("a'b", {.command = "mpirun -n 4 x", .ranks = 4, .threads = 2}, "#SBATCH -J x\n");
  CHECK(script.starts_with("#!/bin/sh\n#SBATCH -J x\ncd '/"));
  CHECK(script.find("/a'\\''b' || exit 1\n") != std::string::npos);
  CHECK(script.find("export OMP_NUM_THREADS=2 OPENBLAS_NUM_THREADS=2\n") != std::string::npos);
  CHECK(script.find("\nmpirun -n 4 x\n") != std::string::npos);
}
