#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

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
  std::sort(groups.begin(), groups.end(),
            [](const Group& a, const Group& b) { return a.l1 != b.l1 ? a.l1 < b.l1 : a.l2 < b.l2; });
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

/// Weights of the radial network's layers, with the normalisation of what comes before, as a TorchScript list; the
/// last layer's columns sorted by group.
std::string network_weights(const MaceConfig& config) {
  std::string text;
  int fan_in = config.bessel;
  for (std::size_t k = 0; k <= config.radial_mlp.size(); ++k) {
    const double scale = (k == 0 ? 1.0 : silu_norm) / std::sqrt(static_cast<double>(fan_in));
    text += fmt::format("{}self.conv_tp_weights.layer{}.weight * {:.17g}", k == 0 ? "" : ", ", k, scale);
    if (k == config.radial_mlp.size())
      return fmt::format(
          "    layers = [{0}]\n"
          "    layers[-1] = layers[-1].view({1}, -1, {2}).index_select(1, self.path_order).view({1}, -1)\n",
          text, fan_in, config.channels);
    fan_in = config.radial_mlp[k];
  }
  return text;
}

/// Radial weights of every place, [N D, paths C]. With slopes, the network is a straight line about each distance: it
/// needn't be differentiated twice for a gradient of forces by the parameters, and edges of one length share it.
constexpr const char* radial_source = R"(
def radial_weights(self, radial: Tensor, slope: Optional[Tensor], which: Tensor, excess: Tensor) -> Tensor:
{}    x = radial
    if slope is None:
        for w in layers[:-1]:
            x = torch.silu(x @ w)
        return (x @ layers[-1]).index_select(0, which)
    t = slope
    for w in layers[:-1]:
        z = x @ w
        s = torch.sigmoid(z)
        x = z * s
        t = (t @ w) * torch.addcmul(s, x, 1.0 - s)
    return torch.addcmul((x @ layers[-1]).index_select(0, which), (t @ layers[-1]).index_select(0, which), excess)
)";

constexpr const char* density_source = R"(
def density(self, radial: Tensor, slope: Optional[Tensor], which: Tensor, excess: Tensor, filled: Tensor) -> Tensor:
    w = self.density_fn.layer0.weight * {:.17g}
    d = (radial @ w).index_select(0, which)
    if slope is not None:
        d = d + (slope @ w).index_select(0, which) * excess
    return torch.tanh(torch.square(d)) * filled
)";

/// Linear map of one l by a slice of `weight`; features [2l+1, N, in].
std::string linear(const std::string& feats, const std::string& weight, int offset, int in, int out, double scale) {
  return fmt::format("({} @ ({}.narrow(0, {}, {}).view({}, {}) * {:.17g}))", feats, weight, offset, in * out, in, out,
                     scale);
}

std::string joined(const std::vector<int>& sizes, int times) {
  std::string text;
  for (const int n : sizes) text += fmt::format("{}{}", text.empty() ? "" : ", ", n * times);
  return text;
}

std::vector<int> norms(int max_l) {
  std::vector<int> sizes;
  for (int l = 0; l <= max_l; ++l) sizes.push_back(norm(l));
  return sizes;
}

/// The features that are sent along edges, [N, (in_L+1)² C]; the first layer has a row per element.
std::string senders(const LayerShape& shape, int C) {
  std::string rows;
  for (int l = 0; l <= shape.in_L; ++l)
    rows += (l == 0 ? "" : ", ") + linear(fmt::format("by_l[{}]", l), "self.linear_up.weight", l * C * C, C, C,
                                          1.0 / std::sqrt(static_cast<double>(C)));
  return fmt::format(
      "    by_l = torch.split_with_sizes(feats, [{}], 0)\n"
      "    up = torch.cat([{}], 0).transpose(0, 1).reshape(feats.size(1), {})\n",
      joined(norms(shape.in_L), 1), rows, harmonics(shape.in_L) * C);
}

