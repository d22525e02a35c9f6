"""g(r) of FOLDER/frames.xyz, read by ASE, against FOLDER/gr.csv.

Twice: from the distances of ASE's neighbour list, with g = <V n / (N_A N_B)> / (4 pi / 3 (r+^3 - r-^3)), n ordered pairs,
as ours; and by ASE's get_rdf, as far as it goes, which is half of the cell. That divides the counts of two elements by
N_A N rather than N_A N_B, so that what it gives is c_B g_AB; for all atoms it is g.
"""
import csv
import sys

import ase.io
import numpy
from ase.ga.utilities import get_rdf
from ase.neighborlist import neighbor_list

folder = sys.argv[1]
with open(folder + "/gr.csv") as file:
    rows = list(csv.reader(line for line in file if not line.startswith("#")))
names = [name.strip() for name in rows[0]]
columns = numpy.array(rows[1:], dtype=float).T
r = columns[names.index("r")]
width = r[1] - r[0]
edges = numpy.append(r - 0.5 * width, r[-1] + 0.5 * width)
shells = 4.0 / 3.0 * numpy.pi * (edges[1:] ** 3 - edges[:-1] ** 3)


def compare(what, g, ours):
    worst = numpy.max(numpy.abs(g - ours))
    print(f"{what}: {numpy.count_nonzero(g)} bins that hold pairs, largest difference {worst:.1e}")
    assert numpy.count_nonzero(g) > 10 and worst < 1e-9 * numpy.max(g)


frames = ase.io.read(folder + "/frames.xyz", index=":")
assert len(frames) == 3 and all(all(atoms.pbc) and len(atoms) == 120 for atoms in frames)
for a, b in [("Na", "Na"), ("Na", "Cl"), ("Cl", "Cl")]:
    g = numpy.zeros(len(r))
    for atoms in frames:
        symbols = numpy.array(atoms.get_chemical_symbols())
        i, j, d = neighbor_list("ijd", atoms, edges[-1])
        n, _ = numpy.histogram(d[(symbols[i] == a) & (symbols[j] == b)], edges)
        g += n * atoms.get_volume() / (sum(symbols == a) * sum(symbols == b)) / shells / len(frames)
    compare(f"g_{a}-{b}, neighbour list", g, columns[names.index(f"g_{a}-{b}")])

bins = 50
for name, elements, factor in [("g_total", None, 1.0), ("g_Na-Cl", [11, 17], 80 / 120)]:
    g = sum(get_rdf(atoms, edges[bins], bins, elements=elements, no_dists=True) for atoms in frames) / len(frames)
    compare(f"{name}, get_rdf", g / factor, columns[names.index(name)][:bins])
