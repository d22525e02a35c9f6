// A run whose ranks fail as the first word says, through the program's own way from an exception to an exit code:
//   force      the force call of rank 1 alone throws
//   guard      the same with what guards throw
//   everywhere the force calls of all ranks throw, each with words of its own
//   write      the sink, which is rank 0's, throws at step 20
//   observe    the observer of rank 2 alone throws
//   memory     rank 1 alone asks for more memory than there is
#include <stdexcept>
#include <string_view>

#include "app/exit_code.hpp"
#include "core/errors.hpp"
#include "core/observer.hpp"
#include "md/support.hpp"
#include "parallel/communicator.hpp"

namespace {

using namespace liquidus;

class Failing : public testing::NoPotential {
 public:
  Failing(std::string_view how, int rank) : how_(how), rank_(rank) {}
  void add(const Neighbourhood&, Evaluation&) const override {
    if (++calls_ < 5) return;
    if (how_ == "everywhere") throw Error("this is what rank " + std::to_string(rank_) + " says");
    if (rank_ != 1) return;
    if (how_ == "force") throw std::runtime_error("the forces can't be had");
    if (how_ == "guard") throw SimulationError("the forces are too strong");
    if (how_ == "memory") room_.resize(std::size_t{1} << 60);
  }

 private:
  std::string_view how_;
  int rank_;
  mutable int calls_ = 0;
  mutable std::vector<char> room_;
};

struct FailingSink : RunSink {
  explicit FailingSink(bool fails) : fails_(fails) {}
  void thermo(const ThermoRow& row) override {
    if (fails_ && row.step == 20) throw Error("cannot write 'thermo.csv'");
  }
  bool fails_;
};

struct FailingObserver : Observer {
  explicit FailingObserver(bool fails) : fails_(fails) {}
  Index interval() const override { return 10; }
  void observe(const Snapshot& now) override {
    if (fails_ && now.step == 20) throw std::runtime_error("there is nothing to see");
  }
  std::vector<double> state() const override { return {}; }
  void restore(const std::vector<double>&) override {}
  bool fails_;
};

}  // namespace

int main(int, char** argv) {
  const Launch launch;
  return exit_code(launch, true, [&] {
    const auto ranks = Communicator::world();
    const std::string_view how = argv[1];
    const Failing potential(how, ranks.rank());
    FailingSink sink(how == "write");
    FailingObserver observer(how == "observe" && ranks.rank() == 2);
    Simulation simulation(testing::argon(3), potential, testing::run_of({testing::stage("nve", 100.0, 1000)}), &sink,
                          ranks);
    simulation.measure("view", observer);
    simulation.run();
    return 0;
  });
}
