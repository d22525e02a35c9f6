#ifdef __linux__
#include <sched.h>
#endif

#include <algorithm>
#include <bit>
#include <exception>
#include <string>

#include "core/errors.hpp"
#include "core/phases.hpp"
#include "parallel/mpi_handle.hpp"

namespace liquidus {
namespace {

constexpr int gather_tag = 1, exchange_tag = 2, messages_tag = 3;

template <class T>
MPI_Datatype type_of();
template <>
MPI_Datatype type_of<double>() {
  return MPI_DOUBLE;
}
template <>
MPI_Datatype type_of<float>() {
  return MPI_FLOAT;
}
template <>
MPI_Datatype type_of<Index>() {
  return MPI_INT64_T;
}

template <class T>
void reduce(const Communicator::Implementation* mpi, std::span<T> values, MPI_Op op) {
  if (!mpi) return;
  const Timed timed(Phase::communication);
  const std::size_t most = mpi->largest_part / sizeof(T);
  for (std::size_t from = 0; from < values.size(); from += most) {
    ++mpi->traffic.collectives;
    check_mpi(MPI_Allreduce(MPI_IN_PLACE, values.data() + from, static_cast<int>(std::min(most, values.size() - from)),
                            type_of<T>(), op, mpi->comm),
              "a sum over ranks");
  }
}

template <class T>
T largest(const Communicator::Implementation* mpi, T local) {
  reduce(mpi, std::span<T>(&local, 1), MPI_MAX);
  return local;
}

/// Calls part(pointer, count) for the parts of a message.
template <class Byte, class Part>
void in_parts(std::span<Byte> values, const Communicator::Implementation& mpi, Part part) {
  for (std::size_t from = 0; from < values.size(); from += mpi.largest_part)
    part(values.data() + from, static_cast<int>(std::min(mpi.largest_part, values.size() - from)));
}

void post_receive(std::span<std::byte> values, int from, int tag, const Communicator::Implementation& mpi,
                  std::vector<MPI_Request>& requests) {
  in_parts(values, mpi, [&](std::byte* at, int count) {
    check_mpi(MPI_Irecv(at, count, MPI_BYTE, from, tag, mpi.comm, &requests.emplace_back()), "a message");
  });
}

void post_send(std::span<const std::byte> values, int to, int tag, const Communicator::Implementation& mpi,
               std::vector<MPI_Request>& requests) {
  in_parts(values, mpi, [&](const std::byte* at, int count) {
    check_mpi(MPI_Isend(at, count, MPI_BYTE, to, tag, mpi.comm, &requests.emplace_back()), "a message");
    ++mpi.traffic.messages;
    mpi.traffic.bytes += count;
  });
}

void wait_for(std::vector<MPI_Request>& requests) {
  check_mpi(MPI_Waitall(static_cast<int>(requests.size()), requests.data(), MPI_STATUSES_IGNORE), "messages");
  requests.clear();
}

/// Cores that the system lets this process run on, as bits too; 0 where it can't be asked.
int allowed_cores(std::vector<unsigned char>* mask) {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) != 0) CPU_ZERO(&set);
  const auto* bytes = reinterpret_cast<const unsigned char*>(&set);
  if (mask) mask->assign(bytes, bytes + sizeof set);
  return CPU_COUNT(&set);
#else
  if (mask) mask->assign(1, 0);
  return 0;
#endif
}

}  // namespace

void check_mpi(int code, const char* what) {
  if (code == MPI_SUCCESS) return;
  std::string text(MPI_MAX_ERROR_STRING, '\0');
  int length = 0;
  MPI_Error_string(code, text.data(), &length);
  text.resize(static_cast<std::size_t>(length));
  throw Error(std::string("MPI failed in ") + what + ": " + text);
}

bool mpi_is_up() {
  int begun = 0, ended = 0;
  MPI_Initialized(&begun);
  MPI_Finalized(&ended);
  return begun && !ended;
}

