#include "app/potential_analyse.hpp"

namespace liquidus {

void add_potential_analyse(CLI::App&, const Communicator&) {}

}  // namespace liquidus
