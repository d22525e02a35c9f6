#include "scatter/weights/form_factor.hpp"

namespace liquidus {
namespace {

constexpr FormFactorRow rows[] = {
#include "scatter/weights/waasmaier_kirfel.inc"
};

}  // namespace

std::span<const FormFactorRow> form_factor_table() { return rows; }

}  // namespace liquidus