/// Freeing is collective, and may wait: a rank that an error carries out of here alone leaves it.
Communicator::Implementation::~Implementation() {
  if (comm != MPI_COMM_NULL && std::uncaught_exceptions() == 0 && mpi_is_up()) MPI_Comm_free(&comm);
}

Communicator::Communicator() = default;
Communicator::~Communicator() = default;
Communicator::Communicator(Communicator&&) noexcept = default;
Communicator& Communicator::operator=(Communicator&&) noexcept = default;

Communicator::Communicator(std::unique_ptr<Implementation> mpi) : mpi_(std::move(mpi)) {
  MPI_Comm_rank(mpi_->comm, &rank_);
  MPI_Comm_size(mpi_->comm, &size_);
  MPI_Comm machine = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(mpi_->comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine), "a look at the machine");
  MPI_Comm_rank(machine, &rank_here_);
  MPI_Comm_size(machine, &here_);
  MPI_Comm_free(&machine);
}

Communicator Communicator::world(std::size_t largest_part) {
  if (!mpi_is_up()) return {};
  auto mpi = std::make_unique<Implementation>();
  mpi->largest_part = largest_part;
  check_mpi(MPI_Comm_dup(MPI_COMM_WORLD, &mpi->comm), "a communicator");
  MPI_Comm_set_errhandler(mpi->comm, MPI_ERRORS_RETURN);
  return Communicator(std::move(mpi));
}

/// This process's cores times (cores of all ranks on this machine / the sum of what each of them has).
int Communicator::cores() const {
  if (!mpi_) return std::max(1, allowed_cores(nullptr));
  std::vector<unsigned char> mask;
  Index mine = allowed_cores(&mask), sum = mine;
  MPI_Comm machine = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(mpi_->comm, MPI_COMM_TYPE_SHARED, 0, MPI_INFO_NULL, &machine), "a look at the machine");
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_INT64_T, MPI_SUM, machine);
  MPI_Allreduce(MPI_IN_PLACE, mask.data(), static_cast<int>(mask.size()), MPI_BYTE, MPI_BOR, machine);
  MPI_Comm_free(&machine);
  Index together = 0;
  for (const unsigned char byte : mask) together += std::popcount(byte);
  return static_cast<int>(std::max<Index>(1, sum > 0 ? mine * together / sum : 1));
}

Traffic Communicator::traffic() const { return mpi_ ? mpi_->traffic : Traffic{}; }

void Communicator::barrier() const {
  if (!mpi_) return;
  const Timed timed(Phase::communication);
  ++mpi_->traffic.collectives;
  check_mpi(MPI_Barrier(mpi_->comm), "a barrier");
}

void Communicator::sum(std::span<double> values) const { reduce(mpi_.get(), values, MPI_SUM); }
void Communicator::sum(std::span<float> values) const { reduce(mpi_.get(), values, MPI_SUM); }
void Communicator::sum(std::span<Index> values) const { reduce(mpi_.get(), values, MPI_SUM); }
void Communicator::max(std::span<double> values) const { reduce(mpi_.get(), values, MPI_MAX); }
double Communicator::max(double local) const { return largest(mpi_.get(), local); }
Index Communicator::max(Index local) const { return largest(mpi_.get(), local); }

void Communicator::broadcast_bytes(std::span<std::byte> values, int root) const {
  if (!mpi_) return;
  const Timed timed(Phase::communication);
  in_parts(values, *mpi_, [&](std::byte* at, int count) {
    ++mpi_->traffic.collectives;
    check_mpi(MPI_Bcast(at, count, MPI_BYTE, root, mpi_->comm), "a broadcast");
  });
}

std::vector<Index> Communicator::gather_counts(Index mine, int root) const {
  if (!mpi_) return {mine};
  const Timed timed(Phase::communication);
  std::vector<Index> all(rank_ == root ? static_cast<std::size_t>(size_) : 0);
  ++mpi_->traffic.collectives;
  check_mpi(MPI_Gather(&mine, 1, MPI_INT64_T, all.data(), 1, MPI_INT64_T, root, mpi_->comm), "a gathering");
  return all;
}

