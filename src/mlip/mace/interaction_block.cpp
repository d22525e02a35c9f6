#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "mlip/mace/mace_attributes.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/mace_paths.hpp"
#include "mlip/mace/wigner.hpp"

namespace liquidus {
namespace {

int norm(int l) { return 2 * l + 1; }

/// The paths of one pair of l1 and l2, which share the product of features and harmonics; in ascending l3.
struct Group {
  int l1, l2;
  std::vector<int> l3;
  int first = 0;  // of its paths among all, once they are sorted by group
};

std::vector<Group> groups_of(const std::vector<Path>& paths) {
  std::vector<Group> groups;
  for (const Path& p : paths) {
    const auto same = [&p](const Group& g) { return g.l1 == p.l1 && g.l2 == p.l2; };
    auto at = std::find_if(groups.begin(), groups.end(), same);
    if (at == groups.end()) at = groups.insert(at, {p.l1, p.l2, {}});
    at->l3.push_back(p.l3);
  }
  std::sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.l1 != b.l1 ? a.l1 < b.l1 : a.l2 < b.l2;
  });
  int first = 0;
  for (Group& g : groups) {
    g.first = first;
    first += static_cast<int>(g.l3.size());
  }
  return groups;
}

/// For each path as sorted by group, its place in mace's order.
std::vector<int> order_of(const std::vector<Group>& groups, const std::vector<Path>& paths) {
  std::vector<int> order;
  for (const Group& g : groups)
    for (const int l3 : g.l3)
      for (std::size_t i = 0; i < paths.size(); ++i)
        if (paths[i].l1 == g.l1 && paths[i].l2 == g.l2 && paths[i].l3 == l3) order.push_back(static_cast<int>(i));
  return order;
}

std::string symbol_name(int l1, int l2, int l3) { return fmt::format("_w3j_{}_{}_{}", l1, l2, l3); }

/// The radial network: layer k's weights carry the normalisation of what comes before.
std::string radial_network(const MaceConfig& config) {
  std::string text = "    x = radial\n";
  const auto layers = config.radial_mlp.size();
  int fan_in = config.bessel;
  for (std::size_t k = 0; k <= layers; ++k) {
    const double scale = (k == 0 ? 1.0 : silu_norm) / std::sqrt(static_cast<double>(fan_in));
    const std::string weight = fmt::format("(self.conv_tp_weights.layer{}.weight * {:.17g})", k, scale);
    if (k < layers) {
      text += fmt::format("    x = torch.silu(x @ {})\n", weight);
      fan_in = config.radial_mlp[k];
    } else {
      text += fmt::format("    weights = x @ {}.view({}, -1, {}).index_select(1, self.path_order).view({}, -1)\n",
                          weight, fan_in, config.channels, fan_in);
    }
  }
  return text + "    weights = weights.index_select(0, pad)\n";
}

/// Linear map of one l by a slice of `weight`; features [2l+1, N, in].
std::string linear(const std::string& feats, const std::string& weight, int offset, int in, int out, double scale) {
  return fmt::format("({} @ ({}.narrow(0, {}, {}).view({}, {}) * {:.17g}))", feats, weight, offset, in * out, in, out,
                     scale);
}

/// The features that are sent along edges, one tensor [2l+1, N, C] per l.
std::string senders(const LayerShape& shape, int C) {
  std::string rows;
  for (int l = 0; l <= shape.in_L; ++l) {
    const auto block = fmt::format("feats.narrow(0, {}, {})", l * l, norm(l));
    rows += (l == 0 ? "" : ", ") +
            linear(block, "self.linear_up.weight", l * C * C, C, C, 1.0 / std::sqrt(static_cast<double>(C)));
  }
  return rows;
}

/// Sum over the edges of each node, and the couplings of the sums.
std::string messages(const std::vector<Group>& groups, int C) {
  std::string text;
  for (const Group& g : groups) {
    const int paths = static_cast<int>(g.l3.size());
    const auto name = fmt::format("{}_{}", g.l1, g.l2);
    const auto weights = fmt::format("weights.narrow(1, {}, {})", g.first * C, paths * C);
    if (g.l1 == 0) {
      text += fmt::format("    u = {} * sent.narrow(1, 0, {})\n", weights, C);
    } else {
      text += fmt::format("    u = {}.view(-1, {}, 1, {}) * sent.narrow(1, {}, {}).view(-1, 1, {}, {})\n", weights, paths,
                          C, g.l1 * g.l1 * C, norm(g.l1) * C, norm(g.l1), C);
    }
    text += fmt::format("    t = torch.bmm(harmonics.narrow(2, {}, {}).transpose(1, 2), u.view(N, -1, {}))\n",
                        g.l2 * g.l2, norm(g.l2), paths * norm(g.l1) * C);
    text += fmt::format("    t = t.view(N, {}, {}).transpose(0, 1)\n", norm(g.l2) * paths * norm(g.l1), C);
    if (g.l1 == 0)
      text += fmt::format("    a{} = t\n", name);
    else
      text += fmt::format("    a{0} = (self.coupling_{0} @ t.reshape({1}, -1)).view(-1, N, {2})\n", name,
                          norm(g.l2) * paths * norm(g.l1), C);
  }
  return text;
}

