"""The README's figures, between two comments."""
import os

from .measure import HERE
from .tables import machine
from .targets import targets

BEGIN = "<!-- figures: written by benches/run.py --readme -->"
END = "<!-- end of figures -->"
PICTURES = {
    "churn.svg": "Cost of a pair over the number of sessions, ours and other timer engines",
    "storm.svg": "How late time-outs of a storm within a second are, ours and other timer engines",
    "memory.svg": "Memory of a session, ours and other timer engines",
}


def write(figures, drawn):
    if figures.results["plan"] != "full":
        raise SystemExit("run.py: the README has the figures of a full run only: do not set BENCH")
    path = os.path.join(HERE, "..", "README.md")
    with open(path) as file:
        text = file.read()
    if text.count(BEGIN) != 1 or text.count(END) != 1 or text.index(BEGIN) > text.index(END):
        raise SystemExit(f"run.py: README.md must have one line '{BEGIN}' and then one '{END}'")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    block = [BEGIN, machine(figures.results), ""]
    for file in (file for file in PICTURES if file in drawn):
        block += [f"![{PICTURES[file]}](benches/results/{file})", ""]
    block += [*targets(figures), "", END]
    with open(path, "w") as file:
        file.write(before + "\n".join(block) + after)
