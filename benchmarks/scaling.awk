# The tables of docs/scaling.md: awk -f benchmarks/halo.awk -f benchmarks/scaling.awk. Time of a step on P ranks from
# counted messages and bytes, with the network's numbers and the speed of one core as assumed below.
BEGIN {
  latency = 2e-6      # s, of a message
  bandwidth = 5e9     # bytes/s and rank, both ways
  split("1 8 64 512 1000 4096 10000", ranks_list, " ")
  table("argon, 256 000 atoms", 256e3, 0.02125, 12.05, 48, 0.17e-6, 0)
  table("argon, 10 million atoms", 1e7, 0.02125, 12.05, 48, 0.17e-6, 0)
  table("NaCl with a mesh, 32 768 ions", 32768, 0.0312, 11, 48, 0.68e-6, 1.27)
  table("NaCl with a mesh, 1 million ions", 1e6, 0.0312, 11, 48, 0.68e-6, 1.27)
  learned("a message-passing model, cutoff 6 Å, 2 layers, 32 768 ions, ghosts out to 2 cutoffs", 32768, 0.0312, 6, 2, 100e-6)
}

function cube_grid(P,   x, y, best, now) {  # the grid of least surface for a cube, as Bricks::divide
  best = 1e300
  for (x = P; x >= 1; --x) if (P % x == 0)
    for (y = P / x; y >= 1; --y) if (P / x % y == 0) {
      z = P / x / y
      now = (x > 1) / (y * z) + (y > 1) / (x * z) + (z > 1) / (x * y)
      if (now < best * (1 - 1e-9)) { best = now; grid[1] = x; grid[2] = y; grid[3] = z }
    }
}

# Pair forces: half of the shell comes, 24 bytes of position to here and 24 of force back. spacing > 0: a mesh of that
# spacing (Å), in slabs along a; a charge travels to the slabs that its 8 points touch, 32 bytes there and 32 back.
function table(title, atoms, density, reach, bytes, cost, spacing,   n, P, k, side, messages, volume_of, sent, compute, mesh, slabs, planes, t, one, wide, charges, away) {
  printf "\n%s\n%8s %12s %10s %12s %10s %10s %8s %12s\n", title, "ranks", "bricks", "messages", "bytes", "ms", "ms, calc.", "steps/s", "efficiency"
  side = (atoms / density)^(1/3); width = reach
  for (n = 1; n in ranks_list; ++n) {
    P = ranks_list[n]; cube_grid(P)
    for (k = 1; k <= 3; ++k) l[k] = side / grid[k]
    messages = P > 1 ? message_count() : 0
    sent = P > 1 ? bytes * density * volume() / 2 : 0
    compute = cost * atoms / P
    t = compute
    if (spacing > 0) {
      planes = ceiling(side / spacing); slabs = P < planes ? P : planes; wide = planes / slabs
      t = 0.67 * compute + 0.33 * cost * atoms / slabs  # a third of the work is the mesh's
      if (P > 1) {
        mesh = 16 * planes^2 * (planes / 2 + 1) / slabs * (slabs - 1) / slabs
        away = (grid[1] < slabs ? 1 - grid[1] / slabs : 0)
        charges = 64 * atoms / P * (away + 7 / wide)
        messages += 2 * (slabs - 1) + 2 * ceiling(away * slabs / grid[1] + 7 / wide)
        sent += 2 * mesh + charges
      }
    }
    if (P > 1) t += messages * latency + sent / bandwidth + 2 * latency * log(P) / log(2)
    if (P == 1) one = t
    printf "%8d %12s %10d %12.0f %10.4f %10.4f %8.0f %11.0f%%\n", P, grid[1] "x" grid[2] "x" grid[3], messages, sent, 1e3 * t, 1e3 * compute, 1 / t, 100 * one / t / P
  }
}

# Ghosts are evaluated again on every rank that needs them: a TorchScript model runs all its layers on all edges around
# atoms within T − 1 cutoffs of the brick.
function learned(title, atoms, density, cutoff, layers, cost,   n, P, k, t, side, nodes, one, ghosts) {
  printf "\n%s\n%8s %12s %14s %14s %10s %8s %12s\n", title, "ranks", "bricks", "atoms/rank", "ghosts/atom", "ms", "steps/s", "efficiency"
  side = (atoms / density)^(1/3)
  for (n = 1; n in ranks_list; ++n) {
    P = ranks_list[n]; cube_grid(P)
    for (k = 1; k <= 3; ++k) l[k] = side / grid[k]
    width = (layers - 1) * cutoff
    nodes = atoms / P + (P > 1 ? density * volume() : 0)
    if (nodes > atoms) nodes = atoms
    width = layers * cutoff; ghosts = P > 1 ? density * volume() : 0
    t = cost * nodes + (P > 1 ? 2 * 26 * latency + 48 * ghosts / bandwidth : 0)
    if (P == 1) one = t
    printf "%8d %12s %14.1f %14.2f %10.2f %8.2f %11.0f%%\n", P, grid[1] "x" grid[2] "x" grid[3], atoms / P, ghosts * P / atoms, 1e3 * t, 1 / t, 100 * one / t / P
  }
}
