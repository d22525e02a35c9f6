#pragma once
#include <array>
#include <cmath>
#include <cstdint>

namespace liquidus {

using Index = std::int64_t;

/// Three Cartesian or fractional components; contiguous in memory, so a [n] array of Vec3 is a [n][3] array of double.
struct Vec3 : std::array<double, 3> {};

inline Vec3 operator+(const Vec3& a, const Vec3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Vec3 operator-(const Vec3& a, const Vec3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Vec3 operator-(const Vec3& a) { return {-a[0], -a[1], -a[2]}; }
inline Vec3 operator*(double s, const Vec3& a) { return {s * a[0], s * a[1], s * a[2]}; }
inline Vec3 operator*(const Vec3& a, double s) { return s * a; }
inline Vec3 operator/(const Vec3& a, double s) { return {a[0] / s, a[1] / s, a[2] / s}; }
inline Vec3& operator+=(Vec3& a, const Vec3& b) { return a = a + b; }
inline Vec3& operator-=(Vec3& a, const Vec3& b) { return a = a - b; }
inline Vec3& operator*=(Vec3& a, double s) { return a = s * a; }

inline double dot(const Vec3& a, const Vec3& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }
inline double norm2(const Vec3& a) { return dot(a, a); }
inline double norm(const Vec3& a) { return std::sqrt(norm2(a)); }
inline Vec3 cross(const Vec3& a, const Vec3& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

/// Three rows of three; m[i][j] is row i, column j.
struct Mat3 : std::array<Vec3, 3> {
  static constexpr Mat3 zero() { return {}; }
  static constexpr Mat3 identity() { return diagonal(1.0, 1.0, 1.0); }
  static constexpr Mat3 diagonal(double x, double y, double z) {
    return {Vec3{x, 0.0, 0.0}, Vec3{0.0, y, 0.0}, Vec3{0.0, 0.0, z}};
  }
};

inline Mat3 operator+(const Mat3& a, const Mat3& b) { return {a[0] + b[0], a[1] + b[1], a[2] + b[2]}; }
inline Mat3 operator-(const Mat3& a, const Mat3& b) { return {a[0] - b[0], a[1] - b[1], a[2] - b[2]}; }
inline Mat3 operator*(double s, const Mat3& a) { return {s * a[0], s * a[1], s * a[2]}; }
inline Mat3& operator+=(Mat3& a, const Mat3& b) { return a = a + b; }
/// Row vector times matrix: Σ_i v_i m[i].
inline Vec3 operator*(const Vec3& v, const Mat3& m) { return v[0] * m[0] + v[1] * m[1] + v[2] * m[2]; }
inline Vec3 operator*(const Mat3& m, const Vec3& v) { return {dot(m[0], v), dot(m[1], v), dot(m[2], v)}; }
inline Mat3 operator*(const Mat3& a, const Mat3& b) { return {a[0] * b, a[1] * b, a[2] * b}; }
inline Mat3 outer(const Vec3& a, const Vec3& b) { return {a[0] * b, a[1] * b, a[2] * b}; }
inline double trace(const Mat3& m) { return m[0][0] + m[1][1] + m[2][2]; }
inline double determinant(const Mat3& m) { return dot(m[0], cross(m[1], m[2])); }
inline Mat3 transpose(const Mat3& m) {
  return {Vec3{m[0][0], m[1][0], m[2][0]}, Vec3{m[0][1], m[1][1], m[2][1]}, Vec3{m[0][2], m[1][2], m[2][2]}};
}
/// Inverse of a matrix whose determinant is not zero (the caller has checked).
inline Mat3 inverse(const Mat3& m) {
  const Vec3 a = cross(m[1], m[2]), b = cross(m[2], m[0]), c = cross(m[0], m[1]);
  return (1.0 / dot(m[0], a)) * transpose(Mat3{a, b, c});
}

}  // namespace liquidus
