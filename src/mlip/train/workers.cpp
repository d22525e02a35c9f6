#include "mlip/train/workers.hpp"

#include <ATen/Parallel.h>
#include <torch/csrc/jit/runtime/graph_executor.h>

namespace liquidus {

Workers::Workers(int count) : thrown_(static_cast<std::size_t>(count)) {
  at::internal::lazy_init_num_threads();  // or the caller, later, would take over the workers' number
  for (int worker = 0; worker < count; ++worker) threads_.emplace_back([this, worker] { work(worker); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  begin_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Workers::run(const std::function<void(int)>& f) {
  std::unique_lock lock(mutex_);
  task_ = &f;
  ++round_;
  busy_ = count();
  begin_.notify_all();
  end_.wait(lock, [this] { return busy_ == 0; });
  for (auto& thrown : thrown_)
    if (const auto first = std::exchange(thrown, nullptr)) {
      for (auto& other : thrown_) other = nullptr;
      std::rethrow_exception(first);
    }
}

void Workers::work(int worker) {
  at::set_num_threads(1);  // of this thread; the others keep theirs
  torch::jit::setGraphExecutorOptimize(false);
  long done = 0;
  std::unique_lock lock(mutex_);
  while (true) {
    begin_.wait(lock, [&] { return over_ || round_ > done; });
    if (over_) return;
    done = round_;
    const auto* task = task_;
    lock.unlock();
    std::exception_ptr thrown;
    try {
      (*task)(worker);
    } catch (...) {
      thrown = std::current_exception();
    }
    lock.lock();
    thrown_[static_cast<std::size_t>(worker)] = thrown;
    if (--busy_ == 0) end_.notify_one();
  }
}

}  // namespace liquidus
