#pragma once

namespace liquidus {

/// Limits how long a waiting thread spins before it sleeps to tens of microseconds. GCC's OpenMP spins for
/// milliseconds: where others run too, a thread that waits then keeps the one it waits for off its core (512 ions of
/// molten NaCl on two cores with one busy neighbour: 64 steps/s instead of 520; quiet, 4300 either way). The runtime
/// reads its environment before main() begins, hence the program starts itself again with GOMP_SPINCOUNT set, unless
/// the user has set it or OMP_WAIT_POLICY. Does nothing where that can't be done.
void limit_spinning(char** argv);

}  // namespace liquidus
