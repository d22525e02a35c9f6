#include "io/h5md_series.hpp"

#include <algorithm>
#include <filesystem>

namespace liquidus::hdf5 {
namespace {

constexpr hsize_t page = 4096;  // what a write to a file is made of

/// A kill may end a write between two pages of memory, and metadata that are half old and half new can't be read.
/// So nothing but chunks of numbers may lie across the border of a page: each object begins a page of its own.
Handle latest_format() {
  Handle access(H5Pcreate(H5P_FILE_ACCESS), "make a property list");
  check(H5Pset_alignment(access, 1, page), "set the alignment");
  check(H5Pset_libver_bounds(access, H5F_LIBVER_LATEST, H5F_LIBVER_LATEST), "set the version of the format");
  return access;
}

/// For each atom the index of the first species of its name: isotopes share a name and differ in mass.
std::vector<std::int32_t> named_types(const Structure& atoms) {
  std::vector<std::int32_t> first(atoms.species.size()), types;
  for (std::size_t s = 0; s < first.size(); ++s)
    for (std::size_t t = 0; t <= s; ++t)
      if (atoms.species[t].name == atoms.species[s].name) {
        first[s] = static_cast<std::int32_t>(t);
        break;
      }
  for (const int type : atoms.type) types.push_back(first[static_cast<std::size_t>(type)]);
  return types;
}

Handle species_type(const Structure& atoms) {
  Handle type(H5Tenum_create(H5T_STD_I32LE), "make an enumeration");
  for (std::int32_t s = 0; s < static_cast<std::int32_t>(atoms.species.size()); ++s)
    H5Tenum_insert(type, atoms.species[static_cast<std::size_t>(s)].name.c_str(),
                   &s);  // fails for a name that is there
  return type;
}

}  // namespace

Handle make_shared_file(const std::string& path) {
  return {H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, latest_format()), "make the file"};
}

Handle heal_shared_file(const std::string& path) {
  const auto access = latest_format();
  if (const hid_t id = H5Fopen(path.c_str(), H5F_ACC_RDWR, access); id >= 0) return {id, "open the file"};
  const hbool_t clear = 1;
  check(H5Pset(access, "clear_status_flags", &clear), "set a property");
  Handle file(H5Fopen(path.c_str(), H5F_ACC_RDWR, access), "open the file");
  // The end of the file that a killed writer noted may lie before what it wrote last; new data must not go there.
  // Beyond the true end, room is left for chunks that it had given a place but not yet written.
  const auto bytes = std::filesystem::file_size(path);
  const hsize_t margin = 64 * page + (page - bytes % page) % page;
  check(H5Fincrement_filesize(file, margin), "find the end of the file");
  return file;
}

void make_readable(const std::string& path) {
  for (const unsigned flags : {H5F_ACC_RDONLY, H5F_ACC_RDONLY | H5F_ACC_SWMR_READ})
    if (const hid_t id = H5Fopen(path.c_str(), flags, H5P_DEFAULT); id >= 0) {
      H5Fclose(id);
      return;
    }
  heal_shared_file(path).close();
}

Series Series::make(hid_t file, const std::string& path, hid_t type, const std::vector<hsize_t>& row, int compression) {
  std::vector<hsize_t> now{0}, most{H5S_UNLIMITED}, chunk{1};
  hsize_t row_bytes = H5Tget_size(type);
  for (const hsize_t n : row) {
    now.push_back(n);
    most.push_back(n);
    chunk.push_back(std::max<hsize_t>(1, n));
    row_bytes *= std::max<hsize_t>(1, n);
  }
  // A chunk is written again after each of its frames: cheap for a few pages, but compressed ones move each time and
  // leave holes. The fewer chunks, the smaller the blocks of their index, which fit a page up to 8000 chunks.
  const hsize_t chunk_bytes = compression > 0 && !row.empty() ? page : 8 * page;
  chunk[0] = std::max<hsize_t>(1, chunk_bytes / row_bytes);
  const Handle space(H5Screate_simple(static_cast<int>(now.size()), now.data(), most.data()), "make a dataspace");
  const Handle layout(H5Pcreate(H5P_DATASET_CREATE), "make a property list");
  check(H5Pset_chunk(layout, static_cast<int>(chunk.size()), chunk.data()), "set the chunks");
  if (compression > 0 && !row.empty()) {
    check(H5Pset_shuffle(layout), "set the shuffle filter");
    check(H5Pset_deflate(layout, static_cast<unsigned>(compression)), "set the compression");
  }
  if (H5Tget_class(type) == H5T_INTEGER) check(H5Pset_fill_value(layout, H5T_NATIVE_INT, &no_step), "set a fill value");
  const Handle parents(H5Pcreate(H5P_LINK_CREATE), "make a property list");
  check(H5Pset_create_intermediate_group(parents, 1), "set a property");
  return Series(Handle(H5Dcreate2(file, path.c_str(), type, space, parents, layout, H5P_DEFAULT), "make a dataset"));
}

void Series::append(hid_t type, const void* row) {
  auto size = hdf5::extent(dataset_);
  std::vector<hsize_t> start(size.size(), 0), count = size;
  start[0] = size[0];
  count[0] = 1;
  ++size[0];
  check(H5Dset_extent(dataset_, size.data()), "extend a dataset");
  const Handle file_space(H5Dget_space(dataset_), "get a dataspace");
  check(H5Sselect_hyperslab(file_space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr), "select a row");
  const Handle row_space(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), "make a dataspace");
  check(H5Dwrite(dataset_, type, row_space, file_space, H5P_DEFAULT, row), "write a row");
}

void Series::truncate(hsize_t rows) {
  auto size = hdf5::extent(dataset_);
  if (size.empty() || size[0] < rows) throw hdf5::Failure("the parts of the file differ in length");
  size[0] = rows;
  check(H5Dset_extent(dataset_, size.data()), "shorten a dataset");
}

void write_fixed(hid_t file, const std::string& path, hid_t file_type, hid_t type, const void* data, std::size_t n,
                 const std::string& unit) {
  const hsize_t size = n;
  const Handle space(H5Screate_simple(1, &size, nullptr), "make a dataspace");
  const Handle dataset(H5Dcreate2(file, path.c_str(), file_type, space, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT),
                       "make a dataset");
  if (n > 0) check(H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, data), "write a dataset");
  if (!unit.empty()) hdf5::set_attribute(dataset, "unit", unit);
}

void write_species(hid_t file, const std::string& path, const Structure& atoms) {
  const auto types = named_types(atoms);
  const auto type = species_type(atoms);
  write_fixed(file, path, type, type, types.data(), types.size(), "");
}

}  // namespace liquidus::hdf5
