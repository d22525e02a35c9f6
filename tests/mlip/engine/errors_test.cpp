#include "core/errors.hpp"

#include <torch/script.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "mlip/engine/edge_model.hpp"
#include "models.hpp"
#include "potential/physics_checks.hpp"

/// Files that are no models, and models that can't be what they are asked to be. Each is one line that names the file.
using namespace liquidus;
using namespace liquidus::testing;
using Catch::Contains;

namespace {

/// A file in the temporary folder that goes with the test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& name)
      : path_((std::filesystem::temp_directory_path() / ("liquidus-engine-" + std::to_string(::getpid()) + name))
                  .string()) {}
  TemporaryFile(const std::string& name, const std::string& content) : TemporaryFile(name) {
    std::ofstream(path_, std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

std::string refusal(const std::string& file, const ModelOptions& options = {}) {
  const std::vector<Species> species{make_species("O")};
  try {
    make_model_potential(file, species, options);
  } catch (const InputError& error) {
    const std::string text = error.what();
    CHECK(text.find('\n') == std::string::npos);
    CHECK(text.size() < 600);
    return text;
  }
  return "nothing was thrown";
}

std::string inspection(const std::string& file) {
  try {
    inspect_model(file);
  } catch (const InputError& error) {
    return error.what();
  }
  return "nothing was thrown";
}

/// The interface of a MACE model around two numbers: each edge gives its centre (1 − r/r_max)², times 1 for the first
/// head and 10 for the second.
struct SmallMace {
  std::optional<double> r_max = 4.0;
  std::vector<std::int64_t> numbers = {8, 11};
  std::vector<std::string> heads;
  std::string energy = "w * torch.index_add(torch.zeros_like(s), 0, data['edge_index'][1], e)";

  torch::jit::Module module() const {
    torch::jit::Module m("SmallMACE");
    m.register_parameter("weight", torch::ones({1}, torch::kFloat64), false);
    if (r_max) m.register_buffer("r_max", torch::tensor(*r_max, torch::kFloat64));
    m.register_buffer("atomic_numbers", torch::tensor(numbers, torch::kInt64));
    m.register_buffer("num_interactions", torch::tensor(1));
    if (!heads.empty()) {
      c10::List<std::string> names;
      for (const auto& head : heads) names.push_back(head);
      m.register_attribute("heads", c10::ListType::create(c10::StringType::get()), names);
    }
    m.define(R"(
def forward(self, data: Dict[str, Tensor], training: bool = False, compute_force: bool = True) -> Dict[str, Optional[Tensor]]:
    s = data['node_attrs'].sum(1) * 0.0
    v = data['shifts']
    e = torch.square(1.0 - torch.sqrt((v * v).sum(1)) / )" +
             std::to_string(r_max.value_or(4.0)) + R"()
    w = self.weight * (1.0 + 9.0 * data['head'][0])
    out: Dict[str, Optional[Tensor]] = {}
    out['node_energy'] = )" +
             energy + R"(
    return out
)");
    return m;
  }
};

void save(const SmallMace& model, const TemporaryFile& file) { model.module().save(file.path()); }

}  // namespace

TEST_CASE("files that are no TorchScript are refused in one line", "[errors_test]") {
  CHECK_THAT(refusal("/nowhere/model.pt"), Contains("/nowhere/model.pt: there is no such file"));
  const TemporaryFile empty("-empty.pt", ""), text("-text.pt", "mace model\n"), pickle("-pickle.pt", "\x80\x02}q.");
  const TemporaryFile json("-model.nqx", "{\"cutoff\": 6.0}\n");
  CHECK_THAT(refusal(empty.path()), Contains("is empty"));
  CHECK_THAT(refusal(text.path()), Contains("no zip archive; expected TorchScript"));
  CHECK_THAT(refusal(pickle.path()), Contains("a Python pickle; expected TorchScript"));
  CHECK_THAT(refusal(json.path()), Contains("begins like JSON; expected TorchScript"));
  CHECK_THAT(refusal(LIQUIDUS_SOURCE_DIR "/src"), Contains("a folder with no models"));
  CHECK_THAT(inspection(text.path()), Contains("no zip archive"));
}

TEST_CASE("a truncated or damaged model is refused in one line", "[errors_test]") {
  const TemporaryFile whole("-whole.pt");
  save({}, whole);
  std::ifstream in(whole.path(), std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)), {});
  const TemporaryFile cut("-cut.pt", content.substr(0, content.size() / 2));
  CHECK_THAT(refusal(cut.path()), Contains("is truncated"));
  std::string damaged = content;
  const auto code = damaged.find("code/__torch__");  // the name before the packed text
  REQUIRE(code != std::string::npos);
  for (std::size_t k = 64; k < 400; ++k) damaged[code + k] = '?';
  const TemporaryFile bad("-damaged.pt", damaged);
  CHECK_THAT(refusal(bad.path()), Contains("LibTorch can't load this model"));
  const TemporaryFile archive("-archive.pt", "PK\3\4 something else PK\5\6 and its end");
  CHECK_THAT(refusal(archive.path()), Contains("a zip archive, but no TorchScript"));
}

