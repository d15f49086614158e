"""Which zones hold which points: the geofence against SedonaDB, in one interleaved run.

Invented zones (stars of many corners that overlap) and random points, both from a seed. First both sides must find
exactly the same pairs; then they take turns, and the seconds of CPU of each (all threads) are compared. Both sides
start from data in memory in their own form and end with all pairs in memory in their own form.

    python -m venv venv && venv/bin/pip install -r bench/geofence/requirements.txt
    cargo build --release --example geofence --package tregua-terms
    venv/bin/python -W ignore bench/geofence/run.py target/release/examples/geofence
"""

import json
import math
import pathlib
import random
import statistics
import struct
import subprocess
import sys
import tempfile
import time

import pyarrow
import sedonadb

ROUNDS = 5
CASES = [  # zones, corners of each, points
    (20, 3000, 1_000_000),
    (200, 300, 1_000_000),
    (2000, 60, 1_000_000),
]
JOIN = "select p.id, z.zone from points p join zones z on ST_Intersects(z.shape, p.place)"


def star(source, corners):
    lat, lon, far = 45 + 6 * source.random(), 30 + 10 * source.random(), 0.2 + source.random()
    ring = []
    for corner in range(corners):
        angle, here = corner / corners * math.tau, far * (0.8 + source.random() / 5)
        ring.append((round(lon + here * math.cos(angle), 7), round(lat + here * math.sin(angle), 7)))
    return ring + ring[:1]


def wkb(ring):
    flat = [degree for corner in ring for degree in corner]
    return struct.pack(f"<BIII{len(flat)}d", 1, 3, 1, len(ring), *flat)


def peer_of(rings, points):
    session = sedonadb.connect()
    zones = pyarrow.table({"zone": pyarrow.array(range(len(rings)), pyarrow.int32()), "wkb": pyarrow.array([wkb(r) for r in rings], pyarrow.binary())})
    places = pyarrow.table({"id": pyarrow.array(range(len(points)), pyarrow.int32()), "x": [p[0] for p in points], "y": [p[1] for p in points]})
    session.create_data_frame(zones).to_view("zone_rows")
    session.create_data_frame(places).to_view("place_rows")
    session.sql("select zone, ST_GeomFromWKB(wkb) shape from zone_rows").to_memtable().to_view("zones")
    session.sql("select id, ST_Point(x, y) place from place_rows").to_memtable().to_view("points")
    return session


def ask_peer(session):
    begun = time.process_time()
    pairs = session.sql(JOIN).to_arrow_table()
    return time.process_time() - begun, pairs


def ask_own(program, folder):
    done = subprocess.run([program, folder / "zones.geojson", folder / "points.csv", folder / "pairs.csv"], check=True, capture_output=True)
    return json.loads(done.stdout)


def write(folder, rings, points):
    features = [
        {"type": "Feature", "properties": {"layer": "zone", "name": f"{n:06}"}, "geometry": {"type": "Polygon", "coordinates": [ring]}}
        for n, ring in enumerate(rings)
    ]
    (folder / "zones.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    (folder / "points.csv").write_text("".join(f"{lon},{lat}\n" for lon, lat in points))


def run(program, zones_n, corners, points_n):
    source = random.Random(zones_n)
    rings = [star(source, corners) for _ in range(zones_n)]
    points = [(round(29 + 12 * source.random(), 7), round(44 + 8 * source.random(), 7)) for _ in range(points_n)]
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(folder, rings, points)
        session = peer_of(rings, points)
        _, pairs = ask_peer(session)
        theirs = set(zip(pairs["id"].to_pylist(), pairs["zone"].to_pylist()))
        ask_own(program, folder)
        own = {tuple(int(cell) for cell in line.split(",")) for line in (folder / "pairs.csv").read_text().splitlines()}
        if own != theirs:
            sys.exit(f"{zones_n} zones: the pairs differ: {len(own - theirs)} only here, {len(theirs - own)} only there")
        taken = [(ask_own(program, folder), ask_peer(session)[0]) for _ in range(ROUNDS)]
    build = statistics.median(own["build_cpu_s"] for own, _ in taken)
    find = statistics.median(own["find_cpu_s"] for own, _ in taken)
    peer = statistics.median(peer for _, peer in taken)
    with_build = statistics.median(peer / (own["find_cpu_s"] + own["build_cpu_s"]) for own, peer in taken)
    ratio = statistics.median(peer / own["find_cpu_s"] for own, peer in taken)
    print(f"| {zones_n} x {corners} | {points_n:,} | {len(own):,}, equal | {points_n / find / 1e6:.1f} | {build * 1e3:.0f} | {points_n / peer / 1e6:.2f} | {ratio:.0f} | {with_build:.1f} |", flush=True)


print(f"SedonaDB {sedonadb.__version__}, {ROUNDS} rounds each in turn, medians")
print("| zones x corners | points | pairs | own, M points per CPU s | own grid, CPU ms | SedonaDB, M points per CPU s | ratio | ratio with the grid |")
print("|---|---|---|---|---|---|---|---|")
for case in CASES:
    run(sys.argv[1], *case)
