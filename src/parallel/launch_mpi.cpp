#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string_view>
#include <thread>
#include <vector>

#include "core/errors.hpp"
#include "parallel/launch.hpp"
#include "parallel/mpi_handle.hpp"

namespace liquidus {
namespace {

/// How long a failed rank waits for the others to fail too: long enough for them to close their files.
constexpr std::chrono::seconds patience{10};

/// Launchers tell a process its rank by one of these: Open MPI; MPICH, Intel MPI and Slurm's PMI; PMIx; Cray.
bool was_launched() {
  for (const char* name : {"OMPI_COMM_WORLD_RANK", "PMI_RANK", "PMIX_RANK", "PALS_RANKID", "MPI_LOCALRANKID"})
    if (std::getenv(name)) return true;
  return false;
}

bool wants_mpi() {
  const char* asked = std::getenv("LIQUIDUS_MPI");
  return asked && *asked ? std::string_view(asked) != "0" : was_launched();
}

MPI_Comm failures = MPI_COMM_NULL;  // for failed(), where no other message can come between

/// On rank 0: its own message, and those of other ranks that differ from the ones before. Collective.
std::string text_of_all(const std::string& message) {
  constexpr std::size_t longest = 4096;
  int rank = 0, size = 1;
  MPI_Comm_rank(failures, &rank);
  MPI_Comm_size(failures, &size);
  std::string mine = message.substr(0, longest), all(rank == 0 ? longest * static_cast<std::size_t>(size) : 0, '\0');
  mine.resize(longest, '\0');
  MPI_Gather(mine.data(), longest, MPI_CHAR, all.data(), longest, MPI_CHAR, 0, failures);
  if (rank != 0) return {};
  std::vector<std::string> said{message};
  std::string text = message;
  for (int q = 1; q < size; ++q) {
    const std::string other(all.substr(static_cast<std::size_t>(q) * longest, longest).c_str());
    const std::string whose = "rank " + std::to_string(q) + ": " + other;  // as agree() has told the others
    const auto has = [&](const std::string& words) { return std::find(said.begin(), said.end(), words) != said.end(); };
    if (has(other) || has(whose)) continue;
    said.push_back(other);
    text += "\n" + whose;
  }
  return text;
}

}  // namespace

Launch::Launch() {
  if (!wants_mpi()) return;
  int given = 0;
  if (MPI_Init_thread(nullptr, nullptr, MPI_THREAD_FUNNELED, &given) != MPI_SUCCESS)
    throw Error("MPI could not begin; LIQUIDUS_MPI=0 in the environment runs this process on its own");
  begun_ = true;
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &failures), "a communicator");
}

Launch::~Launch() {
  if (!begun_ || !mpi_is_up()) return;
  MPI_Comm_free(&failures);
  MPI_Finalize();
}

Launch::Verdict Launch::failed(const std::string& message) const {
  if (!begun_) return {message, false};
  int rank = 0;
  MPI_Comm_rank(failures, &rank);
  MPI_Request all_failed = MPI_REQUEST_NULL;
  MPI_Ibarrier(failures, &all_failed);
  const auto end = std::chrono::steady_clock::now() + patience;
  for (int done = 0; std::chrono::steady_clock::now() < end;) {
    MPI_Test(&all_failed, &done, MPI_STATUS_IGNORE);
    if (done) return {text_of_all(message), false};
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
  return {"rank " + std::to_string(rank) + ": " + message, true};
}

void Launch::abort(int code) const {
  if (begun_) MPI_Abort(MPI_COMM_WORLD, code);
  std::_Exit(code);
}

}  // namespace liquidus
