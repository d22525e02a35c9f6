// The twin for a build without MPI: every communicator is this process alone.
#include <algorithm>
#include <cassert>
#include <thread>

#include "parallel/communicator.hpp"

namespace liquidus {

struct Communicator::Implementation {};

Communicator::Communicator() = default;
Communicator::~Communicator() = default;
Communicator::Communicator(Communicator&&) noexcept = default;
Communicator& Communicator::operator=(Communicator&&) noexcept = default;
Communicator Communicator::world(std::size_t) { return {}; }

int Communicator::cores() const { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }
Traffic Communicator::traffic() const { return {}; }
void Communicator::barrier() const {}
void Communicator::sum(std::span<double>) const {}
void Communicator::sum(std::span<float>) const {}
void Communicator::sum(std::span<Index>) const {}
void Communicator::max(std::span<double>) const {}
double Communicator::max(double local) const { return local; }
Index Communicator::max(Index local) const { return local; }
void Communicator::broadcast_bytes(std::span<std::byte>, int) const {}
std::vector<Index> Communicator::gather_counts(Index mine, int) const { return {mine}; }

void Communicator::gather_bytes(std::span<const std::byte> mine, std::span<const Index>, std::size_t,
                                std::span<std::byte> all, int) const {
  std::copy(mine.begin(), mine.end(), all.begin());
}

void Communicator::exchange_counts(std::span<const Index> counts, std::vector<Index>& received) const {
  received.assign(counts.begin(), counts.end());
}

void Communicator::exchange_bytes(std::span<const std::byte> values, std::span<const Index>,
                                  std::span<std::byte> received, std::span<const Index>, std::size_t) const {
  std::copy(values.begin(), values.end(), received.begin());
}

struct Messages::State {};
Messages::Messages(const Communicator&) {}
Messages::~Messages() = default;
Messages::Messages(Messages&&) noexcept = default;
Messages& Messages::operator=(Messages&&) noexcept = default;
void Messages::receive(int, std::span<std::byte>) { assert(!"a process alone has nobody to hear from"); }
void Messages::send(int, std::span<const std::byte>) { assert(!"a process alone has nobody to talk to"); }
void Messages::wait() {}

}  // namespace liquidus
