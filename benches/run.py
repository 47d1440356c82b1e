#!/usr/bin/env python3
"""Runs the programs in turn, prints medians and ratios, writes results/bench.json and results/table.md.

usage: run.py [--help]        BENCH=quick in the environment: fewer sizes and rounds
"""
import datetime, json, os, platform, statistics, subprocess, sys

HERE = os.path.dirname(os.path.abspath(__file__))
OUT = os.path.join(HERE, "results")
PEERS = {"hangtime": "out/ours", "libuv": "out/libuv", "libevent": "out/libevent", "libev": "out/libev", "tokio": "tokio/target/release/bench-tokio"}
STORMS = {"hangtime": "out/storm_ours", "libuv": "out/storm_libuv"}
QUICK = os.environ.get("BENCH") == "quick"
SIZES = [10**3, 10**5, 10**6] if QUICK else [10**3, 10**4, 10**5, 10**6]
ROUNDS, PAIRS = (2, 200_000) if QUICK else (3, 1_000_000)
STORM = 100_000 if QUICK else 1_000_000


def machine():
    with open("/proc/cpuinfo") as info:
        cpu = next((l.split(":")[1].strip() for l in info if l.startswith("model name")), platform.machine())
    return {"cpu": cpu, "cores": os.cpu_count(), "kernel": platform.release(), "date": datetime.date.today().isoformat()}


def measure():
    found = {}
    for turn in range(ROUNDS):
        for threads in (1, 2):
            for size in SIZES:
                for peer, program in PEERS.items():
                    print(f"\rround {turn + 1}/{ROUNDS}: {peer}, {size} sessions, {threads} threads    ", end="", file=sys.stderr, flush=True)
                    words = [os.path.join(HERE, program), "churn", str(size), str(threads), str(PAIRS)]
                    line = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
                    found.setdefault((peer, threads, size), []).append(json.loads(line)["ns"])
    print(file=sys.stderr)
    return found


def storms():
    """Medians of each figure of a storm: {(peer, spread): {figure: value}}."""
    found = {}
    for turn in range(ROUNDS):
        for spread in (0, 1000):
            for peer, program in STORMS.items():
                print(f"\rstorm, round {turn + 1}/{ROUNDS}: {peer}, within {spread} ms    ", end="", file=sys.stderr, flush=True)
                words = [os.path.join(HERE, program), str(STORM), str(spread)]
                line = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True).stdout
                found.setdefault((peer, spread), []).append(json.loads(line))
    print(file=sys.stderr)
    return {key: {name: statistics.median(run[name] for run in runs) for name in runs[0] if name.endswith("_us")} for key, runs in found.items()}


def main():
    if len(sys.argv) > 1:
        print(__doc__.strip())
        return 0 if sys.argv[1] == "--help" else 2
    found = measure()
    median = {key: statistics.median(values) for key, values in found.items()}
    about = machine()
    columns = [(threads, size) for threads in (1, 2) for size in SIZES]
    lines = [f"A pair in ns, and in brackets how many times ours; {about['cpu']}, {about['cores']} cores, Linux {about['kernel']}, {about['date']}, median of {ROUNDS} rounds.", ""]
    lines += ["| | " + " | ".join(f"{t} thread{'s' * (t > 1)}, {s:.0e}" for t, s in columns) + " |", "|---" * (len(columns) + 1) + "|"]
    for peer in PEERS:
        cells = (f"{median[peer, *c]:.0f} ({median[peer, *c] / median['hangtime', *c]:.2f})" for c in columns)
        lines.append(f"| {peer} | " + " | ".join(cells) + " |")
    storm = storms()
    figures = ["first_us", "all_us", "earliest_us", "p50_us", "p99_us", "p999_us", "max_us"]
    lines += ["", f"{STORM} due within so many ms: microseconds from the first deadline to the first and last callback; lateness of each.", ""]
    lines += ["| | " + " | ".join(name[:-3] for name in figures) + " |", "|---" * (len(figures) + 1) + "|"]
    for (peer, spread), run in storm.items():
        lines.append(f"| {peer}, {spread} ms | " + " | ".join(f"{run[name]:.0f}" for name in figures) + " |")
    os.makedirs(OUT, exist_ok=True)
    with open(os.path.join(OUT, "table.md"), "w") as file:
        file.write("\n".join(lines) + "\n")
    rows = [{"peer": p, "threads": t, "n": n, "ns": values} for (p, t, n), values in found.items()]
    with open(os.path.join(OUT, "bench.json"), "w") as file:
        json.dump({"machine": about, "pairs": PAIRS, "churn": rows, "storms": [{"peer": p, "n": STORM, "spread_ms": w, **run} for (p, w), run in storm.items()]}, file, indent=1)
    print("\n".join(lines))
    return 0


sys.exit(main())
