#include "io/csv_field.hpp"

#include <catch2/catch.hpp>

using liquidus::csv_field;

TEST_CASE("Text stands in quotes where a comma, a quote or a line's end would break its row", "[csv_field_test]") {
  CHECK(csv_field("melt") == "melt");
  CHECK(csv_field("").empty());
  CHECK(csv_field("1250 K, Na-Cl") == "\"1250 K, Na-Cl\"");
  CHECK(csv_field("a \"b\"") == "\"a \"\"b\"\"\"");
  CHECK(csv_field("a\nb") == "\"a\nb\"");
}
