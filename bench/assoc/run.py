"""Which reports are about one event: the live view and the recorded partition against scikit-learn's DBSCAN, in one interleaved run.

Invented reports of the four regimes of `tregua simulate` (PERFORMANCE 6), from seeds. DBSCAN works on (x/eps, y/eps, t/tau)
with a kd-tree; its two settings are tuned for each regime on seed 31 against the truth (grid below) and then kept for the other
seeds. First the quality of all on the same rows (adjusted Rand index and B-cubed F1), then they take turns, and the seconds
of CPU are compared: from rows in memory to a label for each row, one thread each. Reading, projecting and scoring are not
counted on either side. Memory: the peak beside the rows. Then growth in the noisy regime: the live view from 1e5 to 1e7 rows
with its latency, the partition to 1e6.

    python -m venv venv && venv/bin/pip install -r bench/assoc/requirements.txt
    cargo build --release --example association --package tregua-fusion
    venv/bin/python bench/assoc/run.py target/release/examples/association [rounds] [largest]
"""

import json
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[name] = "1"

import numpy
from sklearn.cluster import DBSCAN
from sklearn.metrics import adjusted_rand_score

EPS_KM = [0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0]
TAU_S = [300, 600, 900, 1200, 1800, 3600, 14400, 28800, 86400]
REGIMES = ["easy", "noisy", "dense", "sources"]
WAYS = ["live", "partition", "recorded"]
SEED_TUNED, SEEDS_SCORED, SEED_RACED = 31, [41, 42, 43], 32


def table(program, regime, seed, rows):
    with tempfile.NamedTemporaryFile() as file:
        subprocess.run([program, "table", regime, str(seed), str(rows), file.name], check=True)
        cells = numpy.fromfile(file.name, dtype="<f8").reshape(-1, 6)
    east = (cells[:, 3] - 37.0) * 111.2 * math.cos(math.radians(48.0))
    return numpy.stack([east, (cells[:, 2] - 48.0) * 111.2, cells[:, 0] - cells[0, 0]], 1), cells[:, 5].astype(int)


def peer(rows, eps, tau):
    scaled = rows / numpy.array([eps, eps, tau])
    begun = time.process_time()
    labels = DBSCAN(eps=1.0, min_samples=2, algorithm="kd_tree").fit(scaled).labels_
    spent = time.process_time() - begun
    alone = labels < 0
    labels[alone] = labels.max() + 1 + numpy.arange(alone.sum())
    return spent, labels


def peer_alone(program, regime, seed, rows, eps, tau):
    """In a process of its own, so that its peak of memory can be read: seconds and MiB beside the rows."""
    call = [sys.executable, __file__, "--peer", program, regime, str(seed), str(rows), str(eps), str(tau)]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def memory_kib(line):
    with open("/proc/self/status") as status:
        return next(int(text.split()[1]) for text in status if text.startswith(line))


def b_cubed_f1(found, truth):
    pairs, both = numpy.unique(numpy.stack([found, truth]), axis=1, return_counts=True)
    sizes = [dict(zip(*numpy.unique(side, return_counts=True))) for side in (found, truth)]
    of = [numpy.array([sizes[side][own] for own in pairs[side]]) for side in (0, 1)]
    precision, recall = ((both * both / of[side]).sum() / len(truth) for side in (0, 1))
    return 2 * precision * recall / (precision + recall)


def tuned(program, regime):
    rows, truth = table(program, regime, SEED_TUNED, 20_000)
    settings = [(eps, tau) for eps in EPS_KM for tau in TAU_S]
    return max(settings, key=lambda pair: adjusted_rand_score(truth, peer(rows, *pair)[1]))


# Memory that the making of the rows has freed goes back at once, so that it does not hide what the work needs.
FREED = {**os.environ, "MALLOC_TRIM_THRESHOLD_": "0", "MALLOC_MMAP_THRESHOLD_": "65536"}


def own(program, way, regime, seed, rows, env=None):
    call = [program, way, regime, str(seed), str(rows)]
    return json.loads(subprocess.run(call, check=True, capture_output=True, text=True, env=env).stdout)


def slope(sizes, seconds):
    return float(numpy.polyfit(numpy.log(sizes), numpy.log(seconds), 1)[0])


def main():
    program = sys.argv[1]
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    largest = int(float(sys.argv[3])) if len(sys.argv) > 3 else 10_000_000
    settings = {regime: tuned(program, regime) for regime in REGIMES}
    for regime in REGIMES:
        quality = {"regime": regime, "dbscan_km_s": settings[regime]}
        for seed in SEEDS_SCORED:
            rows, truth = table(program, regime, seed, 20_000)
            labels = peer(rows, *settings[regime])[1]
            scores = {"dbscan": (adjusted_rand_score(truth, labels), b_cubed_f1(labels, truth))}
            for way in WAYS[:2]:
                found = own(program, way, regime, seed, 20_000)
                scores[way] = (found["ari"], found["b3_f1"])
            quality[f"seed {seed}: ari, b3"] = {name: [round(float(own), 3) for own in pair] for name, pair in scores.items()}
        print(json.dumps(quality), flush=True)
    for regime, size in [(regime, 100_000) for regime in REGIMES] + [("noisy", 1_000_000)]:
        rows, _ = table(program, regime, SEED_RACED, size)
        spent = {way: [] for way in [*WAYS, "dbscan"]}
        for round_ in range(rounds + 1):
            for way in WAYS:
                spent[way].append(own(program, way, regime, SEED_RACED, size)["cpu_s"])
            spent["dbscan"].append(peer(rows, *settings[regime])[0])
        spent = {way: seconds[1:] for way, seconds in spent.items()}
        line = {"regime": regime, "rows": len(rows), "ns_a_row_least": {way: round(min(own) * 1e9 / len(rows)) for way, own in spent.items()}}
        for way in WAYS:
            ratios = min(spent["dbscan"]) / min(spent[way]), statistics.median(spent["dbscan"]) / statistics.median(spent[way])
            line[f"ratio {way} (min, median)"] = [round(own, 2) for own in ratios]
        line["mib_beside_rows"] = {way: own(program, way, regime, SEED_RACED, size, FREED)["own_mib"] for way in WAYS}
        line["mib_beside_rows"]["dbscan"] = peer_alone(program, regime, SEED_RACED, size, *settings[regime])["mib"]
        print(json.dumps(line), flush=True)
    sizes = [size for size in (100_000, 1_000_000, 10_000_000) if size <= largest]
    for way, most in [("live", largest), ("partition", 1_000_000)]:
        grown = [size for size in sizes if size <= most]
        seconds = [min(own(program, way, "noisy", 33, size)["cpu_s"] for _ in range(3 if size < 5_000_000 else 1)) for size in grown]
        print(json.dumps({"growth": way, "rows": grown, "cpu_s": seconds, "slope": round(slope(grown, seconds), 3)}), flush=True)
    for size in sizes:
        print(json.dumps(own(program, "latency", "noisy", 33, size)), flush=True)


if sys.argv[1] == "--peer":
    data, _ = table(sys.argv[2], sys.argv[3], int(sys.argv[4]), int(sys.argv[5]))
    with open("/proc/self/clear_refs", "w") as peak:
        peak.write("5")
    before = memory_kib("VmRSS")
    seconds, _ = peer(data, float(sys.argv[6]), float(sys.argv[7]))
    print(json.dumps({"cpu_s": seconds, "mib": round((memory_kib("VmHWM") - before) / 1024, 1)}))
else:
    main()
