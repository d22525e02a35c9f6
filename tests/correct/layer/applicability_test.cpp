#include "correct/layer/applicability.hpp"

#include "correct/layer/layer_samples.hpp"

using namespace liquidus;
using namespace liquidus::testing;

namespace {

Correction fitted() { return with_provenance(wavy({"Na", "Cl"}, KnotGrid::up_to(5.0, 0.5))); }

/// A use at the fitted states: 1100 and 1300 K, 0.0334 and 0.0336 atoms/Å³.
CorrectionUse fitting() {
  return {{"other-name.toml", std::string(64, 'a')}, {{"Na", 0.5}, {"Cl", 0.5}}, 1100.0, 1300.0, 0.0335};
}

std::vector<std::string> said(const CorrectionUse& use) { return remarks_on(fitted(), use); }

}  // namespace

TEST_CASE("A correction that is used as it was made for earns no remark", "[applicability_test]") {
  CHECK(said(fitting()).empty());
  CHECK(said({}).empty());
  auto use = fitting();
  use.coldest = 1100.0 * 0.951;
  use.hottest = 1300.0 * 1.049;
  use.density = 0.0335 * 1.049;
  use.composition = {{"Na", 0.509}, {"Cl", 0.491}};
  CHECK(said(use).empty());
  CHECK(remarks_on(wavy({"Na", "Cl"}, KnotGrid::up_to(5.0, 0.5)), fitting()).empty());
}

TEST_CASE("Another base is named beside the one a correction was made for", "[applicability_test]") {
  auto use = fitting();
  use.base = {"other.toml", std::string(64, 'd')};
  CHECK(said(use) == std::vector<std::string>{"made for nacl.toml (SHA-256 aaaaaaaaaaaa…), used with other.toml "
                                              "(dddddddddddd…)"});
}

TEST_CASE("Temperatures, densities and compositions far from the fitted ones are named", "[applicability_test]") {
  auto use = fitting();
  use.coldest = 1000.0;
  CHECK(said(use) == std::vector<std::string>{"fitted at 1100-1300 K, used at 1000-1300 K"});
  use = fitting();
  use.coldest = use.hottest = 1400.0;
  CHECK(said(use) == std::vector<std::string>{"fitted at 1100-1300 K, used at 1400 K"});
  use = fitting();
  use.density = 0.03;
  CHECK(said(use) == std::vector<std::string>{"fitted at 0.03336-0.03356 atoms/Å³, used at 0.03 atoms/Å³"});
  use = fitting();
  use.composition = {{"Na", 0.6}, {"Cl", 0.4}};
  CHECK(said(use) ==
        std::vector<std::string>{"none of the states it was fitted at has this composition: Na 0.6, Cl 0.4"});
  use.composition = {{"K", 0.1}, {"Na", 0.4}, {"Cl", 0.5}};
  CHECK(said(use).size() == 2);
  CHECK(said(use).front() == "it is for Na, Cl and knows nothing of K");
}
