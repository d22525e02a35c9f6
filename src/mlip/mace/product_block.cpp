#include <fmt/format.h>

#include <cmath>
#include <map>

#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_paths.hpp"
#include "mlip/mace/symmetric_basis.hpp"

namespace liquidus {
namespace {

/// Products of two components are formed once; those of three are one of these times another component.
constexpr const char* pairs_source = R"(
    pairs = x.index_select(0, self.pair_first) * x.index_select(0, self.pair_second)
    sums.append((self.basis_2 @ pairs.view(pairs.size(0), N * C)).view({rows}, self.mixing_2.size(0), N, C))
)";
constexpr const char* triples_source = R"(
    triples = pairs.index_select(0, self.triple_pair) * x.index_select(0, self.triple_last)
    sums.append(torch.bmm(self.basis_3, triples.view({rows}, self.basis_3.size(2), N * C)).view({rows}, self.mixing_3.size(0), N, C))
)";

/// Weights of a power: the highest is weights_max, the others follow in descending order.
std::string weight_name(int power, int correlation) {
  if (power == correlation) return "self.weights_max";
  return fmt::format("getattr(self.weights, \"{}\")", correlation - power - 1);
}

std::string contraction_source(int L, int correlation) {
  const std::string rows = std::to_string(2 * L + 1);
  std::string text = fmt::format(R"(
def forward(self, x: Tensor, types: Tensor) -> Tensor:
    N = x.size(1)
    C = x.size(2)
    sums = [(self.basis_1 @ x.view(x.size(0), N * C)).view({}, self.mixing_1.size(0), N, C)]
)",
                                 rows);
  if (correlation > 1) text += fmt::format(fmt::runtime(pairs_source), fmt::arg("rows", rows));
  if (correlation > 2) text += fmt::format(fmt::runtime(triples_source), fmt::arg("rows", rows));
  std::string weights;
  for (int power = 1; power <= correlation; ++power)
    weights += fmt::format("{}self.mixing_{} @ {}", power == 1 ? "" : ", ", power, weight_name(power, correlation));
  return text + fmt::format(
                    "    w = torch.cat([{}], 1).index_select(0, types).transpose(0, 1)\n"
                    "    return (torch.cat(sums, 1) * w).sum(1)\n",
                    weights);
}

torch::Tensor indices(const std::vector<int>& values) {
  return torch::tensor(std::vector<std::int64_t>(values.begin(), values.end()), torch::kInt64);
}

using Pairs = std::map<std::pair<int, int>, int>;

int pair_index(Pairs& pairs, int a, int b) {
  return pairs.try_emplace({a, b}, static_cast<int>(pairs.size())).first->second;
}

/// Coefficients of a polynomial of degree 1 or 2, [rows rank, columns], where column_of(m-th product) says which
/// column.
template <class ColumnOf>
torch::Tensor dense(const SymmetricPolynomial& p, int columns, const ColumnOf& column_of) {
  auto out = torch::zeros({p.rows, p.rank, columns}, torch::kFloat64);
  auto at = out.accessor<double, 3>();
  for (int r = 0; r < p.rows; ++r)
    for (int k = 0; k < p.rank; ++k)
      for (int m = 0; m < p.monomials; ++m)
        at[r][k][column_of(&p.factors[static_cast<std::size_t>((r * p.monomials + m) * p.degree)])] +=
            p.coefficients[static_cast<std::size_t>((r * p.rank + k) * p.monomials + m)];
  return out.reshape({p.rows * p.rank, columns});
}

}  // namespace

void prepare_contraction(const ModuleBuilder& builder, torch::jit::Module contraction, int L, int correlation,
                         int dim) {
  std::vector<SymmetricPolynomial> powers;
  for (int power = 1; power <= correlation; ++power) {
    const auto name = fmt::format("U_matrix_{}", power);
    const auto u = contraction.attr(name).toTensor().to(torch::kFloat64).cpu().contiguous();
    const int paths = static_cast<int>(u.size(-1));
    powers.push_back(symmetric_polynomial(u.data_ptr<double>(), 2 * L + 1, dim, power, paths));
    const auto& p = powers.back();
    put_buffer(contraction, fmt::format("mixing_{}", power),
               torch::tensor(p.mixing, torch::kFloat64).reshape({p.rank, paths}).to(builder.dtype()));
  }
  put_buffer(contraction, "basis_1", dense(powers[0], dim, [](const int* f) { return f[0]; }).to(builder.dtype()));
  Pairs pairs;
  std::vector<int> triple_pair, triple_last;
  if (correlation > 2) {
    const auto& p = powers[2];
    for (std::size_t m = 0; m < p.factors.size(); m += 3) {
      triple_pair.push_back(pair_index(pairs, p.factors[m], p.factors[m + 1]));
      triple_last.push_back(p.factors[m + 2]);
    }
    put_buffer(contraction, "triple_pair", indices(triple_pair));
    put_buffer(contraction, "triple_last", indices(triple_last));
    put_buffer(
        contraction, "basis_3",
        torch::tensor(p.coefficients, torch::kFloat64).reshape({p.rows, p.rank, p.monomials}).to(builder.dtype()));
  }
  if (correlation > 1) {
    const auto& p = powers[1];
    for (std::size_t m = 0; m < p.factors.size(); m += 2) pair_index(pairs, p.factors[m], p.factors[m + 1]);
    std::vector<int> first(pairs.size()), second(pairs.size());
    for (const auto& [factors, i] : pairs) {
      first[static_cast<std::size_t>(i)] = factors.first;
      second[static_cast<std::size_t>(i)] = factors.second;
    }
    put_buffer(contraction, "pair_first", indices(first));
    put_buffer(contraction, "pair_second", indices(second));
    put_buffer(contraction, "basis_2", dense(p, static_cast<int>(pairs.size()), [&pairs](const int* f) {
                                         return pairs.at({f[0], f[1]});
                                       }).to(builder.dtype()));
  }
}

