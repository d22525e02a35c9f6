#include "parallel/communicator.hpp"

namespace liquidus {

const Communicator& Communicator::self() {
  static const Communicator alone;
  return alone;
}

double Communicator::sum(double local) const {
  sum(std::span<double>(&local, 1));
  return local;
}

Index Communicator::sum(Index local) const {
  sum(std::span<Index>(&local, 1));
  return local;
}

Vec3 Communicator::sum(const Vec3& local) const {
  Vec3 all = local;
  sum(std::span<double>(all));
  return all;
}

Mat3 Communicator::sum(const Mat3& local) const {
  Mat3 all = local;
  sum(std::span<double>(&all[0][0], 9));
  return all;
}

void Communicator::broadcast(std::string& text, int root) const {
  auto size = static_cast<Index>(text.size());
  broadcast(size, root);
  text.resize(static_cast<std::size_t>(size));
  broadcast(std::span<char>(text), root);
}

}  // namespace liquidus
