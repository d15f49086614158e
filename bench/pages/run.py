"""Main text of pages: ours against trafilatura and resiliparse, from the same bytes, in one interleaved run.

First the quality of each on the labelled pages (data/article_extraction; its SOURCE.md has the metric): word F1, and
recall and precision of snippets. Then they take turns over all pages; seconds of CPU of one process each, interpreter
start and imports not counted. Comments are off in both peers.

    python -m venv venv && venv/bin/pip install -r bench/pages/requirements.txt
    cargo build --release --example pages --package tregua-news
    TREGUA_DATA=... venv/bin/python bench/pages/run.py target/release/examples/pages
"""

import collections
import gzip
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

import resiliparse.extract.html2text as resiliparse
import trafilatura
from resiliparse.parse.encoding import bytes_to_str, detect_encoding

ROUNDS = 3
SETS = ["scrapinghub", "wcxb", "multilingual"]


def words(text):
    return collections.Counter(re.findall(r"\w+", text.lower()))


def f1(gold, ours):
    gold, ours = words(gold), words(ours)
    shared = sum((gold & ours).values())
    return 2 * shared / (sum(gold.values()) + sum(ours.values())) if shared else 0.0


def unpack(dev, folder):
    pages = {}
    for name in SETS:
        (folder / name).mkdir()
        with tarfile.open(dev / f"{name}_html.tar") as archive:
            for member in archive.getmembers():
                if member.isfile():
                    page = pathlib.Path(member.name).name.removesuffix(".gz")
                    body = gzip.decompress(archive.extractfile(member).read())
                    (folder / name / page).write_bytes(body)
                    pages[name, page.removesuffix(".html")] = body
    return pages


def trafilatura_text(body, fast=False):
    return trafilatura.extract(body, include_comments=False, no_fallback=fast) or ""


def resiliparse_text(body):
    return resiliparse.extract_plain_text(bytes_to_str(body, detect_encoding(body)), main_content=True)


def run_peer(read, pages):
    begun = time.process_time()
    texts = {key: read(body) for key, body in pages.items()}
    return time.process_time() - begun, texts


def run_own(program, folder, out):
    begun = os.times()
    subprocess.run([program, folder, out], check=True, capture_output=True)
    ended = os.times()
    texts = {(path.parent.name, path.stem): path.read_text() for path in pathlib.Path(out).glob("*/*.txt")}
    return ended.children_user + ended.children_system - begun.children_user - begun.children_system, texts


def quality(dev, texts):
    scores = collections.defaultdict(list)
    for page, gold in json.load(gzip.open(dev / "scrapinghub_ground_truth.json.gz")).items():
        scores["scrapinghub"].append(f1(gold["articleBody"], texts["scrapinghub", page]))
    for line in gzip.open(dev / "wcxb_ground_truth.jsonl.gz"):
        gold = json.loads(line)
        scores[gold["page_type"]].append(f1(gold["main_content"], texts["wcxb", gold["file_id"]]))
    found = wanted = wrong = 0
    for gold in json.load(gzip.open(dev / "multilingual_snippets.json.gz")).values():
        text = texts["multilingual", gold["file"].removesuffix(".html.gz")]
        found += sum(part in text for part in gold["with"])
        wanted += len(gold["with"])
        wrong += sum(part in text for part in gold["without"])
    means = [statistics.mean(scores[name]) for name in ["scrapinghub", "article", "documentation", "forum"]]
    return means + [found / wanted, found / (found + wrong)]


def main(program):
    dev = pathlib.Path(os.environ["TREGUA_DATA"]) / "article_extraction" / "dev"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "in").mkdir()
        pages = unpack(dev, folder / "in")
        readers = {
            "ours (with process and files)": lambda: run_own(program, folder / "in", folder / "out"),
            f"trafilatura {trafilatura.__version__}": lambda: run_peer(trafilatura_text, pages),
            f"trafilatura {trafilatura.__version__} fast": lambda: run_peer(lambda body: trafilatura_text(body, True), pages),
            "resiliparse 2.0.0": lambda: run_peer(resiliparse_text, pages),
        }
        seconds = collections.defaultdict(list)
        for name, read in readers.items():
            _, texts = read()  # the warm-up gives the quality
            print(f"| {name} | " + " | ".join(f"{score:.3f}" for score in quality(dev, texts)) + " |", flush=True)
        for _ in range(ROUNDS):
            for name, read in readers.items():
                seconds[name].append(read()[0])
    own = statistics.median(seconds["ours (with process and files)"])
    print("| reader | pages per CPU second, median | least | ours is faster by |\n|---|---|---|---|")
    for name, taken in seconds.items():
        median = statistics.median(taken)
        print(f"| {name} | {len(pages) / median:.0f} | {len(pages) / max(taken):.0f} | {median / own:.1f} |")


print("| reader | scrapinghub | wcxb article | documentation | forum | snippets recall | precision |\n|---|---|---|---|---|---|---|")
main(sys.argv[1])
