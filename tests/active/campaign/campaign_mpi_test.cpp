#include <catch2/catch.hpp>

#include "active/campaign/small_campaign.hpp"
#include "parallel/agreement.hpp"

using namespace liquidus;
using testing::SmallCampaign;

TEST_CASE("Several ranks are at a campaign together", "[campaign_mpi_test]") {
  const auto ranks = Communicator::world();
  SmallCampaign small;
  auto& output = small.options.run.output;
  ranks.broadcast(output);  // that of the root
  auto parts = SmallCampaign::parts();
  parts.train = [&](const MemberTraining& member) {
    on_root(ranks, [&] { SmallCampaign::train(member); });
    return true;
  };
  CampaignEnd end;
  {
    Campaign campaign(small.options, parts, {}, ranks);
    end = campaign.run();
  }
  CHECK(end.verdict == "round 3 was the last one allowed");
  if (!ranks.is_root()) return;
  CHECK(small.round(3).frames == 10);
  CHECK(small.round(1).runs.size() == 2);
  CHECK(small.round(1).runs[0].stopped.empty());
  CHECK(small.round(2).query->frames == 20);
}
