#pragma once
#include <hdf5.h>
#include <torch/script.h>

#include <map>
#include <string>

namespace liquidus::testing {

/// A data set as float64 or int64.
inline torch::Tensor read_tensor(hid_t file, const std::string& name) {
  const hid_t set = H5Dopen2(file, name.c_str(), H5P_DEFAULT), space = H5Dget_space(set), type = H5Dget_type(set);
  std::vector<hsize_t> extent(static_cast<std::size_t>(H5Sget_simple_extent_ndims(space)));
  H5Sget_simple_extent_dims(space, extent.data(), nullptr);
  const bool whole = H5Tget_class(type) == H5T_INTEGER;
  auto t =
      torch::empty(std::vector<std::int64_t>(extent.begin(), extent.end()), whole ? torch::kInt64 : torch::kFloat64);
  if (t.numel() > 0)
    H5Dread(set, whole ? H5T_NATIVE_INT64 : H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, t.data_ptr());
  H5Tclose(type);
  H5Sclose(space);
  H5Dclose(set);
  return t;
}

inline std::map<std::string, torch::Tensor> read_tensors(hid_t file, const std::string& folder) {
  std::map<std::string, torch::Tensor> all;
  const hid_t group = H5Gopen2(file, folder.c_str(), H5P_DEFAULT);
  H5G_info_t info;
  H5Gget_info(group, &info);
  for (hsize_t i = 0; i < info.nlinks; ++i) {
    std::string name(256, '\0');
    const auto length =
        H5Lget_name_by_idx(group, ".", H5_INDEX_NAME, H5_ITER_INC, i, name.data(), name.size(), H5P_DEFAULT);
    name.resize(static_cast<std::size_t>(length));
    all[name] = read_tensor(group, name);
  }
  H5Gclose(group);
  return all;
}

}  // namespace liquidus::testing