/// [2 l3 + 1, N, paths C]: what all paths to l3 give, side by side as mace has them.
std::string gathered(const std::vector<Group>& groups, const std::vector<Path>& paths, int l3) {
  std::string parts;
  for (const Path& p : paths) {
    if (p.l3 != l3) continue;
    int first = 0;
    for (const Group& g : groups)
      if (g.l1 == p.l1 && g.l2 == p.l2)
        for (const int other : g.l3)
          if (other < l3) first += norm(other);
    parts += fmt::format("{}a{}_{}.narrow(0, {}, {})", parts.empty() ? "" : ", ", p.l1, p.l2, first, norm(l3));
  }
  return "torch.cat([" + parts + "], -1)";
}

constexpr const char* by_element_source = R"(
def by_element(self, feats: Tensor, node_attrs: Tensor, weight: Tensor) -> Tensor:
    one_hot = (feats.unsqueeze(-1) * node_attrs.unsqueeze(1)).view(feats.size(0), feats.size(1), -1)
    return one_hot @ weight
)";

int count_paths(const std::vector<Path>& paths, int l3) {
  return static_cast<int>(std::count_if(paths.begin(), paths.end(), [l3](const Path& p) { return p.l3 == l3; }));
}

std::string forward_source(const MaceConfig& config, const LayerShape& shape, int layer) {
  const int C = config.channels, Z = static_cast<int>(config.atomic_numbers.size());
  const auto groups = groups_of(shape.paths);
  const double by_type = 1.0 / std::sqrt(static_cast<double>(C) * Z);
  std::string text =
      "def forward(self, types: Tensor, node_attrs: Tensor, feats: Tensor, harmonics: Tensor, radial: Tensor, receiver: "
      "Tensor, pad: Tensor, sender: Tensor) -> Tuple[Tensor, Optional[Tensor]]:\n"
      "    N = types.size(0)\n" +
      radial_network(config);
  text += fmt::format("    up = torch.cat([{}], 0).transpose(0, 1).reshape(-1, {})\n", senders(shape, C),
                      harmonics(shape.in_L) * C);
  text += layer == 0 ? "    sent = up.index_select(0, types.index_select(0, sender))\n"
                     : "    sent = up.index_select(0, sender)\n";
  text += messages(groups, C);
  if (shape.density)
    text += fmt::format(
        "    d = torch.square(radial @ (self.density_fn.layer0.weight * {:.17g}))\n"
        "    density = torch.zeros([N, 1], dtype=d.dtype, device=d.device).index_add(0, receiver, torch.tanh(d)) + 1.0\n",
        1.0 / std::sqrt(static_cast<double>(config.bessel)));
  std::string parts;
  int offset = 0, skip = 0;
  for (int l = 0; l <= config.max_ell; ++l) {
    const int in = C * count_paths(shape.paths, l);
    const double scale = 1.0 / std::sqrt(static_cast<double>(in));
    text += fmt::format("    m{} = {} {}\n", l,
                        linear(gathered(groups, shape.paths, l), "self.linear.weight", offset, in, C, scale),
                        shape.density ? "/ density" : fmt::format("/ self.avg_num_neighbors"));
    if (!shape.residual) {
      text += fmt::format("    m{0} = self.by_element(m{0}, node_attrs, self.skip_tp.weight.narrow(0, {1}, {2})"
                          ".view({3}, {4}) * {5:.17g})\n",
                          l, skip, C * Z * C, C * Z, C, by_type);
      skip += C * Z * C;
    }
    offset += in * C;
    parts += fmt::format("{}m{}", l == 0 ? "" : ", ", l);
  }
  text += fmt::format("    message = torch.cat([{}], 0)\n", parts);
  if (!shape.residual) return text + "    return message, None\n";
  if (layer == 0)
    return text + fmt::format("    sc = torch.einsum('zc,czd->zd', [feats[0], self.skip_tp.weight.view({0}, {1}, {0})]) * "
                              "{2:.17g}\n    return message, sc.index_select(0, types).unsqueeze(0)\n",
                              C, Z, by_type);
  std::string skips;
  for (int l = 0; l <= std::min(shape.in_L, shape.out_L); ++l)
    skips += fmt::format("{}self.by_element(feats.narrow(0, {}, {}), node_attrs, self.skip_tp.weight.narrow(0, {}, {})"
                         ".view({}, {}) * {:.17g})",
                         l == 0 ? "" : ", ", l * l, norm(l), l * C * Z * C, C * Z * C, C * Z, C, by_type);
  return text + fmt::format("    return message, torch.cat([{}], 0)\n", skips);
}

}  // namespace