TEST_CASE("models without a cutoff, without elements or of another kind are refused", "[errors_test]") {
  const TemporaryFile file("-model.pt");
  SmallMace model;
  model.r_max.reset();
  save(model, file);
  CHECK_THAT(refusal(file.path()), Contains("no cutoff"));
  CHECK_THAT(inspection(file.path()), Contains("no cutoff"));
  model = {};
  model.r_max = 0.0;
  save(model, file);
  CHECK_THAT(refusal(file.path()), Contains("the model's cutoff is 0.0"));
  model = {};
  model.numbers = {};
  save(model, file);
  CHECK_THAT(refusal(file.path()), Contains("no elements"));
  model.numbers = {8, 300};
  save(model, file);
  CHECK_THAT(refusal(file.path()), Contains("atomic number 300"));
  model = {};
  model.energy = "w * torch.log(-e)";
  save(model, file);
  CHECK_THAT(refusal(file.path()), Contains("the energy of two atoms is no number"));
  torch::jit::Module other("Classifier");
  other.define("def forward(self, x: Tensor) -> Tensor:\n    return x\n");
  other.save(file.path());
  CHECK_THAT(refusal(file.path()), Contains("class 'Classifier'") && Contains("known: MACE, NequIP, SevenNet"));
}

TEST_CASE("an element that the model lacks is named with those it has", "[errors_test]") {
  const TemporaryFile file("-elements.pt");
  save({}, file);
  const std::vector<Species> wrong{make_species("O"), make_species("Th4+")},
      right{make_species("O"), make_species("Na+")};
  CHECK_THROWS_WITH(make_model_potential(file.path(), wrong),
                    Contains("the model has no element 'Th4+'; it has: O Na"));
  CHECK_NOTHROW(make_model_potential(file.path(), right));
}

TEST_CASE("devices and precisions that can't be had are refused", "[errors_test]") {
  const TemporaryFile file("-options.pt");
  save({}, file);
  ModelOptions options;
  options.device = "gpu";
  CHECK_THAT(refusal(file.path(), options), Contains("there is no device 'gpu'"));
  for (const char* name : {"cuda:", "cuda:x", "cuda1"}) {
    options.device = name;
    CHECK_THAT(refusal(file.path(), options), Contains("there is no device"));
  }
  options.device = "cuda:99";  // nobody's machine
  CHECK_THAT(refusal(file.path(), options), Contains("CUDA device"));
  options = {};
  options.precision = "float16";
  CHECK_THAT(refusal(file.path(), options), Contains("there is no precision 'float16'"));
  options = {};
  options.memory = -1.0;
  CHECK_THAT(refusal(file.path(), options), Contains("must not be negative"));
}

TEST_CASE("frozen and mixed models can't be converted, and say why", "[errors_test]") {
  ModelOptions options;
  options.precision = "float64";
  if (const auto file = data_file("models/sevennet-0-serial.pt"))
    CHECK_THAT(refusal(*file, options), Contains("a frozen SevenNet model can't be converted to float64"));
  if (const auto file = data_file("models/nequip-oam-s-0.1.pth"))
    CHECK_THAT(refusal(*file, options), Contains("a NequIP model can't be converted to float64"));
}

