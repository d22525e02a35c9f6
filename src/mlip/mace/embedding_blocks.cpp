#include <fmt/format.h>

#include <cmath>
#include <numbers>

#include "core/covalent_radii.hpp"
#include "mlip/mace/mace_blocks.hpp"
#include "mlip/mace/wigner.hpp"

namespace liquidus {
namespace {

/// [3 (2l − 1), 2l + 1]: Y_l from all products of Y_{l−1} and the unit vector, positive at the pole y as e3nn has it.
std::vector<double> raise_harmonic(int l) {
  const int n = 2 * l + 1, below = 2 * l - 1;
  auto w = real_wigner_3j(l - 1, 1, l);
  // at the pole the only component is m = 0, of size √(2l+1)
  const double pole = w[static_cast<std::size_t>(((l - 1) * 3 + 1) * n + l)] * std::sqrt(static_cast<double>(below));
  const double factor = std::sqrt(static_cast<double>(n)) / pole;
  for (double& x : w) x *= factor;
  return w;
}

/// with_slope() gives the derivatives by the length as well.
constexpr const char* radial_source = R"(
def forward(self, lengths: Tensor, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tensor:
    return self.bessel_fn.forward({0}) * self.cutoff_fn.forward(lengths)

def with_slope(self, lengths: Tensor, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tuple[Tensor, Tensor]:
    cutoff, cutoff_slope = self.cutoff_fn.with_slope(lengths)
    {1}
    return basis * cutoff, basis_slope * cutoff + basis * cutoff_slope
)";

constexpr const char* bessel_source = R"(
def forward(self, x: Tensor) -> Tensor:
    return torch.sin(x * self.bessel_weights) * (self.prefactor / x)

def with_slope(self, x: Tensor) -> Tuple[Tensor, Tensor]:
    phase = x * self.bessel_weights
    factor = self.prefactor / x
    basis = torch.sin(phase) * factor
    return basis, torch.cos(phase) * (factor * self.bessel_weights) - basis / x
)";

constexpr const char* cutoff_source = R"(
def forward(self, x: Tensor) -> Tensor:
    u = x / self.r_max
    p = self.p
    inner = (p + 1.0) * (p + 2.0) / 2.0 - u * (p * (p + 2.0) - u * (p * (p + 1.0) / 2.0))
    return (1.0 - torch.pow(u, p) * inner) * (u < 1.0)

def with_slope(self, x: Tensor) -> Tuple[Tensor, Tensor]:
    u = x / self.r_max
    p = self.p
    slope = torch.pow(u, p - 1.0) * torch.square(1.0 - u) * (p * (p + 1.0) * (p + 2.0) / (-2.0 * self.r_max))
    return self.forward(x), slope * (u < 1.0)
)";

constexpr const char* agnesi_source = R"(
def scale(self, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tensor:
    radii = self.covalent_radii.index_select(0, atomic_numbers.index_select(0, types))
    return (0.5 * (radii.index_select(0, edge_index[0]) + radii.index_select(0, edge_index[1]))).unsqueeze(-1)

def forward(self, x: Tensor, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tensor:
    u = x / self.scale(types, edge_index, atomic_numbers)
    return torch.reciprocal(1.0 + self.a * torch.pow(u, self.q) / (1.0 + torch.pow(u, self.q - self.p)))

def with_slope(self, x: Tensor, types: Tensor, edge_index: Tensor, atomic_numbers: Tensor) -> Tuple[Tensor, Tensor]:
    r0 = self.scale(types, edge_index, atomic_numbers)
    u = x / r0
    below = torch.pow(u, self.q - self.p)
    g = self.a * torch.pow(u, self.q) / (1.0 + below)
    y = torch.reciprocal(1.0 + g)
    return y, -y * y * g * (self.q - (self.q - self.p) * below / (1.0 + below)) / x
)";

}  // namespace

torch::jit::Module make_spherical_harmonics(ModuleBuilder& builder, const MaceConfig& config) {
  auto m = builder.module("edges", "SphericalHarmonics");
  m.register_attribute("_lmax", c10::IntType::get(), config.max_ell);
  std::string source =
      "def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:\n"
      "    unit = vectors / lengths\n";
  std::string all = "torch.ones_like(lengths)";
  if (config.max_ell > 0) {
    source += fmt::format("    y1 = unit * {:.17g}\n", std::sqrt(3.0));
    all += ", y1";
  }
  for (int l = 2; l <= config.max_ell; ++l) {
    builder.buffer(m, fmt::format("raise_{}", l), raise_harmonic(l), {3 * (2 * l - 1), 2 * l + 1});
    source += fmt::format("    y{0} = (y{1}.unsqueeze(-1) * unit.unsqueeze(-2)).view(-1, {2}) @ self.raise_{0}\n", l,
                          l - 1, 3 * (2 * l - 1));
    all += fmt::format(", y{}", l);
  }
  m.define(source + fmt::format("    return torch.cat([{}], -1)\n", all));
  return m;
}

torch::jit::Module make_radial_embedding(ModuleBuilder& builder, const MaceConfig& config) {
  auto bessel = builder.module("edges", "BesselBasis");
  std::vector<double> weights;
  for (int n = 1; n <= config.bessel; ++n) weights.push_back(n * std::numbers::pi / config.r_max);
  builder.buffer(bessel, "bessel_weights", weights, {config.bessel});
  builder.scalar(bessel, "r_max", config.r_max);
  builder.scalar(bessel, "prefactor", std::sqrt(2.0 / config.r_max));
  bessel.define(bessel_source);

  auto cutoff = builder.module("edges", "PolynomialCutoff");
  builder.scalar(cutoff, "p", config.cutoff_power);
  builder.scalar(cutoff, "r_max", config.r_max);
  cutoff.define(cutoff_source);

  auto m = builder.module("edges", "RadialEmbeddingBlock");
  m.register_attribute("out_dim", c10::IntType::get(), config.bessel);
  m.register_module("bessel_fn", bessel);
  m.register_module("cutoff_fn", cutoff);
  std::string lengths = "lengths", slopes = "basis, basis_slope = self.bessel_fn.with_slope(lengths)";
  if (config.distance_transform == "agnesi") {
    auto agnesi = builder.module("edges", "AgnesiTransform");
    builder.scalar(agnesi, "q", 0.9183);
    builder.scalar(agnesi, "p", 4.5791);
    builder.scalar(agnesi, "a", 1.0805);
    const auto radii = covalent_radii();
    builder.buffer(agnesi, "covalent_radii", {radii.begin(), radii.end()}, {static_cast<std::int64_t>(radii.size())});
    agnesi.define(agnesi_source);
    m.register_module("distance_transform", agnesi);
    lengths = "self.distance_transform.forward(lengths, types, edge_index, atomic_numbers)";
    slopes =
        "x, x_slope = self.distance_transform.with_slope(lengths, types, edge_index, atomic_numbers)\n"
        "    basis, basis_slope = self.bessel_fn.with_slope(x)\n"
        "    basis_slope = basis_slope * x_slope";
  }
  m.define(fmt::format(radial_source, lengths, slopes));
  return m;
}

}  // namespace liquidus
