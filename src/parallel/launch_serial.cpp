// The twin for a build without MPI.
#include <cstdlib>

#include "parallel/launch.hpp"

namespace liquidus {

Launch::Launch() { static_cast<void>(begun_); }
Launch::~Launch() = default;
Launch::Verdict Launch::failed(const std::string& message) const { return {message, false}; }
void Launch::abort(int code) const { std::_Exit(code); }

}  // namespace liquidus
