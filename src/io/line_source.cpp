#include "io/line_source.hpp"

#include <zlib.h>

#include <cerrno>
#include <cstring>

#include "io/file.hpp"

namespace liquidus {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 18;
constexpr std::size_t longest_line = std::size_t{64} << 20;

}  // namespace

struct LineSource::Input {
  gzFile file = nullptr;
  std::istream* stream = nullptr;

  Input() = default;
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;
  ~Input() {
    if (file) gzclose(file);
  }
};

LineSource::LineSource(const std::string& path) : name_(path), input_(std::make_unique<Input>()) {
  require_readable(path);
  input_->file = gzopen(path.c_str(), "rb");  // reads files that aren't gzipped as they are
  if (!input_->file) throw InputError("cannot open '" + path + "': " + std::strerror(errno));
  gzbuffer(input_->file, block_bytes);
}

LineSource::LineSource(std::string_view text, std::string name)
    : name_(std::move(name)), input_(std::make_unique<Input>()), text_(text), ended_(true) {}

LineSource::LineSource(std::istream& in, std::string name) : name_(std::move(name)), input_(std::make_unique<Input>()) {
  input_->stream = &in;
}

LineSource::~LineSource() = default;
LineSource::LineSource(LineSource&& other) noexcept { *this = std::move(other); }

LineSource& LineSource::operator=(LineSource&& other) noexcept {
  const bool in_memory = other.text_.data() != other.block_.data();
  name_ = std::move(other.name_);
  input_ = std::move(other.input_);
  block_ = std::move(other.block_);
  text_ = in_memory ? other.text_ : std::string_view(block_);
  begin_ = other.begin_;
  ended_ = other.ended_;
  number_ = other.number_;
  return *this;
}

/// Moves what is left to the front of the block and reads more behind it.
bool LineSource::refill() {
  if (ended_) return false;
  if (text_.size() - begin_ > longest_line) throw InputError({name_, number_ + 1}, "the line is longer than 64 MiB");
  block_.erase(0, begin_);
  begin_ = 0;
  const auto old = block_.size();
  block_.resize(old + block_bytes);
  std::size_t got = 0;
  if (input_->file) {
    const int n = gzread(input_->file, block_.data() + old, block_bytes);
    int code = Z_OK;
    const std::string reason = gzerror(input_->file, &code);
    if (n < 0 || code == Z_BUF_ERROR)  // Z_BUF_ERROR: the compressed stream stops in its middle
      throw InputError({name_, number_ + 1}, code == Z_BUF_ERROR ? "the gzip file is cut short"
                                                                 : "the gzip file is damaged (" + reason + ")");
    got = static_cast<std::size_t>(n);
  } else {
    input_->stream->read(block_.data() + old, block_bytes);
    got = static_cast<std::size_t>(input_->stream->gcount());
  }
  block_.resize(old + got);
  text_ = block_;
  ended_ = got == 0;
  return got > 0;
}

bool LineSource::next(std::string_view& line) {
  std::size_t seen = 0;  // of the line; searched already
  std::size_t end = std::string_view::npos;
  while ((end = text_.find('\n', begin_ + seen)) == std::string_view::npos) {
    seen = text_.size() - begin_;
    if (!refill()) break;
  }
  if (end == std::string_view::npos) {
    if (begin_ == text_.size()) return false;
    end = text_.size();
  }
  line = text_.substr(begin_, end - begin_);
  begin_ = std::min(end + 1, text_.size());
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  ++number_;
  return true;
}

}  // namespace liquidus
