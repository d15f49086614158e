"""Copies of one text: the tracing of origins against rensa (MinHash with 128 permutations, LSH), in one interleaved run.

Documents of random words (Zipf 1.05, log-normal lengths) with known copies, from a seed (PERFORMANCE 6): 2 % of the words replaced (light),
sentences left out and 5 % replaced (heavy), cut off (truncated), set into a page with eleven teasers and a third of another text (page). The truth
goes to a file that neither side reads. First the recall of both is printed; then they take turns, and the CPU seconds of each are compared. Both start
from the texts in memory: rensa's time includes making its shingles in Python, as its users do, and a query for each document.

    python -m venv venv && venv/bin/pip install -r bench/origins/requirements.txt
    cargo build --release --example origins --package tregua-fusion
    venv/bin/python bench/origins/run.py target/release/examples/origins [documents] [seeds] [rounds]

With `growth` in place of the number of documents: our own documents per CPU second at 10,000, 100,000 and 1,000,000.
"""

import json
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import numpy
import rensa

WORDS_N, PERMUTATIONS, BANDS, THRESHOLD = 50_000, 128, 32, 0.5
SHARES = {"light": 0.10, "heavy": 0.05, "truncated": 0.10, "page": 0.15}


class Maker:
    def __init__(self, seed):
        self.chance = numpy.random.default_rng(seed)
        weights = 1 / numpy.arange(1, WORDS_N + 1) ** 1.05
        self.sums = numpy.cumsum(weights / weights.sum())
        self.vocabulary = numpy.array([f"w{rank:x}q" for rank in range(WORDS_N)])

    def words(self, n):
        return numpy.searchsorted(self.sums, self.chance.random(n)).clip(0, WORDS_N - 1)

    def replaced(self, words, share):
        words = words.copy()
        at = self.chance.random(len(words)) < share
        words[at] = self.words(int(at.sum()))
        return words

    def teasers(self, bases, n):
        return [bases[self.chance.integers(len(bases))][: self.chance.integers(25, 46)] for _ in range(n)]

    def mutated(self, kind, base, bases):
        if kind == "light":
            return self.replaced(base, 0.02)
        if kind == "heavy":
            kept = [base[at : at + 20] for at in range(0, len(base), 20) if self.chance.random() >= 0.3]
            return self.replaced(numpy.concatenate(kept) if kept else base[:20], 0.05)
        if kind == "truncated":
            return base[: max(40, int(len(base) * self.chance.uniform(0.25, 0.5)))]
        other = bases[self.chance.integers(len(bases))]
        return numpy.concatenate(self.teasers(bases, 3) + [self.replaced(base, 0.01)] + self.teasers(bases, 8) + [other[: len(other) // 3]])

    def documents(self, n):
        bases_n = int(n * 0.6)
        lengths = numpy.exp(numpy.log(330) + 0.6 * self.chance.standard_normal(bases_n)).clip(60, 3000).astype(int)
        bases = [self.words(length) for length in lengths]
        documents = [(words, None, at) for at, words in enumerate(bases)]
        for kind, share in SHARES.items():
            for _ in range(int(n * share)):
                at = int(self.chance.integers(bases_n))
                documents.append((self.mutated(kind, bases[at], bases), kind, at))
        return documents


def write(folder, documents, maker):
    with open(folder / "texts.tsv", "w") as texts, open(folder / "truth.csv", "w") as truth:
        for at, (words, kind, base) in enumerate(documents):
            texts.write(f"site{at % 997}\t{1767744000000 + at * 1000}\t{' '.join(maker.vocabulary[words])}\n")
            if kind:
                truth.write(f"{at},{base},{kind}\n")


def ask_own(program, folder):
    done = subprocess.run([program, folder / "texts.tsv", folder / "relations.csv"], check=True, capture_output=True)
    return json.loads(done.stdout)


def ask_peer(texts):
    begun = time.process_time()
    shingles = []
    for text in texts:
        words = text.split()
        shingles.append({" ".join(words[at : at + 5]) for at in range(len(words) - 4)})
    hashes = rensa.RMinHash.from_token_sets(shingles, PERMUTATIONS, 42)
    index = rensa.RMinHashLSH(THRESHOLD, PERMUTATIONS, BANDS)
    index.insert_many(hashes)
    found = index.query_all(hashes)
    return time.process_time() - begun, found


def truth_of(folder):
    rows = (line.split(",") for line in (folder / "truth.csv").read_text().splitlines())
    return {int(at): (int(base), kind) for at, base, kind in rows}


def scores(truth, pairs):
    """Recall by kind, share of pairs with one base, and share of found copies with the right direction."""
    base = lambda at: truth[at][0] if at in truth else at
    either = {(min(pair), max(pair)) for pair in pairs}
    found = {kind: [0, 0] for kind in SHARES}
    turned = 0
    for at, (own, kind) in truth.items():
        found[kind][0] += 1
        if (min(at, own), max(at, own)) in either:
            found[kind][1] += 1
            turned += (at, own) not in pairs
    recall = {kind: hits / max(1, n) for kind, (n, hits) in found.items()}
    right = sum(base(a) == base(b) for a, b in either)
    return recall, right / max(1, len(either)), 1 - turned / max(1, sum(hits for _, hits in found.values()))


def race(program, n, seed, rounds):
    maker = Maker(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write(folder, maker.documents(n), maker)
        texts = [line.split("\t", 2)[2] for line in (folder / "texts.tsv").read_text().splitlines()]
        truth = truth_of(folder)
        own = ask_own(program, folder)
        rows = [line.split(",") for line in (folder / "relations.csv").read_text().splitlines()]
        recall, precision, direction = scores(truth, {(int(row[0]), int(row[1])) for row in rows if row[4] == "1"})
        _, found = ask_peer(texts)
        theirs, their_precision, _ = scores(truth, {(at, other) for at, others in enumerate(found) for other in others if other != at})
        del found
        taken = [(ask_own(program, folder)["cpu_s"], ask_peer(texts)[0]) for _ in range(rounds)]
    kinds = ["page", "truncated", "light", "heavy"]
    show = lambda recall: " / ".join(f"{recall[kind]:.3f}" for kind in kinds)
    cpu, peer = (statistics.median(side) for side in zip(*taken))
    ratio = statistics.median(peer / own for own, peer in taken)
    print(
        f"| {n:,} | {seed} | {show(recall)}; {precision:.2f} | {direction:.3f} | {show(theirs)}; {their_precision:.2f} "
        f"| {n / cpu:,.0f} | {n / peer:,.0f} | {ratio:.1f} | {own['peak_kib'] / 1024:,.0f} |",
        flush=True,
    )


def growth(program):
    print("| documents | documents per CPU second | peak MiB |\n|---|---|---|")
    for n in (10_000, 100_000, 1_000_000):
        maker = Maker(7)
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            write(folder, maker.documents(n), maker)
            own = ask_own(program, folder)
        print(f"| {n:,} | {n / own['cpu_s']:,.0f} | {own['peak_kib'] / 1024:,.0f} |", flush=True)


if sys.argv[2:3] == ["growth"]:
    growth(sys.argv[1])
else:
    n, seeds, rounds = (int(word) for word in sys.argv[2:5] + ["20000", "5", "3"][len(sys.argv[2:5]) :])
    print(f"rensa 0.5.0, {rounds} rounds each in turn, medians; recall page / truncated / light / heavy; precision = pairs with one base")
    print("| documents | seed | own recall; precision | direction right | rensa recall; precision | own, documents per CPU s | rensa from text | ratio | own peak MiB |")
    print("|---|---|---|---|---|---|---|---|---|")
    for seed in range(1, seeds + 1):
        race(sys.argv[1], n, seed, rounds)