/// Sum over the edges of each node, and the couplings of the sums. Parts are taken by split, whose derivative is one
/// concatenation; that of a slice fills a tensor of zeros for each.
std::string messages(const std::vector<Group>& groups, const LayerShape& shape, int max_ell, int C) {
  std::vector<int> sizes;
  for (const Group& g : groups) sizes.push_back(static_cast<int>(g.l3.size()));
  std::string text = fmt::format(
      "    parts = torch.split_with_sizes(weights, [{}], 1)\n"
      "    feature = torch.split_with_sizes(sent, [{}], 1)\n"
      "    harmonic = torch.split_with_sizes(harmonics, [{}], 2)\n",
      joined(sizes, C), joined(norms(shape.in_L), C), joined(norms(max_ell), 1));
  for (std::size_t i = 0; i < groups.size(); ++i) {
    const Group& g = groups[i];
    const int paths = sizes[i], products = norm(g.l2) * paths * norm(g.l1);
    std::vector<int> outputs;
    for (const int l3 : g.l3) outputs.push_back(norm(l3));
    if (g.l1 == 0)
      text += fmt::format("    u = parts[{}] * feature[0]\n", i);
    else
      text += fmt::format("    u = parts[{}].view(-1, {}, 1, {}) * feature[{}].view(-1, 1, {}, {})\n", i, paths, C,
                          g.l1, norm(g.l1), C);
    text += fmt::format(
        "    t = torch.bmm(harmonic[{}].transpose(1, 2), u.view(N, D, {})).view(N, {}, {})"
        ".transpose(0, 1)\n",
        g.l2, paths * norm(g.l1) * C, products, C);
    if (g.l1 == 0)  // coupling with a scalar changes nothing
      text += fmt::format("    a{}_{} = [t]\n", g.l1, g.l2);
    else
      text += fmt::format(
          "    a{0}_{1} = torch.split_with_sizes((self.coupling_{0}_{1} @ t.reshape({2}, N * {3}))"
          ".view({5}, N, {3}), [{4}], 0)\n",
          g.l1, g.l2, products, C, joined(outputs, 1), std::accumulate(outputs.begin(), outputs.end(), 0));
  }
  return text;
}

/// [2 l3 + 1, N, paths C]: what all paths to l3 give, side by side as mace has them.
std::string gathered(const std::vector<Group>& groups, const std::vector<Path>& paths, int l3) {
  std::string parts;
  for (const Path& p : paths) {
    if (p.l3 != l3) continue;
    const auto g =
        std::find_if(groups.begin(), groups.end(), [&p](const Group& x) { return x.l1 == p.l1 && x.l2 == p.l2; });
    const auto place = std::find(g->l3.begin(), g->l3.end(), l3) - g->l3.begin();
    parts += fmt::format("{}a{}_{}[{}]", parts.empty() ? "" : ", ", p.l1, p.l2, place);
  }
  return "torch.cat([" + parts + "], -1)";
}

constexpr const char* by_element_source = R"(
def by_element(self, feats: Tensor, node_attrs: Tensor, weight: Tensor) -> Tensor:
    one_hot = (feats.unsqueeze(-1) * node_attrs.unsqueeze(1))
    one_hot = one_hot.view(feats.size(0), feats.size(1), feats.size(2) * node_attrs.size(1))
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
      "def forward(self, types: Tensor, node_attrs: Tensor, feats: Tensor, harmonics: Tensor, filled: Tensor, radial: "
      "Tensor, slope: Optional[Tensor], which: Tensor, excess: Tensor, sender: Tensor) -> Tuple[Tensor, "
      "Optional[Tensor]]:\n"
      "    N = types.size(0)\n"
      "    D = harmonics.size(1)\n"
      "    weights = self.radial_weights(radial, slope, which, excess)\n" +
      senders(shape, C);
  text += layer == 0 ? "    sent = up.index_select(0, types.index_select(0, sender))\n"
                     : "    sent = up.index_select(0, sender)\n";
  text += messages(groups, shape, config.max_ell, C);
  if (shape.density)
    text += "    density = self.density(radial, slope, which, excess, filled).view(N, D).sum(1, True) + 1.0\n";
  std::string parts;
  int offset = 0, skip = 0;
  for (int l = 0; l <= config.max_ell; ++l) {
    const int in = C * count_paths(shape.paths, l);
    const double scale = 1.0 / std::sqrt(static_cast<double>(in));
    text += fmt::format("    m{} = {} {}\n", l,
                        linear(gathered(groups, shape.paths, l), "self.linear.weight", offset, in, C, scale),
                        shape.density ? "/ density" : "/ self.avg_num_neighbors");
    if (!shape.residual) {
      text += fmt::format(
          "    m{0} = self.by_element(m{0}, node_attrs, self.skip_tp.weight.narrow(0, {1}, {2})"
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
    return text + fmt::format(
                      "    sc = torch.einsum('zc,czd->zd', [feats[0], self.skip_tp.weight.view({0}, {1}, {0})]) * "
                      "{2:.17g}\n    return message, sc.index_select(0, types).unsqueeze(0)\n",
                      C, Z, by_type);
  std::string skips;
  for (int l = 0; l <= std::min(shape.in_L, shape.out_L); ++l)
    skips += fmt::format(
        "{}self.by_element(by_l[{}], node_attrs, self.skip_tp.weight.narrow(0, {}, {})"
        ".view({}, {}) * {:.17g})",
        l == 0 ? "" : ", ", l, l * C * Z * C, C * Z * C, C * Z, C, by_type);
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
  m.define(fmt::format(radial_source, network_weights(config)));
  if (shape.density) m.define(fmt::format(density_source, 1.0 / std::sqrt(static_cast<double>(config.bessel))));
  m.define(forward_source(config, shape, layer));
  return m;
}

}  // namespace liquidus
