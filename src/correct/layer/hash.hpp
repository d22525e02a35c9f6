#pragma once
#include <span>
#include <string>

#include "correct/correction.hpp"

namespace liquidus {

/// A file's name without its folder, and its content's SHA-256 as sha256sum prints it. @throws InputError if it can't
/// be read
FileMark mark_of(const std::string& path);

/// Several files as one, in whatever order: "a.pt + b.pt" as they are given, and the SHA-256 of their sorted digests, a
/// line each (`sha256sum a.pt b.pt | cut -c1-64 | sort | sha256sum`). Of one file, its own mark.
/// @throws std::invalid_argument without files
FileMark mark_of(std::span<const std::string> paths);

}  // namespace liquidus