namespace {

torch::jit::Module make_contraction(ModuleBuilder& builder, const MaceConfig& config, const std::string& where, int L) {
  auto m = builder.module(fmt::format("{}.contraction_{}", where, L), "Contraction");
  const std::int64_t C = config.channels, Z = static_cast<std::int64_t>(config.atomic_numbers.size());
  m.register_attribute("correlation", c10::IntType::get(), config.correlation);
  auto lower = builder.module(fmt::format("{}.contraction_{}", where, L), "ParameterList");
  for (int power = config.correlation; power > 0; --power) {
    const auto basis = coupled_basis(config.max_ell, L, power);
    std::vector<std::int64_t> shape(static_cast<std::size_t>(power), basis.dim);
    if (L > 0) shape.insert(shape.begin(), basis.rows);
    shape.push_back(basis.paths);
    builder.buffer(m, fmt::format("U_matrix_{}", power), basis.values, shape);
    auto& owner = power == config.correlation ? m : lower;
    const auto name = power == config.correlation ? "weights_max" : std::to_string(config.correlation - power - 1);
    builder.parameter(owner, name, {Z, basis.paths, C}, 1.0 / basis.paths);
  }
  m.register_module("weights", lower);
  prepare_contraction(builder, m, L, config.correlation, harmonics(config.max_ell));
  m.define(contraction_source(L, config.correlation));
  return m;
}

std::string product_source(const MaceConfig& config, const LayerShape& shape) {
  const int C = config.channels;
  std::string text = "def forward(self, message: Tensor, sc: Optional[Tensor], types: Tensor) -> Tensor:\n";
  std::string parts;
  for (int L = 0; L <= shape.out_L; ++L) {
    text += fmt::format(
        "    b{0} = getattr(self.symmetric_contractions.contractions, \"{0}\").forward(message, types) @ "
        "(self.linear.weight.narrow(0, {1}, {2}).view({3}, {3}) * {4:.17g})\n",
        L, L * C * C, C * C, C, 1.0 / std::sqrt(static_cast<double>(C)));
    parts += fmt::format("{}b{}", L == 0 ? "" : ", ", L);
  }
  if (!shape.residual) return text + fmt::format("    return torch.cat([{}], 0)\n", parts);
  text += "    assert sc is not None\n";
  if (shape.in_L < shape.out_L)  // the first layer's features are scalars, and so is what skips it
    return text + fmt::format("    b0 = b0 + sc\n    return torch.cat([{}], 0)\n", parts);
  return text + fmt::format("    return torch.cat([{}], 0) + sc\n", parts);
}

}  // namespace

torch::jit::Module make_product(ModuleBuilder& builder, const MaceConfig& config, int layer) {
  const auto shape = layer_shape(config, layer);
  const std::string where = fmt::format("product_{}", layer);
  auto contractions = builder.module(where, "ModuleList");
  for (int L = 0; L <= shape.out_L; ++L)
    contractions.register_module(std::to_string(L), make_contraction(builder, config, where, L));
  auto symmetric = builder.module(where, "SymmetricContraction");
  symmetric.register_module("contractions", contractions);
  auto linear = builder.module(where, "Linear");
  builder.parameter(linear, "weight", {(shape.out_L + 1) * config.channels * config.channels});
  auto m = builder.module(where, "EquivariantProductBasisBlock");
  m.register_module("symmetric_contractions", symmetric);
  m.register_module("linear", linear);
  m.define(product_source(config, shape));
  return m;
}

torch::jit::Module make_readout(ModuleBuilder& builder, const MaceConfig& config, int layer) {
  const std::string where = fmt::format("readout_{}", layer);
  const std::int64_t C = config.channels, H = config.readout;
  const auto weighted = [&](const std::string& kind, std::int64_t size) {
    auto m = builder.module(where + "." + kind, "Linear");
    builder.parameter(m, "weight", {size});
    return m;
  };
  const double scale = 1.0 / std::sqrt(static_cast<double>(C));
  if (layer + 1 < config.interactions || config.interactions == 1) {
    auto m = builder.module(where, "LinearReadoutBlock");
    m.register_module("linear", weighted("linear", C));
    m.define(
        fmt::format("def forward(self, feats: Tensor) -> Tensor:\n"
                    "    return torch.mv(feats[0], self.linear.weight) * {:.17g}\n",
                    scale));
    return m;
  }
  auto m = builder.module(where, "NonLinearReadoutBlock");
  m.register_module("linear_1", weighted("linear_1", C * H));
  m.register_module("linear_2", weighted("linear_2", H));
  m.define(
      fmt::format("def forward(self, feats: Tensor) -> Tensor:\n"
                  "    x = torch.silu(feats[0] @ (self.linear_1.weight.view({}, {}) * {:.17g}))\n"
                  "    return torch.mv(x, self.linear_2.weight) * {:.17g}\n",
                  C, H, scale, silu_norm / std::sqrt(static_cast<double>(H))));
  return m;
}

}  // namespace liquidus
