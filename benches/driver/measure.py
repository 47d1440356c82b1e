"""Runs the programs in turn, and keeps what each has said."""
import itertools
import json
import os
import subprocess
import sys
import time

from . import plan as plans

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def command(peer, *words):
    program, *first = plans.PEERS[peer].split()
    return [os.path.join(HERE, program), *first, *words]


def measure(plan, peers, workloads):
    """The lines of all runs, each with its round and how long it took, and how many rounds there were."""
    began, lines = time.monotonic(), []
    runs = plans.runs(plan, peers, workloads)
    for turn in range(1, plan.rounds + 1):
        turn_began = time.monotonic()
        of_turn = [run for run in runs if turn == 1 or not run.once]
        for batch in batches(of_turn):
            done = len(lines)
            if time.monotonic() - began > plan.budget_s:
                lines += [{**told(run, turn), "stopped": "before it began: no time was left"} for run in batch]
                continue
            progress(plan, began, turn, batch, done)
            lines += together(batch, turn)
        last = time.monotonic() - turn_began
        # The first round has more in it, so this is on the safe side.
        if time.monotonic() - began + last > plan.budget_s:
            break
    print(f"\r{'':100}\r{len(lines)} runs in {time.monotonic() - began:.0f} s", file=sys.stderr)
    return lines, turn


def batches(runs):
    """One by one, but idle ones side by side: they do nothing but be there."""
    for index, run in enumerate(runs):
        if run.workload != "idle":
            yield [run]
        elif index == 0 or runs[index - 1].words != run.words:
            yield list(itertools.takewhile(lambda other, words=run.words: other.words == words, runs[index:]))


def progress(plan, began, turn, batch, done):
    what = batch[0].text if len(batch) == 1 else f"idle {' '.join(batch[0].words)}, {len(batch)} peers"
    passed = time.monotonic() - began
    text = f"{passed:4.0f} of at most {plan.budget_s + plan.limit_s} s, {done} runs, round {turn}: {what}"
    print(f"\r{text:100.100}", end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)


def told(run, turn):
    words = dict(word.split("=") for word in run.words)
    numbers = {key: int(value) if value.isdigit() else value for key, value in words.items()}
    return {"peer": run.peer, "workload": run.workload, **numbers, "round": turn}


def together(batch, turn):
    """The lines of programs that run at the same time."""
    began = time.monotonic()
    started = [(run, start(run)) for run in batch]
    return [{**told(run, turn), **finish(run, process, began)} for run, process in started]


def start(run):
    try:
        return subprocess.Popen(
            command(run.peer, run.workload, *run.words),
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    except OSError as error:
        return error


def finish(run, process, began):
    """What a program said, or why it said nothing; never more than its time."""
    if isinstance(process, OSError):
        return {"broken": process.strerror}
    try:
        said, complaint = process.communicate(timeout=run.limit_s - (time.monotonic() - began))
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return {"stopped": f"after {run.limit_s} s"}
    seconds = {"seconds_taken": round(time.monotonic() - began, 2)}
    if process.returncode != 0:
        last = (complaint.strip().splitlines() or ["no word"])[-1].replace(HERE, "benches")
        return {**seconds, "broken": f"status {process.returncode}: {last}"}
    try:
        line = json.loads(said)
    except ValueError:
        return {**seconds, "broken": f"not one line of JSON: {said[:60]!r}"}
    return {**line, "peer": run.peer, **seconds}
