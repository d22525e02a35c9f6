#pragma once
#include <string>

#include "app/json.hpp"
#include "correct/loop/refinement.hpp"

namespace liquidus {

/// The head of the table of iterations, and a line for one of them.
std::string iteration_head();
std::string iteration_line(const IterationReport& report);

/// Every target and state without and with the correction, and sentences.
std::string fit_text(const FitResult& result);
Json fit_json(const FitResult& result);

}  // namespace liquidus
