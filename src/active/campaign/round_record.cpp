#include "active/campaign/round_record.hpp"

#include <fmt/format.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "core/errors.hpp"
#include "io/file.hpp"

namespace liquidus {
namespace {

using Json = nlohmann::json;

template <class T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}
template <class T>
void take(const Json& json, const char* key, std::optional<T>& value) {
  if (json.contains(key)) value = json.at(key).get<T>();
}

}  // namespace

void to_json(Json& json, const RoundErrors& e) {
  json = {{"energy", e.energy}, {"forces", e.forces}};
  put(json, "stress", e.stress);
}
void from_json(const Json& json, RoundErrors& e) {
  json.at("energy").get_to(e.energy);
  json.at("forces").get_to(e.forces);
  take(json, "stress", e.stress);
}

void to_json(Json& json, const RoundMisfit& m) {
  json = {{"name", m.name}};
  put(json, "r_chi", m.r_chi);
  put(json, "chi_squared", m.chi_squared);
}
void from_json(const Json& json, RoundMisfit& m) {
  json.at("name").get_to(m.name);
  take(json, "r_chi", m.r_chi);
  take(json, "chi_squared", m.chi_squared);
}

void to_json(Json& json, const RoundRecord::Training& t) {
  json = {{"models", t.models}, {"members", t.members}};
  put(json, "committee", t.committee);
  json["seconds"] = t.seconds;
}
void from_json(const Json& json, RoundRecord::Training& t) {
  json.at("models").get_to(t.models);
  json.at("members").get_to(t.members);
  take(json, "committee", t.committee);
  json.at("seconds").get_to(t.seconds);
}

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoundRecord::Run, folder, state, time, stopped)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoundRecord::Sampling, misfits, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoundRecord::Query, frames, accurate, candidates, failed, chosen, low, median, most,
                                   energy_deviation, seconds)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(RoundRecord::Labels, labelled, set_aside, reasons, seconds)

std::string round_name(Index round) { return fmt::format("round-{:03}", round); }

RoundRecord parse_round(const std::string& text, const std::string& path) {
  RoundRecord record;
  try {
    const auto json = Json::parse(text);
    json.at("round").get_to(record.round);
    json.at("options").get_to(record.options);
    json.at("frames").get_to(record.frames);
    take(json, "training", record.training);
    json.at("runs").get_to(record.runs);
    take(json, "sampling", record.sampling);
    take(json, "query", record.query);
    take(json, "labels", record.labels);
    json.at("verdict").get_to(record.verdict);
  } catch (const Json::exception& error) {
    throw InputError(path + ": this is no record of a round: " + error.what());
  }
  return record;
}

std::string round_text(const RoundRecord& record) {
  Json json = {{"round", record.round}, {"options", record.options}, {"frames", record.frames}};
  put(json, "training", record.training);
  json["runs"] = record.runs;
  put(json, "sampling", record.sampling);
  put(json, "query", record.query);
  put(json, "labels", record.labels);
  json["verdict"] = record.verdict;
  return json.dump(2) + "\n";
}

std::string history_of(const std::vector<RoundRecord>& rounds) {
  std::string text =
      "round,labels,energy_rmse_meV_per_atom,forces_rmse_meV_per_A,stress_rmse_meV_per_A3,"
      "energy_deviation_meV_per_atom,force_deviation_median_eV_per_A,force_deviation_most_eV_per_A,frames,accurate,"
      "candidates,failed,chosen,R_chi,chi2_per_point\n";
  const auto number = [](std::optional<double> x, double unit = 1.0) {
    return x ? fmt::format("{:.6g}", *x / unit) : std::string();
  };
  for (const auto& round : rounds) {
    if (!round.training || !round.query) continue;
    const auto& q = *round.query;
    const auto errors = round.training->committee;
    std::optional<double> r_chi, chi_squared;
    if (round.sampling)
      for (const auto& misfit : round.sampling->misfits) {
        if (misfit.r_chi) r_chi = std::max(r_chi.value_or(0.0), *misfit.r_chi);
        if (misfit.chi_squared) chi_squared = std::max(chi_squared.value_or(0.0), *misfit.chi_squared);
      }
    constexpr double milli = 1e-3;
    text += fmt::format("{},{},{},{},{},{:.6g},{:.6g},{:.6g},{},{},{},{},{},{},{}\n", round.round, round.frames,
                        errors ? number(errors->energy, milli) : "", errors ? number(errors->forces, milli) : "",
                        errors ? number(errors->stress, milli) : "", q.energy_deviation / milli, q.median, q.most,
                        q.frames, q.accurate, q.candidates, q.failed, q.chosen, number(r_chi), number(chi_squared));
  }
  return text;
}

std::optional<RoundRecord> read_round(const std::string& folder) {
  const auto path = folder + "/round.json";
  if (!std::filesystem::exists(path)) return {};
  return parse_round(read_text(path), path);
}

void write_round(const std::string& folder, const RoundRecord& record) {
  write_text(folder + "/round.json", round_text(record));
}

}  // namespace liquidus
