"""Picks of an invented network to events: the associator against PyOcto, in one interleaved run.

Sixty stations in 80 x 80 km, events uniform in place and time, the twelve nearest stations detect with .85, speed
.34 km/s, pick error .17 s, false picks 30 % of the true ones (PERFORMANCE 6), all from a seed. First precision and
recall of both (within 2 km and 5 s), then they take turns, and the seconds of CPU of each (all threads) are compared. PyOcto
is tuned: fewest picks, cut of distance, node sizes as below.

    python -m venv venv && venv/bin/pip install -r bench/acoustic/requirements.txt
    cargo build --release --example network --package tregua-detect
    venv/bin/python -W ignore bench/acoustic/run.py target/release/examples/network
"""

import json
import math
import pathlib
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import pandas
import pyocto

ROUNDS = 5
SPEED = 0.34
CASES = [  # seed, events a day, hours
    (1, 500, 24),
    (2, 500, 24),
    (3, 3000, 3),
]


def world(seed, events, hours):
    source = random.Random(seed)
    stations = [(source.uniform(0, 80), source.uniform(0, 80)) for _ in range(60)]
    span = hours * 3600
    truth = [(source.uniform(0, span), source.uniform(0, 80), source.uniform(0, 80)) for _ in range(round(events * hours / 24))]
    picks = []
    for at, x, y in truth:
        for station in sorted(range(60), key=lambda own: math.dist(stations[own], (x, y)))[:12]:
            if source.random() < 0.85:
                picks.append((station, at + math.dist(stations[station], (x, y)) / SPEED + source.gauss(0, 0.17)))
    picks += [(source.randrange(60), source.uniform(0, span)) for _ in range(round(0.3 * len(picks)))]
    return stations, truth, sorted(picks, key=lambda pick: pick[1])


def score(truth, found):
    open_, right = set(range(len(truth))), 0
    for at, x, y in found:
        near = [own for own in open_ if abs(truth[own][0] - at) <= 5 and math.hypot(truth[own][1] - x, truth[own][2] - y) <= 2]
        if near:
            open_.remove(min(near, key=lambda own: math.hypot(truth[own][1] - x, truth[own][2] - y)))
            right += 1
    return right / max(1, len(found)), right / len(truth)


def peer(stations, picks):
    model = pyocto.VelocityModel0D(p_velocity=SPEED, s_velocity=SPEED / 1.75, tolerance=1.0, association_cutoff_distance=45)
    associator = pyocto.OctoAssociator(
        xlim=(-5, 85), ylim=(-5, 85), zlim=(0, 0.1), velocity_model=model, time_before=150, n_picks=6, n_p_picks=6, n_s_picks=0,
        n_p_and_s_picks=0, min_node_size=2.0, min_node_size_location=0.2, pick_match_tolerance=1.0, min_interevent_time=2.0, n_threads=1,
    )
    places = pandas.DataFrame({"id": [str(own) for own in range(len(stations))], "x": [own[0] for own in stations], "y": [own[1] for own in stations], "z": 0.0})
    heard = pandas.DataFrame({"station": [str(own[0]) for own in picks], "phase": "P", "time": [1.6e9 + own[1] for own in picks]})
    begun = time.process_time()
    events, _ = associator.associate(heard, places)
    spent = time.process_time() - begun
    if len(events) == 0:
        return spent, []
    return spent, [(row.time - 1.6e9, row.x, row.y) for row in events.itertuples()]


def own(program, stations, picks, folder):
    (folder / "picks.csv").write_text("station,at_s\n" + "".join(f"{a},{b!r}\n" for a, b in picks))
    (folder / "stations.csv").write_text("x_km,y_km\n" + "".join(f"{x!r},{y!r}\n" for x, y in stations))
    said = subprocess.run([program, folder / "picks.csv", folder / "stations.csv"], capture_output=True, text=True, check=True).stdout.split("\n")
    return float(said[0]), [tuple(map(float, line.split(","))) for line in said[1:] if line]


def main():
    program = sys.argv[1]
    cases = [tuple(map(int, case.split(","))) for case in sys.argv[2:]] or CASES
    for case in cases:
        stations, truth, picks = world(*case)
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            ours, theirs, results = [], [], None
            for round_ in range(ROUNDS + 1):
                mine, found = own(program, stations, picks, folder)
                other, seen = peer(stations, picks)
                results = score(truth, found), score(truth, seen)
                if round_ > 0:
                    ours.append(mine)
                    theirs.append(other)
            print(json.dumps({
                "seed": case[0], "events_a_day": case[1], "hours": case[2], "picks": len(picks),
                "own_precision_recall": [round(own, 3) for own in results[0]], "pyocto_precision_recall": [round(own, 3) for own in results[1]],
                "own_picks_per_cpu_s": round(len(picks) / min(ours)), "pyocto_picks_per_cpu_s": round(len(picks) / min(theirs)),
                "ratio_min": round(min(theirs) / min(ours), 1), "ratio_median": round(statistics.median(theirs) / statistics.median(ours), 1),
            }), flush=True)


if __name__ == "__main__":
    main()
