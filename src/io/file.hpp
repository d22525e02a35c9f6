#pragma once
#include <string>
#include <string_view>

namespace liquidus {

/// The whole of a text file. @throws InputError "cannot open …" with the system's reason
std::string read_text(const std::string& path);

/// Writes it beside `path` and renames it into place once it is on the disk: who reads finds the old text or the new
/// one.
/// @throws Error "cannot write …" with the system's reason
void write_text(const std::string& path, std::string_view text);

/// InputError with "cannot open 'path': reason" unless `path` is a file that can be read.
void require_readable(const std::string& path);

/// Whether `name` ends in `ending`, upper and lower case alike.
bool has_ending(std::string_view name, std::string_view ending);

}  // namespace liquidus
