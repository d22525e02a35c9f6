#pragma once
#include <string>
#include <vector>

#include "active/mixtures/mixture_folder.hpp"
#include "app/mix_options.hpp"

namespace liquidus {

/// What is asked for, and how many mixtures that gives; of the points without one, the reasons of the first.
std::string mix_totals(const MixOptions& options, const MixtureList& list);

/// The first `rows` mixtures, a line each, at the first temperature.
std::string mix_table(const std::vector<MixtureFolder>& folders, std::size_t rows);

/// Which of the salts used aren't measured at the temperatures asked for; empty if all are.
std::string mix_remarks(const std::vector<MixtureFolder>& folders);

/// The index of all mixtures, a line for each temperature (CSV), and of the points without one.
std::string mix_index(const std::vector<MixtureFolder>& folders);
std::string unmade_index(const MixtureList& list);

}  // namespace liquidus