void Communicator::gather_bytes(std::span<const std::byte> mine, std::span<const Index> counts, std::size_t size,
                                std::span<std::byte> all, int root) const {
  if (!mpi_) {
    std::copy(mine.begin(), mine.end(), all.begin());
    return;
  }
  const Timed timed(Phase::communication);
  auto& requests = mpi_->requests;
  if (rank_ != root) {
    post_send(mine, root, gather_tag, *mpi_, requests);
    return wait_for(requests);
  }
  std::size_t from = 0;
  for (int q = 0; q < size_; ++q) {
    const auto part = all.subspan(from, static_cast<std::size_t>(counts[static_cast<std::size_t>(q)]) * size);
    from += part.size();
    if (q == rank_)
      std::copy(mine.begin(), mine.end(), part.begin());
    else
      post_receive(part, q, gather_tag, *mpi_, requests);
  }
  wait_for(requests);
}

void Communicator::exchange_counts(std::span<const Index> counts, std::vector<Index>& received) const {
  received.resize(counts.size());
  if (!mpi_) {
    std::copy(counts.begin(), counts.end(), received.begin());
    return;
  }
  const Timed timed(Phase::communication);
  ++mpi_->traffic.collectives;
  check_mpi(MPI_Alltoall(counts.data(), 1, MPI_INT64_T, received.data(), 1, MPI_INT64_T, mpi_->comm), "an exchange");
}

void Communicator::exchange_bytes(std::span<const std::byte> values, std::span<const Index> counts,
                                  std::span<std::byte> received, std::span<const Index> received_counts,
                                  std::size_t size) const {
  if (!mpi_) {
    std::copy(values.begin(), values.end(), received.begin());
    return;
  }
  const Timed timed(Phase::communication);
  auto& requests = mpi_->requests;
  const auto bytes = [&](Index count) { return static_cast<std::size_t>(count) * size; };
  std::span<std::byte> mine;
  std::size_t at = 0;
  for (int q = 0; q < size_; ++q) {
    const auto part = received.subspan(at, bytes(received_counts[static_cast<std::size_t>(q)]));
    at += part.size();
    if (q == rank_)
      mine = part;
    else
      post_receive(part, q, exchange_tag, *mpi_, requests);
  }
  at = 0;
  for (int q = 0; q < size_; ++q) {
    const auto part = values.subspan(at, bytes(counts[static_cast<std::size_t>(q)]));
    at += part.size();
    if (q == rank_)
      std::copy(part.begin(), part.end(), mine.begin());
    else
      post_send(part, q, exchange_tag, *mpi_, requests);
  }
  wait_for(requests);
}

struct Messages::State {
  const Communicator::Implementation* mpi;
  std::vector<MPI_Request> receives, sends;

  explicit State(const Communicator& ranks) : mpi(ranks.implementation()) {}
  State(const State&) = delete;
  State& operator=(const State&) = delete;
  /// Where an error has come between, what still arrives must not be written into memory that is someone else's then.
  ~State() {
    if (receives.empty() || !mpi_is_up()) return;
    for (auto& receive : receives) MPI_Cancel(&receive);
    MPI_Waitall(static_cast<int>(receives.size()), receives.data(), MPI_STATUSES_IGNORE);
  }
};

Messages::Messages(const Communicator& ranks) : state_(std::make_unique<State>(ranks)) {}
Messages::~Messages() = default;
Messages::Messages(Messages&&) noexcept = default;
Messages& Messages::operator=(Messages&&) noexcept = default;

void Messages::receive(int from, std::span<std::byte> values) {
  post_receive(values, from, messages_tag, *state_->mpi, state_->receives);
}

void Messages::send(int to, std::span<const std::byte> values) {
  post_send(values, to, messages_tag, *state_->mpi, state_->sends);
}

void Messages::wait() {
  if (state_->receives.empty() && state_->sends.empty()) return;
  const Timed timed(Phase::communication);
  wait_for(state_->receives);
  wait_for(state_->sends);
}

}  // namespace liquidus
