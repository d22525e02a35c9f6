# The model of docs/scaling.md beside one log of md_bench: ranks on a grid over a cube of length `side` (Å), ghosts out to
# `width` (Å). Appends the bytes a step of rank 0, counted and by the model, to `ours` and `peer`. With halo.awk.
/ ranks \(/ { atoms = $1; ranks = $3; split($0, part, /[()]/); split(part[2], grid, / x /) }
/^rank 0 sent/ { messages = $4; bytes = $6 }
END {
  for (k = 1; k <= 3; ++k) l[k] = side / grid[k]
  model = 48 * atoms / side^3 * volume() / 2
  printf "%4d (%s)  %.1f, %.0f  %d, %.0f\n", ranks, part[2], messages, bytes, message_count(), model
  print bytes >> ours; print model >> peer
}
