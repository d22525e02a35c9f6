#pragma once
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include "core/vec3.hpp"

namespace liquidus {

/// What this process has sent so far, for models of the cost.
struct Traffic {
  Index messages = 0;     // from one rank to another, counts of an exchange apart
  Index bytes = 0;        // in them
  Index collectives = 0;  // reductions, broadcasts, barriers, counts of exchanges
};

/// What may travel as its bytes.
template <class T>
concept Plain = std::is_trivially_copyable_v<T>;

/// The ranks of a run. One built without MPI, and one by default, is this process alone, for which every call here is
/// a copy. Collective calls are made by all ranks in the same order. Sizes have no limit. Only the thread that made the
/// Launch may call. A failure of MPI throws Error.
class Communicator {
 public:
  /// This process alone.
  Communicator();
  ~Communicator();
  Communicator(Communicator&&) noexcept;
  Communicator& operator=(Communicator&&) noexcept;
  /// All ranks that were launched together, with messages of their own; this process alone without a Launch.
  /// Collective.
  /// @param largest_part  bytes, at least 8; what is larger goes in parts of it, for MPI counts in int
  static Communicator world(std::size_t largest_part = std::size_t{1} << 30);
  /// One that is this process alone and stays, to be lent where no other is given.
  static const Communicator& self();

  int rank() const { return rank_; }
  int size() const { return size_; }
  bool alone() const { return size_ == 1; }
  bool is_root() const { return rank_ == 0; }
  /// Cores that this process may use: those it is bound to, shared evenly with ranks bound to the same. Collective.
  int cores() const;
  /// How many ranks run on this machine, and which of them this is. With them its memory and its devices are shared.
  int on_this_machine() const { return here_; }
  int rank_on_this_machine() const { return rank_here_; }
  Traffic traffic() const;

  void barrier() const;
  /// Over all ranks; all get the same bits. Vectors are summed in place, element by element.
  double sum(double local) const;
  Index sum(Index local) const;
  Vec3 sum(const Vec3& local) const;
  Mat3 sum(const Mat3& local) const;
  void sum(std::span<double> values) const;
  void sum(std::span<float> values) const;
  void sum(std::span<Index> values) const;
  double max(double local) const;
  void max(std::span<double> values) const;
  Index max(Index local) const;
  double min(double local) const { return -max(-local); }
  Index min(Index local) const { return -max(-local); }
  bool any(bool local) const { return max(Index{local ? 1 : 0}) != 0; }
  bool all(bool local) const { return !any(!local); }

  template <Plain T>
  void broadcast(T& value, int root = 0) const {
    broadcast_bytes(std::as_writable_bytes(std::span(&value, 1)), root);
  }
  template <Plain T>
  void broadcast(std::span<T> values, int root = 0) const {
    broadcast_bytes(std::as_writable_bytes(values), root);
  }
  template <Plain T>
  void broadcast(std::vector<T>& values, int root = 0) const {
    auto size = static_cast<Index>(values.size());
    broadcast(size, root);
    values.resize(static_cast<std::size_t>(size));
    broadcast(std::span<T>(values), root);
  }
  void broadcast(std::string& text, int root = 0) const;

  /// What the ranks give, one after the other in the order of ranks; empty on all but the root.
  template <Plain T>
  std::vector<T> gather(std::span<const T> mine, int root = 0) const {
    const auto counts = gather_counts(static_cast<Index>(mine.size()), root);
    Index total = 0;
    for (const Index n : counts) total += n;
    std::vector<T> all(static_cast<std::size_t>(total));
    gather_bytes(std::as_bytes(mine), counts, sizeof(T), std::as_writable_bytes(std::span(all)), root);
    return all;
  }
  /// The same on all ranks.
  template <Plain T>
  std::vector<T> all_gather(std::span<const T> mine) const {
    auto all = gather(mine);
    broadcast(all);
    return all;
  }

  /// Tells every rank q the number counts[q] → [ranks] what they tell this one, such as how much is to come.
  void exchange_counts(std::span<const Index> counts, std::vector<Index>& received) const;
  /// Sends to every rank q the next counts[q] elements of `values`; what comes stands in the order of ranks. Memory of
  /// the results is used again.
  template <Plain T>
  void exchange(std::span<const T> values, std::span<const Index> counts, std::vector<T>& received,
                std::vector<Index>& received_counts) const {
    exchange_counts(counts, received_counts);
    Index total = 0;
    for (const Index n : received_counts) total += n;
    received.resize(static_cast<std::size_t>(total));
    exchange_bytes(std::as_bytes(values), counts, std::as_writable_bytes(std::span(received)), received_counts,
                   sizeof(T));
  }
  /// The same with what is to come known on both sides, which spares an exchange of counts.
  template <Plain T>
  void exchange_known(std::span<const T> values, std::span<const Index> counts, std::span<T> received,
                      std::span<const Index> received_counts) const {
    exchange_bytes(std::as_bytes(values), counts, std::as_writable_bytes(received), received_counts, sizeof(T));
  }

  struct Implementation;  // of MPI; src/parallel/mpi_handle.hpp
  const Implementation* implementation() const { return mpi_.get(); }

 private:
  explicit Communicator(std::unique_ptr<Implementation> mpi);
  void broadcast_bytes(std::span<std::byte> values, int root) const;
  std::vector<Index> gather_counts(Index mine, int root) const;  // empty on all but the root
  void gather_bytes(std::span<const std::byte> mine, std::span<const Index> counts, std::size_t size,
                    std::span<std::byte> all, int root) const;
  void exchange_bytes(std::span<const std::byte> values, std::span<const Index> counts, std::span<std::byte> received,
                      std::span<const Index> received_counts, std::size_t size) const;

  std::unique_ptr<Implementation> mpi_;  // null for a process alone
  int rank_ = 0, size_ = 1, rank_here_ = 0, here_ = 1;
};

/// Messages between single ranks that are under way at the same time. What is lent must stay until wait() has come
/// back. Messages from one rank to another arrive in the order in which they were sent.
class Messages {
 public:
  explicit Messages(const Communicator& ranks);
  ~Messages();
  Messages(Messages&&) noexcept;
  Messages& operator=(Messages&&) noexcept;
  void receive(int from, std::span<std::byte> values);
  void send(int to, std::span<const std::byte> values);
  /// Until all have been sent and have come.
  void wait();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace liquidus
