"""The targets, as texts beside what was measured; whether one is reached is for the reader to say."""
from . import plan as plans
from .words import in_short, ratio, span, table, times, whole

HEAD = ["target", "asks for", "hangtime", "floor", "libuv", "tokio", "tokio-tasks", "ratio"]
PEERS = ("libuv", "tokio", "tokio-tasks")


def nanoseconds(value):
    return "–" if value is None else f"{value:.0f} ns"


def targets(figures):
    rows = [*pairs(figures), *storms(figures), *quiet(figures), *phone(figures), flat(figures)]
    rows = [row for row in rows if row]
    return rows and table(HEAD, rows)


def row(target, asks, ours, others=("", "", ""), floor="", measured=""):
    return [target, asks, ours, floor, *others, measured]


def compared(ours, others):
    """How many times ours each of the others is, in words."""
    known = [(peer, ratio(value, ours)) for peer, value in others.items() if value and ours]
    return ", ".join(f"{peer} {times(factor)} ours" for peer, factor in known)


def pair(figures, n, threads):
    def of(peer):
        return figures.pair(peer, n, threads)
    # With two threads a loop that both can use, as ours is.
    libuv = "libuv-mutex" if threads > 1 else "libuv"
    return of(plans.OURS), of(plans.FLOOR), {libuv: of(libuv), "tokio": of("tokio"), "tokio-tasks": of("tokio-tasks")}


def pairs(figures):
    sizes = figures.values("n", "churn")
    largest = 10**6 if 10**6 in sizes else max(sizes, default=0)
    for threads, asks in ((1, "≥ 4 × faster than libuv and tokio"), (2, "≥ 8 × faster than libuv and tokio")):
        ours, floor, others = pair(figures, largest, threads)
        if ours is None:
            continue
        cells = [nanoseconds(value) for value in others.values()]
        if threads > 1:
            cells[0] += ", one loop under a mutex"
        yield row(f"1: pair, {in_short(largest)}, {threads} thread{'s' * (threads > 1)}", asks, nanoseconds(ours), cells,
                  nanoseconds(floor), compared(ours, others))
        if floor:
            precise = ratio(ours, figures.median("ns", plans.FLOOR, "churn", n=largest, threads=threads))
            yield row("1: the same", "≤ 3 × the floor", nanoseconds(ours), floor=nanoseconds(floor),
                      measured=f"{times(ours / floor)} the floor, {times(precise)} that with a precise clock")
    ours, floor, others = pair(figures, 1000, 1)
    if ours is not None:
        cells = [nanoseconds(value) for value in others.values()]
        yield row("1: pair, 1k, 1 thread", "not slower than libuv's bare timer", nanoseconds(ours), cells,
                  nanoseconds(floor), compared(ours, others))


def storms(figures):
    n = in_short(max(figures.values("n", "storm"), default=0))

    def storm(title, asks, name, spread):
        ours = figures.median(name, plans.OURS, "storm", spread_ms=spread)
        others = {peer: figures.median(name, peer, "storm", spread_ms=spread) for peer in PEERS}
        if ours is None:
            return None
        cells = [span(value) for value in others.values()]
        return row(title, asks, span(ours), cells, measured=compared(ours, others))
    yield storm(f"2: {n} within 1 s, p99", "≤ 5 ms late, ≥ 100 × better than libuv and tokio", "p99_us", 1000)
    yield storm(f"3: {n} at one instant, all", "≤ 60 ms, ≥ 10 × faster than libuv and tokio", "all_us", 0)
    yield storm("3: the first of them", "≤ 1 ms", "first_us", 0)


def quiet(figures):
    sizes = [n for n in figures.values("n", "memory") if figures.median("bytes_per_session", plans.OURS, "memory", n=n)]
    if sizes:
        def bytes_of(peer, n):
            return figures.median("bytes_per_session", peer, "memory", n=n)
        common = max((n for n in sizes if bytes_of("libuv", n)), default=sizes[-1])
        cells = [whole(bytes_of(peer, common)) for peer in PEERS]
        ours = ", ".join(f"{whole(bytes_of(plans.OURS, n))} at {in_short(n)}" for n in sizes)
        yield row("4: bytes for a session", "≤ 200, linear to 1e7", ours, cells)
    kinds = sorted({(line["armed"], line["n"]) for line in figures.find(plans.OURS, "idle")})
    for armed, n in kinds:
        def wakeups(peer):
            value = figures.median("wakeups_per_s", peer, "idle", armed=armed, n=n)
            return "–" if value is None else f"{value:.2g}"
        title = f"5: wake-ups/s, {in_short(n)} {'armed' if armed else 'there, none armed'}"
        yield row(title, "≤ 0.1" if armed else "0", wakeups(plans.OURS), [wakeups(peer) for peer in PEERS])
    for name, asks in (("p50_us", "≤ 150 µs"), ("p99_us", "≤ 1 ms"), ("earliest_us", "never early")):
        ours = figures.median(name, plans.OURS, "single")
        if ours is not None:
            cells = [span(figures.median(name, peer, "single")) for peer in PEERS]
            yield row(f"6: one timer, late, {name.removesuffix('_us')}", asks, span(ours), cells)


def phone(figures):
    sizes = figures.results.get("sizes", {})
    if sizes.get(plans.OURS):
        yield row("7: shared object, stripped", "≤ 400 KB of 1 024 bytes", f"{sizes[plans.OURS] / 1024:.1f} KB")
    for name, asks, write in (("start_us", "≤ 200 µs", span), ("threads", "2", whole), ("resident_kb", "≤ 64 KB more for one session", lambda kb: "–" if kb is None else f"{kb:.0f} KB")):
        ours = figures.median(name, plans.OURS, "start")
        if ours is not None:
            cells = [write(figures.median(name, peer, "start")) for peer in PEERS]
            yield row(f"7: start, {name.removesuffix('_us').removesuffix('_kb')}", asks, write(ours), cells)


def flat(figures):
    sizes = figures.values("n", "churn")

    def steps(peer):
        found = [figures.pair(peer, n, 1) for n in sizes]
        return " → ".join("–" if value is None else f"{value:.0f}" for value in found)
    if not figures.find(plans.OURS, "churn"):
        return None
    title = f"8: pair in ns, {in_short(sizes[0])} … {in_short(sizes[-1])}"
    return row(title, "grows no faster than cache misses", steps(plans.OURS), [steps(peer) for peer in PEERS], steps(plans.FLOOR))
