#pragma once
#include <array>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "core/errors.hpp"
#include "io/run_file.hpp"

namespace liquidus {

/// Of `liquidus potential analyse`, beside the potentials.
struct AnalyseKeys {
  std::string title, output = "analysis";
  Index draws = 500, seed = 1;
  double step = 0.01;  // Å
};
inline constexpr std::array analyse_fields = {
    Field<AnalyseKeys>{"title", "", "for the screen", &AnalyseKeys::title},
    Field<AnalyseKeys>{"output", "", "folder of the curves and summary.json", &AnalyseKeys::output},
    Field<AnalyseKeys>{"draws", "", "curves drawn from a correction's posterior for its bands", &AnalyseKeys::draws},
    Field<AnalyseKeys>{"seed", "", "of the draws", &AnalyseKeys::seed},
    Field<AnalyseKeys>{"step", "Å", "between the points of the curves written", &AnalyseKeys::step},
};

/// `[[potential]]`: what to analyse, and what others have published of it.
struct AnalysedKeys {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::string name, file, base, pair;
  double temperature = none, polarisability = none;                // K, Å³
  double from = 0.5;                                               // Å
  double sigma = none, r_min = none, d_hp = none, epsilon = none;  // published
  Location at;                                                     // of the section
};
inline constexpr std::array analysed_fields = {
    Field<AnalysedKeys>{"name", "", "in tables, and of the file with its curves", &AnalysedKeys::name, true},
    Field<AnalysedKeys>{"file", "",
                        "a correction (.h5), a parameter set (TOML), a model, or a name of `list potentials`",
                        &AnalysedKeys::file, true},
    Field<AnalysedKeys>{"base", "", "what a correction is added to", &AnalysedKeys::base},
    Field<AnalysedKeys>{"pair", "", "the pair of species, as \"Na-Cl\"", &AnalysedKeys::pair, true},
    Field<AnalysedKeys>{"temperature", "K", "of the diameters, of B2 and of a correction that depends on it",
                        &AnalysedKeys::temperature, true},
    Field<AnalysedKeys>{"polarisability", "Å^3", "of the atom; with it the potential is a point of the scaling laws",
                        &AnalysedKeys::polarisability},
    Field<AnalysedKeys>{"from", "Å", "shorter distances aren't looked at", &AnalysedKeys::from},
    Field<AnalysedKeys>{"sigma", "Å", "published, to be printed beside ours", &AnalysedKeys::sigma},
    Field<AnalysedKeys>{"r_min", "Å", "the same of the minimum's place", &AnalysedKeys::r_min},
    Field<AnalysedKeys>{"d_hp", "Å", "the same of the hard-particle diameter", &AnalysedKeys::d_hp},
    Field<AnalysedKeys>{"epsilon", "kcal/mol", "the same of the well's depth", &AnalysedKeys::epsilon},
};

/// `[scaling]`: laws in the polarisability, with published numbers for lengths in Å, energies in kcal/mol, α in Å³.
struct ScalingKeys {
  double exponent = 1.0 / 7.0;
  double sigma = AnalysedKeys::none, r_min = AnalysedKeys::none, d_hp = AnalysedKeys::none,
         epsilon = AnalysedKeys::none, epsilon_exponent = AnalysedKeys::none;
};
inline constexpr std::array scaling_fields = {
    Field<ScalingKeys>{"exponent", "", "of α in the law of lengths that has one number", &ScalingKeys::exponent},
    Field<ScalingKeys>{"sigma", "", "published A of σ = A α^exponent, Å", &ScalingKeys::sigma},
    Field<ScalingKeys>{"r_min", "", "the same of r_min", &ScalingKeys::r_min},
    Field<ScalingKeys>{"d_hp", "", "the same of d_hp", &ScalingKeys::d_hp},
    Field<ScalingKeys>{"epsilon", "", "published B of ε = B α^p, kcal/mol", &ScalingKeys::epsilon},
    Field<ScalingKeys>{"epsilon_exponent", "", "published p of it", &ScalingKeys::epsilon_exponent},
};

/// `[[predict]]`: an atom that the laws are asked for.
struct PredictKeys {
  std::string name;
  double polarisability = 1.0;  // Å³; required, so that this is but an example in messages
  double sigma = AnalysedKeys::none, r_min = AnalysedKeys::none, d_hp = AnalysedKeys::none,
         epsilon = AnalysedKeys::none;
};
inline constexpr std::array predict_fields = {
    Field<PredictKeys>{"name", "", "of the atom", &PredictKeys::name, true},
    Field<PredictKeys>{"polarisability", "Å^3", "of the atom", &PredictKeys::polarisability, true},
    Field<PredictKeys>{"sigma", "Å", "published prediction, to be printed beside ours", &PredictKeys::sigma},
    Field<PredictKeys>{"r_min", "Å", "the same of the minimum's place", &PredictKeys::r_min},
    Field<PredictKeys>{"d_hp", "Å", "the same of the hard-particle diameter", &PredictKeys::d_hp},
    Field<PredictKeys>{"epsilon", "kcal/mol", "the same of the well's depth", &PredictKeys::epsilon},
};

struct AnalyseOptions {
  AnalyseKeys keys;
  std::vector<AnalysedKeys> potentials;
  ScalingKeys scaling;
  std::vector<PredictKeys> predictions;
};

/// Whether a file is one of these: TOML with [[potential]]. @throws InputError for a mistake of syntax
bool is_analyse_file(const std::string& path);

/// @throws InputError with every mistake
AnalyseOptions read_analyse_file(const std::string& path, const std::vector<std::string>& overrides);
std::vector<std::pair<std::string, Echo>> echo(const AnalyseOptions& options);
std::string analyse_file_help();

}  // namespace liquidus
