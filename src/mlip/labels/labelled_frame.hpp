#pragma once
#include <map>
#include <string>

#include "core/errors.hpp"
#include "mlip/labelled_set.hpp"

namespace liquidus {

/// A frame as it came from a reader, with its weights and type read and its labels checked for finiteness.
/// @throws InputError naming the frame and its line
LabelledFrame labelled_frame(Frame frame, Index number, const std::string& file);

/// A single atom that gives the energy of its element: config_type is IsolatedAtom or isolated_atom, in any case.
bool is_isolated(const LabelledFrame& frame);

/// The file and the line of the frame's first line; line 0 for H5MD. Reads the file up to there: for messages only.
Location location_of(const LabelledFrame& frame);

}  // namespace liquidus
