# What a rank imports, and from how many ranks, by the geometry of bricks: functions for traffic.awk and scaling.awk. They
# read grid[1..3] (bricks), l[1..3] (sides of a brick, Å) and width (of the ghosts, Å).
# The shell around a brick a × b × c is 2w(ab + bc + ca) + πw²(a + b + c) + 4/3 πw³. Less what lies beside it in
# directions of one brick, where its neighbour is itself, that is what other ranks hold; half of it is imported where each
# pair is counted on one rank.
function ceiling(x) { return x == int(x) ? x : int(x) + 1 }
function modulo(a, b) { a %= b; return a < 0 ? a + b : a }
function volume(   own, k, self, many) {
  own = 2*width*(l[1]*l[2] + l[2]*l[3] + l[3]*l[1]) + pi*width^2*(l[1] + l[2] + l[3]) + 4/3*pi*width^3
  for (k = 1; k <= 3; ++k) if (grid[k] == 1) { own -= 2*width*l[1]*l[2]*l[3]/l[k]; ++many; self = k }
  for (k = 1; k <= 3; ++k) if (many == 2 && grid[k] > 1) own -= pi*width^2*l[k]
  return own
}
# Ranks that positions go to and forces come from, and the reverse: a message to each in a step. Of two bricks the one
# counts a pair that lies behind the other, in the first direction with several bricks in which they differ.
function behind(d,   k, cut) {
  for (cut = 1; cut >= 0; --cut)
    for (k = 1; k <= 3; ++k) if ((grid[k] > 1) == cut && d[k] != 0) return d[k] > 0
}
function message_count(   d, m, k, key, sum, to, from) {
  for (k = 1; k <= 3; ++k) m[k] = ceiling(width / l[k])
  for (d[1] = -m[1]; d[1] <= m[1]; ++d[1])
    for (d[2] = -m[2]; d[2] <= m[2]; ++d[2])
      for (d[3] = -m[3]; d[3] <= m[3]; ++d[3]) {
        key = modulo(d[1], grid[1]) "," modulo(d[2], grid[2]) "," modulo(d[3], grid[3])
        if (key == "0,0,0") continue
        if (behind(d)) from[key] = 1; else to[key] = 1
      }
  for (key in to) ++sum
  for (key in from) ++sum
  return sum
}
BEGIN { pi = 3.14159265358979 }
