#pragma once
#include <string>

namespace liquidus {

/// MPI from start to end: main holds one. It begins MPI only in a process that a launcher (mpirun, srun) started
/// with others, so that a program on its own waits for nothing; LIQUIDUS_MPI=1 in the environment begins it anyway, =0
/// never.
class Launch {
 public:
  Launch();
  ~Launch();
  Launch(const Launch&) = delete;
  Launch& operator=(const Launch&) = delete;

  /// For a rank whose work ended in an error. Where all ranks end this way within ten seconds, rank 0 gets the text
  /// of all (what they agree on once, and the rest with "rank k: " before it) and they go home in order; where the
  /// others go on and may wait for this one forever, it gets its own text and must call abort() after having said it.
  struct Verdict {
    std::string text;  // what this rank is to print; empty if another does
    bool abort = false;
  };
  Verdict failed(const std::string& message) const;
  /// Ends all ranks at once. Does not come back.
  [[noreturn]] void abort(int code) const;

 private:
  bool begun_ = false;
};

}  // namespace liquidus
