#include "mlip/labelled_set.hpp"
