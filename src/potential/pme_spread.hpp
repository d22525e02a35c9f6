#pragma once
#include "core/vec3.hpp"
#include "potential/bspline.hpp"
#include "potential/pme_mesh.hpp"

namespace liquidus {

/// Charges in mesh coordinates u ∈ [0, size), those of each plane u_a ∈ [x, x + 1) together.
struct MeshCharges {
  const double* atoms;  // [n][4] u along a, b, c and the charge
  const Index* first;   // [size[0] + 1] where the atoms of each plane begin
};

/// Planes of the real mesh, one behind the other.
struct MeshPlanes {
  Index begin, end;
  double* values;  // of plane `begin`
};

/// Sets the planes to Σ_i q_i W(mesh point − u_i).
void spread_charges(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges,
                    const MeshPlanes& planes);

/// For the atoms begin … end − 1 the derivatives along u of φ = Σ W(mesh point − u_i) values(mesh point), and φ: what
/// the planes that are here contribute.
/// @param field  [n][4]
void gather_field(const SplineTable& spline, const MeshLayout& mesh, const MeshCharges& charges, Index begin, Index end,
                  const MeshPlanes& planes, double* field);

}  // namespace liquidus
