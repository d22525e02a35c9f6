#include "mlip/train/parameters.hpp"

#include <catch2/catch.hpp>

#include "core/errors.hpp"
#include "toy_model.hpp"

using namespace liquidus;
using namespace liquidus::test;
using Catch::Matchers::Contains;

TEST_CASE("patterns of names", "[parameters_test]") {
  CHECK(fits_pattern("interactions.0.linear.weight", "interactions.0.*"));
  CHECK(fits_pattern("interactions.0.linear.weight", "*linear*"));
  CHECK(fits_pattern("abc", "a*c"));
  CHECK(!fits_pattern("interactions.1.linear.weight", "interactions.0.*"));
  CHECK(!fits_pattern("abcd", "a*c"));
  CHECK(!fits_pattern("abc", ""));
}

TEST_CASE("what is written into a module comes from the flat copy", "[parameters_test]") {
  ToyModel model(1);
  TrainParameters parameters(model.module(), {});
  CHECK(parameters.size() == parameters.all());
  const auto twice = 2.0 * parameters.flat();
  parameters.write(twice);
  CHECK(torch::equal(parameters.flatten(parameters.tensors()), twice));
  CHECK(parameters.flat().equal(0.5 * twice));
}

TEST_CASE("weight decay acts on interaction and product linears alone", "[parameters_test]") {
  ToyModel model(1);
  TrainParameters parameters(model.module(), {});
  const auto decayed = parameters.decayed();
  Index from = 0;
  for (std::size_t k = 0; k < parameters.names().size(); ++k) {
    const Index n = parameters.tensors()[k].numel();
    const auto& name = parameters.names()[k];
    const bool expected = name.rfind("interactions.", 0) == 0 || name.rfind("products.", 0) == 0;
    CHECK(decayed.narrow(0, from, n).eq(expected ? 1.0 : 0.0).all().item<bool>());
    from += n;
  }
}

TEST_CASE("frozen parameters need no gradient and aren't among the trained ones", "[parameters_test]") {
  ToyModel model(1);
  TrainParameters parameters(model.module(), {"embedding", "inter*ions.*"});
  CHECK(parameters.names() == std::vector<std::string>{"products.linear.weight", "readouts.linear.weight"});
  CHECK(parameters.size() < parameters.all());
  for (const auto& parameter : model.module().named_parameters())
    CHECK(parameter.value.requires_grad() == (parameter.name[0] == 'p' || parameter.name[0] == 'r'));
}

TEST_CASE("a pattern that fits nothing, and a model that is frozen whole, are mistakes", "[parameters_test]") {
  ToyModel model(1);
  CHECK_THROWS_WITH(TrainParameters(model.module(), {"readout.linear.weight"}), Contains("readouts.linear.weight"));
  CHECK_THROWS_WITH(TrainParameters(model.module(), {"*"}), Contains("nothing is left"));
}