TEST_CASE("other files of the foundation models are refused with what they are", "[errors_test]") {
  if (const auto file = data_file("models/nequix-mp-1.nqx"))
    CHECK_THAT(refusal(*file), Contains("expected TorchScript"));
}

TEST_CASE("a SevenNet model that was cut needs all its parts, in their order", "[errors_test]") {
  const auto part = [](int number) {
    return data_file("models/sevennet-0-parallel-" + std::to_string(number) + ".pt");
  };
  if (!part(0)) return;
  namespace fs = std::filesystem;
  const auto folder = fs::temp_directory_path() / ("liquidus-parts-" + std::to_string(getpid()));
  fs::create_directories(folder);
  const auto put = [&](int from, const std::string& name) {
    fs::remove(folder / name);
    fs::copy_file(*part(from), folder / name);
    return (folder / name).string();
  };
  CHECK_THAT(refusal(put(1, "alone.pt")), Contains("its name doesn't end in a number"));
  CHECK_THAT(refusal(put(1, "cut-1.pt")), Contains("cut-1.pt") && Contains("there is no ") && Contains("cut-0.pt"));
  CHECK_THAT(refusal(put(0, "cut-0.pt")), Contains("cut-1.pt: not the model's last part, but there is none behind it"));
  put(0, "cut-1.pt");
  put(4, "cut-2.pt");
  CHECK_THAT(refusal((folder / "cut-*.pt").string()), Contains("cut-1.pt: the model's first part"));
  put(4, "cut-1.pt");
  CHECK_THAT(refusal((folder / "cut-0.pt").string()), Contains("cut-1.pt: the model's last part, but there are more"));
  for (const int number : {0, 1, 2, 3, 4}) put(number, "cut-" + std::to_string(number) + ".pt");
  CHECK(inspect_model(folder.string()).layers == 5);  // alone.pt has no number
  put(0, "other-0.pt");
  CHECK_THAT(refusal(folder.string()), Contains("several models in numbered parts"));
  fs::remove_all(folder);
}

TEST_CASE("the head of a multi-head model is chosen by name", "[errors_test]") {
  const TemporaryFile file("-heads.pt");
  SmallMace model;
  model.heads = {"pbe", "scan"};
  save(model, file);
  CHECK(inspect_model(file.path()).heads == model.heads);
  CHECK_THAT(refusal(file.path()), Contains("has several heads, choose one of: pbe, scan"));
  ModelOptions options;
  options.head = "scam";
  CHECK_THAT(refusal(file.path(), options), Contains("the model has no head 'scam'; it has: pbe, scan"));
  const Structure atoms = rattled({"O", "Na"}, 1, 3.0);
  options.head = "pbe";
  const double first = evaluate(*make_model_potential(file.path(), atoms.species, options), atoms).energy;
  options.head = "scan";
  const double second = evaluate(*make_model_potential(file.path(), atoms.species, options), atoms).energy;
  CHECK(first > 0.0);
  CHECK(second == Approx(10.0 * first).epsilon(1e-12));
  // one that has a single head has nothing to choose
  save({}, file);
  options.head = "pbe";
  CHECK_THAT(refusal(file.path(), options), Contains("the model has only one"));
}

TEST_CASE("a model that fails in a step says so in one line", "[errors_test]") {
  const TemporaryFile file("-failing.pt");
  SmallMace model;
  model.energy = "w * torch.ones(2)[data['batch'][2:].numel() * 5] * e.sum() * torch.ones_like(s)";  // two atoms pass
  save(model, file);
  const Structure atoms = rattled({"O", "Na"}, 2, 3.0);
  const auto potential = make_model_potential(file.path(), atoms.species);
  try {
    evaluate(*potential, atoms);
    FAIL("nothing was thrown");
  } catch (const Error& error) {
    const std::string text = error.what();
    INFO(text);
    CHECK(text.find('\n') == std::string::npos);
    CHECK_THAT(text, Contains("can't be evaluated for 16 atoms"));
    CHECK_THAT(text, Contains("out of range"));
  }
}
