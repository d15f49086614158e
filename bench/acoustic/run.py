"""Picks of an invented network to events: the associator against PyOcto, in one interleaved run.

Sixty stations in 80 x 80 km, events uniform in place and time, the twelve nearest stations detect with .85, speed
.34 km/s, pick error .17 s, false picks 30 % of the true ones (PERFORMANCE 6), all from a seed. First precision and
recall of all (within 2 km and 5 s), then they take turns, and the seconds of CPU of each (all threads) are compared. PyOcto
is tuned on other seeds (31, 32), twice: for recall, and for speed at nearly that. `growth` as the only argument compares
sizes of ours instead: 500 and 3,000 events a day, 60 and 240 stations.

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
    (4, 3000, 3),
]
PEERS = {  # cut of distance (km), fewest picks, tolerance and match (s)
    "sure": (30, 7, 1.0, 1.0),
    "fast": (25, 7, 0.6, 0.7),
}


def world(seed, events, hours, count=60):
    source = random.Random(seed)
    stations = [(source.uniform(0, 80), source.uniform(0, 80)) for _ in range(count)]
    span = hours * 3600
    truth = [(source.uniform(0, span), source.uniform(0, 80), source.uniform(0, 80)) for _ in range(round(events * hours / 24))]
    picks = []
    for at, x, y in truth:
        for station in sorted(range(count), key=lambda own: math.dist(stations[own], (x, y)))[:12]:
            if source.random() < 0.85:
                picks.append((station, at + math.dist(stations[station], (x, y)) / SPEED + source.gauss(0, 0.17)))
    picks += [(source.randrange(count), source.uniform(0, span)) for _ in range(round(0.3 * len(picks)))]
    return stations, truth, sorted(picks, key=lambda pick: pick[1])


def score(truth, found):
    open_, right = set(range(len(truth))), 0
    for at, x, y in found:
        near = [own for own in open_ if abs(truth[own][0] - at) <= 5 and math.hypot(truth[own][1] - x, truth[own][2] - y) <= 2]
        if near:
            open_.remove(min(near, key=lambda own: math.hypot(truth[own][1] - x, truth[own][2] - y)))
            right += 1
    return right / max(1, len(found)), right / len(truth)


def peer(setting, stations, picks):
    cut, fewest, tolerance, match = PEERS[setting]
    model = pyocto.VelocityModel0D(p_velocity=SPEED, s_velocity=SPEED / 1.75, tolerance=tolerance, association_cutoff_distance=cut)
    associator = pyocto.OctoAssociator(
        xlim=(-5, 85), ylim=(-5, 85), zlim=(0, 0.1), velocity_model=model, time_before=150, n_picks=fewest, n_p_picks=fewest,
        n_s_picks=0, n_p_and_s_picks=0, min_node_size=2.0, min_node_size_location=0.2, pick_match_tolerance=match,
        min_interevent_time=1.0 if setting == "fast" else 2.0, second_pass_overwrites={"n_picks": 6, "n_p_picks": 6}, n_threads=1,
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


def race(program, case):
    stations, truth, picks = world(*case)
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        ours, theirs, scores = [], {name: [] for name in PEERS}, {}
        for round_ in range(ROUNDS + 1):
            mine, found = own(program, stations, picks, folder)
            scores["own"] = score(truth, found)
            if round_ > 0:
                ours.append(mine)
            for name, times in theirs.items():
                other, seen = peer(name, stations, picks)
                scores[name] = score(truth, seen)
                if round_ > 0:
                    times.append(other)
        print(json.dumps({
            "seed": case[0], "events_a_day": case[1], "hours": case[2], "picks": len(picks), "own_picks_per_cpu_s": round(len(picks) / min(ours)),
            "precision_recall": {name: [round(own, 3) for own in pair] for name, pair in scores.items()},
            "pyocto_picks_per_cpu_s": {name: round(len(picks) / min(times)) for name, times in theirs.items()},
            "ratio_min": {name: round(min(times) / min(ours), 1) for name, times in theirs.items()},
            "ratio_median": {name: round(statistics.median(times) / statistics.median(ours), 1) for name, times in theirs.items()},
        }), flush=True)


def growth(program):
    for case in [(11, 500, 6), (11, 3000, 6), (11, 500, 6, 240), (11, 3000, 6, 240)]:
        stations, truth, picks = world(*case)
        with tempfile.TemporaryDirectory() as folder:
            runs = [own(program, stations, picks, pathlib.Path(folder)) for _ in range(ROUNDS)]
        print(json.dumps({
            "events_a_day": case[1], "hours": case[2], "stations": len(stations), "picks": len(picks), "cpu_s": round(min(run[0] for run in runs), 3),
            "precision_recall": [round(own, 3) for own in score(truth, runs[0][1])],
        }), flush=True)


def main():
    program = sys.argv[1]
    if sys.argv[2:] == ["growth"]:
        return growth(program)
    for case in [tuple(map(int, case.split(","))) for case in sys.argv[2:]] or CASES:
        race(program, case)


if __name__ == "__main__":
    main()
