#include "app/program.hpp"

#include <torch/script.h>  // before Catch, which replaces the CHECK of LibTorch's logging

#include <catch2/catch.hpp>
#include <chrono>
#include <csignal>
#include <thread>

#include "io/xyz.hpp"
#include "toy_model.hpp"

using namespace liquidus;
using namespace liquidus::test;
using Catch::Matchers::Contains;

namespace {

/// A folder with labelled frames of a toy and a small MACE to be trained on them.
struct TrainingFolder : WorkFolder {
  TrainingFolder();
};

TrainingFolder::TrainingFolder() {
  XyzWriter writer((path() / "set.extxyz").string());
  for (const auto& frame : toy_set(10, 14)) writer.write(frame.frame);
  writer.close();
  write("train.toml",
        "seed = 4\n"
        "output = \"out\"\n"
        "[model]\n"
        "r_max = \"4 Å\"\n"
        "channels = 4\n"
        "max_L = 1\n"
        "max_ell = 2\n"
        "correlation = 2\n"
        "radial_mlp = [8]\n"
        "bessel = 4\n"
        "[data]\n"
        "train = [\"set.extxyz\"]\n"
        "validation_fraction = 0.2\n"
        "trust_units = true\n"
        "labels = [\"energy\", \"forces\", \"stress\"]\n"
        "[training]\n"
        "epochs = 40\n"
        "batch = 3\n");
}

/// Loss columns of curves.csv, for they don't hold times.
std::string losses(const WorkFolder& folder, const std::string& output) {
  std::istringstream lines(folder.read(output + "/curves.csv"));
  std::string line, text;
  while (std::getline(lines, line)) {
    std::istringstream cells(line);
    std::string cell;
    for (int column = 0; std::getline(cells, cell, ','); ++column)
      if (column != 1) text += cell + ",";
    text += "\n";
  }
  return text;
}

/// Starts `liquidus ARGUMENTS`, its output in broken.txt, and sends it a signal once `done` says so.
template <class Done>
void run_and_signal(const WorkFolder& folder, const std::string& arguments, int signal, Done done) {
  const auto start =
      "cd '" + folder.path().string() + "' && exec '" LIQUIDUS_PROGRAM "' " + arguments + " > broken.txt 2>&1";
  const pid_t child = fork();
  if (child == 0) {
    execl("/bin/sh", "sh", "-c", start.c_str(), nullptr);
    _exit(127);
  }
  for (int k = 0; k < 6000 && !done(); ++k) std::this_thread::sleep_for(std::chrono::milliseconds(10));
  kill(child, signal);
  int status = 0;
  waitpid(child, &status, 0);
}

bool has_epoch(const WorkFolder& folder, int epoch) {
  std::string line = std::to_string(epoch);
  line.insert(0, 6 - line.size(), ' ');
  return folder.read("broken.txt").find("\n" + line + " ") != std::string::npos;
}

}  // namespace

TEST_CASE("a training that is killed and gone on with equals an unbroken one", "[program_test]") {
  const TrainingFolder folder;
  const auto whole = folder.run("train train.toml --threads 2 --set output=whole");
  INFO(whole.err);
  REQUIRE(whole.code == 0);
  // a checkpoint after every batch, so that the kill comes between two of them wherever it falls
  const std::string broken = "train train.toml --threads 2 --set training.checkpoint=\"1 ms\"";
  run_and_signal(folder, broken, SIGKILL, [&] { return has_epoch(folder, 5); });
  REQUIRE(std::filesystem::exists(folder.path() / "out/checkpoint.h5"));
  CHECK(!has_epoch(folder, 40));
  const auto resumed = folder.run(broken + " --restart");
  INFO(resumed.err);
  REQUIRE(resumed.code == 0);
  CHECK(losses(folder, "out") == losses(folder, "whole"));
  CHECK_THAT(whole.out, Contains("validation") && Contains("all epochs are done"));
  for (const char* name : {"model.pt", "model-lammps.pt", "curves.html", "options.toml", "summary.json"})
    CHECK(std::filesystem::exists(folder.path() / "whole" / name));
  // the options as written give the same training
  CHECK(folder.run("train whole/options.toml --threads 2 --set output=again").code == 0);
  CHECK(losses(folder, "again") == losses(folder, "whole"));
}

TEST_CASE("asked to stop, it writes a checkpoint and says how to go on", "[program_test]") {
  const TrainingFolder folder;
  run_and_signal(folder, "train train.toml --threads 1 --set training.epochs=100000", SIGTERM,
                 [&] { return has_epoch(folder, 2); });
  CHECK(std::filesystem::exists(folder.path() / "out/checkpoint.h5"));
  CHECK(std::filesystem::exists(folder.path() / "out/model.pt"));
  CHECK_THAT(folder.read("broken.txt"), Contains("go on with: liquidus train train.toml --restart"));
}

TEST_CASE("mistakes in a training file are reported at once, with their places", "[program_test]") {
  const TrainingFolder folder;
  const auto outcome = folder.run(
      "train train.toml --set training.epochs=0 --set model.chanels=8 --set 'data.test=[\"missing.xyz\"]' "
      "--set training.max_time=10 --set training.schedule=plato --set second_stage.start=1.5");
  CHECK(outcome.code == 2);
  CHECK_THAT(outcome.err, Contains("epochs is 0") && Contains("did you mean 'channels'") && Contains("missing.xyz") &&
                              Contains("max_time") && Contains("plateau") && Contains("start is 1.5"));
}

TEST_CASE("an earlier training is not written over by mistake", "[program_test]") {
  const TrainingFolder folder;
  REQUIRE(folder.run("train train.toml --set training.epochs=1 --threads 1").code == 0);
  const auto again = folder.run("train train.toml --set training.epochs=1 --threads 1");
  CHECK(again.code == 2);
  CHECK_THAT(again.err, Contains("--restart") && Contains("--overwrite"));
}

TEST_CASE("an element that the training frames lack is an error in the other sets", "[program_test]") {
  const TrainingFolder folder;
  Frame strange = toy_set(10, 1).front().frame;
  strange.atoms.species[0] = make_species("K");
  XyzWriter writer((folder.path() / "strange.extxyz").string());
  writer.write(strange);
  writer.close();
  const auto outcome = folder.run("train train.toml --set 'data.test=[\"strange.extxyz\"]'");
  CHECK(outcome.code == 2);
  CHECK_THAT(outcome.err, Contains("strange.extxyz") && Contains("'K'"));
}
