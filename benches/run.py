#!/usr/bin/env python3
"""Measures ours and other timer engines in turn; prints tables, draws pictures.

usage: run.py [--peers A,B] [--workloads A,B]    builds, measures, writes
       run.py --redraw                           tables and pictures anew, from the last run's figures
       run.py --readme                           as --redraw, and the README's figures, of a full run
       run.py --help

A full run goes into benches/results, which is committed: bench.json has each program's line and
the machine, table.md all tables, the pictures beside them. With BENCH=quick in the environment, or
with --peers or --workloads, it goes into benches/out/results instead; --redraw then draws that one.
BENCH=try takes seconds and only shows that all programs run.

No figure passes or fails: targets are printed beside what was measured. The status is 1 if a program
ended by itself without its line.
"""
import json
import os
import subprocess
import sys

from driver import machine, plan, plots, readme, tables
from driver.figures import Figures
from driver.measure import HERE, measure

WORKLOADS = ["churn", "storm", "memory", "idle", "start", "single", "open", "fairness"]


def fail(why):
    print(f"run.py: {why}; see run.py --help", file=sys.stderr)
    sys.exit(2)


def read_words(words):
    """Options with their values."""
    options = {}
    known = {"--peers": list(plan.PEERS), "--workloads": WORKLOADS}
    while words:
        word = words.pop(0)
        if word in known:
            values = words.pop(0).split(",") if words else [""]
            wrong = [value for value in values if value not in known[word]]
            if wrong:
                fail(f"{word} has no '{wrong[0]}', only {', '.join(known[word])}")
            options[word] = values
        elif word in ("--redraw", "--readme", "--help"):
            options[word] = True
        else:
            fail(f"there is no option '{word}'")
    return options


def main():
    options = read_words(sys.argv[1:])
    if "--help" in options:
        print(__doc__.strip())
        return
    chosen = plan.PLANS.get(os.environ.get("BENCH") or "full")
    if chosen is None:
        fail(f"BENCH is one of {', '.join(plan.PLANS)}")
    part = "--peers" in options or "--workloads" in options
    folder = os.path.join(HERE, "results" if chosen is plan.FULL and not part else "out/results")
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, "bench.json")
    if "--redraw" not in options and "--readme" not in options:
        write(run(chosen, options), path)
    figures = show(path, folder, "--readme" in options)
    broken = [line for line in figures.lines if "broken" in line]
    if broken:
        sys.exit(f"run.py: {len(broken)} runs ended without their line; the end of the tables says why")


def run(chosen, options):
    print("building", file=sys.stderr)
    built = subprocess.run(["make", "-s", "-C", HERE], stdout=sys.stderr)
    if built.returncode != 0:
        sys.exit("run.py: the programs can not be built; `sh tests/setup.sh bench` installs what they need")
    peers = options.get("--peers", list(plan.PEERS))
    about = machine.describe()
    lines, rounds = measure(chosen, peers, options.get("--workloads", WORKLOADS))
    return {"plan": chosen.name, "rounds": rounds, "machine": about, "versions": machine.versions(peers),
            "sizes": machine.sizes(), "lines": lines}


def write(results, path):
    """As JSON with a line for each run, so that two files can be compared."""
    lines = ",\n".join(json.dumps(line, ensure_ascii=False) for line in results["lines"])
    rest = {key: value for key, value in results.items() if key != "lines"}
    text = json.dumps(rest, indent=1, ensure_ascii=False).removesuffix("\n}")
    with open(path, "w") as file:
        file.write(f"{text},\n \"lines\": [\n{lines}\n]}}\n")


def show(path, folder, into_readme):
    try:
        with open(path) as file:
            figures = Figures(json.load(file))
    except OSError as error:
        sys.exit(f"run.py: {path}: {error.strerror}: there was no such run yet")
    text = tables.document(figures)
    drawn = plots.draw(figures, folder)
    with open(os.path.join(folder, "table.md"), "w") as file:
        file.write(text)
    print(text)
    print(f"written: {', '.join([*drawn, 'table.md', 'bench.json'])} in {os.path.relpath(folder)}", file=sys.stderr)
    if into_readme:
        readme.write(figures, drawn)
    return figures


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nrun.py: stopped; nothing was written")
