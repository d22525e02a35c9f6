#pragma once
#include <array>
#include <limits>
#include <string>
#include <vector>

#include "core/options.hpp"

namespace liquidus {

/// `[[experiment]]`: a diffraction experiment on the sample that a measure has seen, with measured data to hold it
/// against or without. Not-a-number stands for a key that was left out.
struct ExperimentOptions {
  static constexpr double unset = std::numeric_limits<double>::quiet_NaN();

  std::string name = "experiment", measure = "rdf", structure_factor;
  std::string radiation = "neutron";
  std::vector<std::string> isotopes, lengths, form_factors;
  std::string file, x, y, error;
  bool edges = false;
  std::string holds = "S", normalisation = "<b>^2";
  double density = unset;            // 1/Å³
  double scale = 1.0, offset = 0.0;  // of what the file holds
  std::string window = "step";
  double window_width = unset;        // Å
  double qmin = unset, qmax = unset;  // 1/Å
  std::string finite_size = "lebowitz-percus";
  double merge_from = unset, merge_to = unset;  // 1/Å
  double q_from = unset, q_to = unset;          // 1/Å
  std::string function = "D";
  double from = unset, to = unset;     // Å
  double r_step = 0.02, r_max = 15.0;  // Å
  bool model_errors = true, checks = true;
  double core_from = unset, core_to = unset;  // Å
  double temperature = unset;                 // K
};

inline constexpr std::array experiment_fields = {
    Field<ExperimentOptions>{"name", "", "name of its files and of its totals in messages", &ExperimentOptions::name},
    Field<ExperimentOptions>{"measure", "", "name of the [[measure]] of type rdf", &ExperimentOptions::measure},
    Field<ExperimentOptions>{"structure_factor", "", "name of the [[measure]] whose direct S(k) is merged in at low Q",
                             &ExperimentOptions::structure_factor},
    Field<ExperimentOptions>{"radiation", "", "what is scattered", &ExperimentOptions::radiation, false,
                             "neutron|x-ray"},
    Field<ExperimentOptions>{"isotopes", "", "mixtures other than nature's, as \"Cl = 37Cl 0.9, 35Cl 0.1\"",
                             &ExperimentOptions::isotopes},
    Field<ExperimentOptions>{"lengths", "", "scattering lengths other than the table's, as \"Fe = 9.45 fm\"",
                             &ExperimentOptions::lengths},
    Field<ExperimentOptions>{"form_factors", "", "as \"Fe = Fe2+\" or \"O = file f_O.csv\" (columns Q, f)",
                             &ExperimentOptions::form_factors},
    Field<ExperimentOptions>{"file", "",
                             "measured data: CSV, x-y-error, .mint01, .sq, .gr; the model alone if left out",
                             &ExperimentOptions::file},
    Field<ExperimentOptions>{"x", "", "its column of Q or r, by name or number from 1", &ExperimentOptions::x},
    Field<ExperimentOptions>{"y", "", "its column of values, likewise", &ExperimentOptions::y},
    Field<ExperimentOptions>{"error", "", "its column of standard errors, likewise, or none",
                             &ExperimentOptions::error},
    Field<ExperimentOptions>{"edges", "", "the file is a histogram whose x are lower edges of bins",
                             &ExperimentOptions::edges},
    Field<ExperimentOptions>{"holds", "",
                             "the function in the file: S, i = S − 1, F = B (S − 1), Qi = Q F, or of r: g, D = 4πρrB(g "
                             "− 1), T = 4πρrBg, G = B (g − 1), R = 4πρr²Bg",
                             &ExperimentOptions::holds, false, "S|i|F|Qi|g|D|T|G|R"},
    Field<ExperimentOptions>{"normalisation", "",
                             "what it is divided by, <b>^2 (B = 1) or <b^2>, or the unit of B = <b>^2 if by nothing",
                             &ExperimentOptions::normalisation, false, "<b>^2|<b^2>|fm^2|barn|electrons^2"},
    Field<ExperimentOptions>{"density", "1/Å^3", "number density of the sample; the model's if left out",
                             &ExperimentOptions::density},
    Field<ExperimentOptions>{"scale", "", "factor that the file's values are multiplied with",
                             &ExperimentOptions::scale},
    Field<ExperimentOptions>{"offset", "", "what is added to them then", &ExperimentOptions::offset},
    Field<ExperimentOptions>{"window", "", "window of the transform to r, on model and data",
                             &ExperimentOptions::window, false, "step|lorch|soper-lorch"},
    Field<ExperimentOptions>{"window_width", "Å", "Δ of soper-lorch; π/qmax if left out",
                             &ExperimentOptions::window_width},
    Field<ExperimentOptions>{"qmin", "1/Å", "data below aren't used", &ExperimentOptions::qmin},
    Field<ExperimentOptions>{"qmax", "1/Å", "end of the transform to r; the data's, or what a header says, if left out",
                             &ExperimentOptions::qmax},
    Field<ExperimentOptions>{"finite_size", "", "what is done about a closed box's g(r), which misses 1 at large r",
                             &ExperimentOptions::finite_size, false, "none|lebowitz-percus"},
    Field<ExperimentOptions>{"merge_from", "1/Å", "below, S is the direct one", &ExperimentOptions::merge_from},
    Field<ExperimentOptions>{"merge_to", "1/Å", "above, S is that of g(r)", &ExperimentOptions::merge_to},
    Field<ExperimentOptions>{"q_from", "1/Å", "lower end of the range of χ²", &ExperimentOptions::q_from},
    Field<ExperimentOptions>{"q_to", "1/Å", "upper end of the range of χ²", &ExperimentOptions::q_to},
    Field<ExperimentOptions>{"function", "", "the function of r that is written and that R_χ is taken on",
                             &ExperimentOptions::function, false, "g|D|T|G|R"},
    Field<ExperimentOptions>{"from", "Å", "lower end of the range of R_χ; 1 Å if left out", &ExperimentOptions::from},
    Field<ExperimentOptions>{"to", "Å", "upper end; 10 Å or as far as the functions go if left out",
                             &ExperimentOptions::to},
    Field<ExperimentOptions>{"r_step", "Å", "spacing of the functions of r", &ExperimentOptions::r_step},
    Field<ExperimentOptions>{"r_max", "Å", "their end", &ExperimentOptions::r_max},
    Field<ExperimentOptions>{"model_errors", "", "add the model's errors to the data's in χ²",
                             &ExperimentOptions::model_errors},
    Field<ExperimentOptions>{"checks", "", "check the quality of the data", &ExperimentOptions::checks},
    Field<ExperimentOptions>{"core_from", "Å", "lower end of the range without atoms for these checks",
                             &ExperimentOptions::core_from},
    Field<ExperimentOptions>{"core_to", "Å", "its upper end; found in the data if left out",
                             &ExperimentOptions::core_to},
    Field<ExperimentOptions>{"temperature", "K", "of the sample, for the compressibility that S(0) means",
                             &ExperimentOptions::temperature},
};

/// @throws InputError "[[experiment]] 'name': …" for a value out of range, or a normalisation or function that the
/// radiation or the file doesn't have
void check(const ExperimentOptions& options);

}  // namespace liquidus
