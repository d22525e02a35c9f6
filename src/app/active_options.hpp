#pragma once
#include <array>
#include <string>
#include <vector>

#include "active/campaign/campaign_options.hpp"
#include "app/correction_section.hpp"
#include "app/measuring.hpp"
#include "app/model_files.hpp"
#include "core/options.hpp"
#include "mlip/train.hpp"

namespace liquidus {

/// `[potential]` of a campaign: how its models are run, and what is added to them.
struct SamplerOptions : ModelKeys {
  std::string add;
};

inline constexpr auto sampler_fields =
    joined(std::array{Field<SamplerOptions>{"add", "",
                                            "a potential that is added to each model, as a repulsion of cores: a name "
                                            "from `liquidus list potentials` or a TOML file of the same kind",
                                            &SamplerOptions::add}},
           model_fields<SamplerOptions>);

/// `[measured]`: which state [[measure]], [[compare]] and [[experiment]] are of.
struct MeasuredStateOptions {
  std::string state;
};

inline constexpr std::array measured_state_fields = {Field<MeasuredStateOptions>{
    "state", "", "the [[state]] that was measured; the only one if left out", &MeasuredStateOptions::state}};

/// All that `liquidus active` reads from its file.
struct ActiveFileOptions {
  CampaignOptions campaign;
  TrainOptions train;
  SamplerOptions potential;
  CorrectionKeys correction;  // without a file: none
  MeasuredStateOptions measured;
  MeasuringOptions measuring;
};

/// Reads and checks the file, with the overrides of --set. @throws InputError with every mistake, one per line
ActiveFileOptions read_active_file(const std::string& path, const std::vector<std::string>& overrides);
std::string active_file_help();

}  // namespace liquidus