void prepare_couplings(const ModuleBuilder& builder, torch::jit::Module interaction, int in_L, int max_ell) {
  const auto symbols = interaction.attr("conv_tp").toModule().attr("_compiled_main_left_right").toModule();
  for (const Group& g : groups_of(message_paths(in_L, max_ell))) {
    if (g.l1 == 0) continue;
    const int n1 = norm(g.l1), n2 = norm(g.l2), paths = static_cast<int>(g.l3.size());
    int rows = 0;
    for (const int l3 : g.l3) rows += norm(l3);
    auto all = torch::zeros({rows, n2, paths, n1}, torch::kFloat64);
    int row = 0;
    for (int p = 0; p < paths; ++p) {
      const int l3 = g.l3[static_cast<std::size_t>(p)];
      const auto name = symbol_name(g.l1, g.l2, l3);
      const auto own = real_wigner_3j(g.l1, g.l2, l3);
      auto w = torch::tensor(own, torch::kFloat64).reshape({n1, n2, norm(l3)});
      if (symbols.hasattr(name)) {
        const auto stored = symbols.attr(name).toTensor().to(torch::kFloat64).cpu();
        if ((stored * w).sum().item<double>() < 0.0) w = -w;  // a file's own sign, without its rounding
      }
      all.narrow(0, row, norm(l3)).select(2, p).copy_(w.permute({2, 1, 0}) * std::sqrt(static_cast<double>(norm(l3))));
      row += norm(l3);
    }
    const auto name = fmt::format("coupling_{}_{}", g.l1, g.l2);
    const auto matrix = all.reshape({rows, n2 * paths * n1}).to(builder.dtype());
    put_buffer(interaction, name, matrix);
  }
}

torch::jit::Module make_interaction(ModuleBuilder& builder, const MaceConfig& config, int layer) {
  const auto shape = layer_shape(config, layer);
  const std::string where = fmt::format("interaction_{}", layer);
  const std::int64_t C = config.channels, Z = static_cast<std::int64_t>(config.atomic_numbers.size());
  const auto weighted = [&](const std::string& kind, std::int64_t size) {
    auto m = builder.module(where + "." + kind, kind);
    builder.parameter(m, "weight", {size});
    return m;
  };
  auto m = builder.module(where, fmt::format("RealAgnostic{}{}InteractionBlock", shape.density ? "Density" : "",
                                             shape.residual ? "Residual" : ""));
  m.register_attribute("avg_num_neighbors", c10::FloatType::get(), config.neighbours);
  m.register_module("linear_up", weighted("linear_up", (shape.in_L + 1) * C * C));

  auto tensor_product = builder.module(where, "TensorProduct");
  auto symbols = builder.module(where, "Symbols");
  for (const Path& p : shape.paths)
    if (p.l1 > 0 && p.l2 > 0 && p.l3 > 0)
      builder.buffer(symbols, symbol_name(p.l1, p.l2, p.l3), real_wigner_3j(p.l1, p.l2, p.l3),
                     {norm(p.l1), norm(p.l2), norm(p.l3)});
  tensor_product.register_module("_compiled_main_left_right", symbols);
  m.register_module("conv_tp", tensor_product);

  auto network = builder.module(where, "FullyConnectedNet");
  std::int64_t fan_in = config.bessel;
  for (std::size_t k = 0; k <= config.radial_mlp.size(); ++k) {
    const std::int64_t width =
        k < config.radial_mlp.size() ? config.radial_mlp[k] : static_cast<std::int64_t>(shape.paths.size()) * C;
    auto weights = builder.module(fmt::format("{}.layer{}", where, k), "Layer");
    builder.parameter(weights, "weight", {fan_in, width});
    network.register_module(fmt::format("layer{}", k), weights);
    fan_in = width;
  }
  m.register_module("conv_tp_weights", network);
  m.register_module("linear", weighted("linear", static_cast<std::int64_t>(shape.paths.size()) * C * C));
  const int blocks = shape.residual ? std::min(shape.in_L, shape.out_L) + 1 : config.max_ell + 1;
  m.register_module("skip_tp", weighted("skip_tp", blocks * C * Z * C));
  if (shape.density) {
    auto density = builder.module(where + ".density", "FullyConnectedNet");
    auto weights = builder.module(where + ".density", "Layer");
    builder.parameter(weights, "weight", {config.bessel, 1});
    density.register_module("layer0", weights);
    m.register_module("density_fn", density);
  }
  builder.indices(m, "path_order", order_of(groups_of(shape.paths), shape.paths));
  prepare_couplings(builder, m, shape.in_L, config.max_ell);
  m.define(by_element_source);
  m.define(forward_source(config, shape, layer));
  return m;
}

}  // namespace liquidus
