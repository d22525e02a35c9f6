#pragma once
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "active/mixtures/mixtures.hpp"
#include "active/mixtures/start_structures.hpp"
#include "io/run_file.hpp"

namespace liquidus {

/// The file's own keys, above its sections.
struct MixKeys {
  std::string title;
  Index seed = 1;
  std::string output = "mixtures";
  std::string salts = "molten-salts";
  std::string campaign;
  Index most = 1000;
};

inline constexpr std::array mix_fields = {
    Field<MixKeys>{"title", "", "for the screen", &MixKeys::title},
    Field<MixKeys>{"seed", "", "seed of the packed structures, 0 or more", &MixKeys::seed},
    Field<MixKeys>{"output", "", "folder of the mixtures' folders, made if it is missing", &MixKeys::output},
    Field<MixKeys>{"salts", "",
                   "table of ions and of densities of molten salts: a name of what comes along, or a TOML file of "
                   "[[ion]] and [[salt]]",
                   &MixKeys::salts},
    Field<MixKeys>{"campaign", "", "template of a file that each mixture's folder gets as campaign.toml",
                   &MixKeys::campaign},
    Field<MixKeys>{"most", "", "more mixtures than this aren't written", &MixKeys::most}};

/// `[ions]`.
struct MixIonKeys {
  std::vector<std::string> cations, anions;
  std::vector<Index> cation_kinds = {1, 2}, anion_kinds = {1, 1};
};

inline constexpr std::array mix_ion_fields = {
    Field<MixIonKeys>{"cations", "", "those to mix; all of the table if left out", &MixIonKeys::cations},
    Field<MixIonKeys>{"anions", "", "those to mix; all of the table if left out", &MixIonKeys::anions},
    Field<MixIonKeys>{"cation_kinds", "", "how many kinds of cations at once, least and most",
                      &MixIonKeys::cation_kinds},
    Field<MixIonKeys>{"anion_kinds", "", "how many kinds of anions at once, least and most", &MixIonKeys::anion_kinds}};

/// `[grid]`.
struct MixGridKeys {
  double cation_step = 0.25, anion_step = 0.25;
  std::vector<double> cation_fractions, anion_fractions;
  double tolerance = 0.02;
  std::vector<Index> atoms = {60, 100};
};

inline constexpr std::array mix_grid_fields = {
    Field<MixGridKeys>{"cation_step", "", "step of the mole fractions of cations among the cations; divides 1",
                       &MixGridKeys::cation_step},
    Field<MixGridKeys>{"anion_step", "", "step of the mole fractions of anions among the anions; divides 1",
                       &MixGridKeys::anion_step},
    Field<MixGridKeys>{"cation_fractions", "", "the fractions that cations may have, in place of steps",
                       &MixGridKeys::cation_fractions},
    Field<MixGridKeys>{"anion_fractions", "", "the fractions that anions may have, in place of steps",
                       &MixGridKeys::anion_fractions},
    Field<MixGridKeys>{"tolerance", "", "how far a mole fraction may be from the grid's", &MixGridKeys::tolerance},
    Field<MixGridKeys>{"atoms", "", "how many ions a box has, least and most", &MixGridKeys::atoms}};

/// `[start]`.
struct MixStartKeys {
  std::vector<double> temperatures = {1200.0};
  std::vector<double> densities = {1.0};
  Index count = 1;
  double closest = 1.0;
  double mixing_error = 0.02;
};

inline constexpr std::array mix_start_fields = {
    Field<MixStartKeys>{"temperatures", "K", "of the melts whose densities are taken", &MixStartKeys::temperatures},
    Field<MixStartKeys>{"densities", "", "packed densities, times the melt's", &MixStartKeys::densities},
    Field<MixStartKeys>{"count", "", "structures for each temperature and density", &MixStartKeys::count},
    Field<MixStartKeys>{"closest", "", "least distances of packed ions, times the usual ones", &MixStartKeys::closest},
    Field<MixStartKeys>{"mixing_error", "", "relative error of ideal mixing", &MixStartKeys::mixing_error}};

/// All that `liquidus mix` reads.
struct MixOptions {
  MixKeys keys;
  MixIonKeys ions;
  MixGridKeys grid;
  MixStartKeys start;
  IonTable table;
  std::string table_file;

  MixtureGrid mixture_grid() const;
  StartOptions start_options() const;
};

/// Reads and checks the file and the table of salts that it names; without a file, the defaults with the overrides of
/// --set. @throws InputError with every mistake
MixOptions read_mix_file(const std::string& path, const std::vector<std::string>& overrides);
std::string mix_file_help();

}  // namespace liquidus
