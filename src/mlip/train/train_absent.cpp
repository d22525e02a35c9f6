#include "core/errors.hpp"
#include "mlip/train.hpp"

namespace liquidus {

TrainSummary train(const TrainOptions&, TrainListener&, bool, const Communicator&) {
  throw InputError("this program was built without LibTorch (LIQUIDUS_WITH_TORCH=OFF), which models are trained with");
}

}  // namespace liquidus
