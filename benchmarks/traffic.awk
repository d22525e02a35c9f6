# The model of docs/parallel.md beside one log of md_bench: ranks on a grid over a cube of length `side` (Å), ghosts out to
# `width` (Å), each pair on one rank. Appends the bytes a step of rank 0, counted and by the model, to `ours` and `peer`.
# The shell around a brick a × b × c is 2w(ab + bc + ca) + πw²(a + b + c) + 4/3 πw³. A rank imports half of it, less what
# lies beside it in directions of one brick, where its neighbour is itself.
function ceiling(x) { return x == int(x) ? x : int(x) + 1 }
function modulo(a, b) { a %= b; return a < 0 ? a + b : a }
function volume(   own, k, self, many) {
  own = 2*width*(l[1]*l[2] + l[2]*l[3] + l[3]*l[1]) + pi*width^2*(l[1] + l[2] + l[3]) + 4/3*pi*width^3
  for (k = 1; k <= 3; ++k) if (grid[k] == 1) { own -= 2*width*l[1]*l[2]*l[3]/l[k]; ++many; self = k }
  for (k = 1; k <= 3; ++k) if (many == 2 && grid[k] > 1) own -= pi*width^2*l[k]
  return own
}
# Ranks that positions go to and forces come from, and the reverse: a message to each in a step.
function message_count(   x, y, z, m, k, key, sum, to, from) {
  for (k = 1; k <= 3; ++k) m[k] = ceiling(width / l[k])
  for (x = -m[1]; x <= m[1]; ++x) for (y = -m[2]; y <= m[2]; ++y) for (z = -m[3]; z <= m[3]; ++z) {
    key = modulo(x, grid[1]) "," modulo(y, grid[2]) "," modulo(z, grid[3])
    if (key == "0,0,0") continue
    if (x > 0 || (x == 0 && (y > 0 || (y == 0 && z > 0)))) from[key] = 1; else to[key] = 1
  }
  for (key in to) ++sum
  for (key in from) ++sum
  return sum
}
BEGIN { pi = 3.14159265358979 }
/ ranks \(/ { atoms = $1; ranks = $3; split($0, part, /[()]/); split(part[2], grid, / x /) }
/^rank 0 sent/ { messages = $4; bytes = $6 }
END {
  for (k = 1; k <= 3; ++k) l[k] = side / grid[k]
  model = 48 * atoms / side^3 * volume() / 2
  printf "%4d (%s)  %.1f, %.0f  %d, %.0f\n", ranks, part[2], messages, bytes, message_count(), model
  print bytes >> ours; print model >> peer
}
