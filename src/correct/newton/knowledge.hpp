#pragma once
#include <Eigen/Dense>

#include "correct/newton/gauss_newton.hpp"

namespace liquidus {

/// The data of one state, turned and scaled so that each number is independent of the others and has an error of 1.
struct Whitened {
  Eigen::VectorXd difference;          // [m] d − y
  Eigen::MatrixXd slopes;              // [m × pairs · knots] ∂y/∂U, 1/eV
  Eigen::LLT<Eigen::MatrixXd> factor;  // of the covariance that was taken out
};
/// @throws InputError if a number of the state isn't finite or an error isn't positive
Whitened whitened(const NewtonState& state, const NewtonOptions& options);

/// Sums over states of what their data say of z.
struct Knowledge {
  Eigen::MatrixXd squares;  // [z × z] AᵀA, A = Σ^(−1/2) J L
  Eigen::MatrixXd same;     // what of it are products of each part of the frames with itself, and more than its share
  Eigen::MatrixXd noise;    // covariance of what the noise of A adds to the pull
  Eigen::VectorXd pull;     // Aᵀ (d − y)

  explicit Knowledge(Eigen::Index size)
      : squares(Eigen::MatrixXd::Zero(size, size)), same(squares), noise(squares), pull(Eigen::VectorXd::Zero(size)) {}

  void add(const NewtonState& state, const Whitened& seen, const PriorRoot& prior, const NewtonOptions& options);
};

/// What data say of z when it is told from noise of the response. The square of A has the noise's own square too, which
/// would look like knowledge of every combination, most of all of those that hardly change anything; it is what parts
/// of the frames differ by. Where that leaves a negative eigenvalue nothing is known. The pull has noise as well: a
/// combination with an eigenvalue h and noise of the pull n is known as by data whose h is h²/(h + n).
struct Told {
  Eigen::MatrixXd information;  // where the misfit is noise, as it is at the end of a fit
  Eigen::MatrixXd here;         // with the misfit at hand, which makes n the larger the larger it is
  Eigen::VectorXd pull;         // to go with that

  explicit Told(const Knowledge& from);
};

}  // namespace liquidus
