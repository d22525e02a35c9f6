#include "potential/pme_routes.hpp"

#include <algorithm>
#include <numeric>

namespace liquidus {

ChargeRoutes::ChargeRoutes(const Communicator& ranks, Index planes, int order)
    : ranks_(&ranks),
      counts_(static_cast<std::size_t>(ranks.size())),
      received_counts_(counts_.size()),
      next_(counts_.size()),
      messages_(ranks) {
  const Index block = MeshTranspose::slab_of(planes, 0, ranks.size()).count;
  with_planes_ = static_cast<int>((planes + block - 1) / block);
  for (Index plane = 0; plane < planes; ++plane) {
    const Index first = plane / block;
    // a charge whose planes go all the way round comes back to its first rank, which has it already
    Index last = first;
    for (Index i = 1; i < order; ++i) {
      const Index rank = (plane + i) % planes / block;
      if (rank != last % with_planes_) ++last;
    }
    touched_.push_back({static_cast<int>(first), std::min(static_cast<int>(last - first) + 1, with_planes_)});
  }
}

template <class F>
void ChargeRoutes::for_each_rank(double u, F&& f) const {
  const Touched touched = touched_[static_cast<std::size_t>(u)];
  for (int k = 0, rank = touched.first; k < touched.count; ++k) {
    f(static_cast<std::size_t>(rank));
    if (++rank == with_planes_) rank = 0;
  }
}

void ChargeRoutes::depart(std::span<const FourNumbers> own) {
  std::fill(counts_.begin(), counts_.end(), 0);
  for (const auto& charge : own) for_each_rank(charge[0], [&](std::size_t rank) { ++counts_[rank]; });
  ranks_->exchange_counts(counts_, received_counts_);
  std::exclusive_scan(counts_.begin(), counts_.end(), next_.begin(), Index{0});
  sent_.resize(static_cast<std::size_t>(next_.back() + counts_.back()));
  leaving_.resize(sent_.size());
  const auto total = [](auto begin, auto end) {
    return static_cast<std::size_t>(std::accumulate(begin, end, Index{0}));
  };
  received_.resize(total(received_counts_.begin(), received_counts_.end()));
  const auto me = static_cast<std::size_t>(ranks_->rank());
  auto stays = received_.begin() +
               static_cast<std::ptrdiff_t>(total(received_counts_.begin(), received_counts_.begin() + ranks_->rank()));
  for (std::size_t i = 0; i < own.size(); ++i)
    for_each_rank(own[i][0], [&](std::size_t rank) {
      const auto to = static_cast<std::size_t>(next_[rank]++);
      sent_[to] = static_cast<Index>(i);
      (rank == me ? *stays++ : leaving_[to]) = own[i];
    });
  send();
}

void ChargeRoutes::send() {
  auto to = std::span(received_);
  auto from = std::span<const FourNumbers>(leaving_);
  for (int q = 0; q < ranks_->size(); ++q) {
    const auto coming = to.first(static_cast<std::size_t>(received_counts_[static_cast<std::size_t>(q)]));
    const auto going = from.first(static_cast<std::size_t>(counts_[static_cast<std::size_t>(q)]));
    to = to.subspan(coming.size());
    from = from.subspan(going.size());
    if (q == ranks_->rank()) continue;
    messages_.receive(q, std::as_writable_bytes(coming));
    messages_.send(q, std::as_bytes(going));
  }
}

std::span<const FourNumbers> ChargeRoutes::arrive() {
  messages_.wait();
  return received_;
}

void ChargeRoutes::gather(std::span<const FourNumbers> fields, std::span<FourNumbers> own) {
  returned_.resize(sent_.size());
  ranks_->exchange_known(fields, std::span<const Index>(received_counts_), std::span<FourNumbers>(returned_),
                         std::span<const Index>(counts_));
  std::fill(own.begin(), own.end(), FourNumbers{});
  for (std::size_t k = 0; k < sent_.size(); ++k)
    for (std::size_t n = 0; n < 4; ++n) own[static_cast<std::size_t>(sent_[k])][n] += returned_[k][n];
}

}  // namespace liquidus
