"""Every workload's table, in Markdown."""
from . import plan as plans
from .words import counted, in_short, ratio, span, table, times, whole

LATENESSES = ["first_us", "all_us", "earliest_us", "p50_us", "p99_us", "p999_us", "max_us"]


def document(figures):
    """All tables, with a heading each."""
    from .targets import targets
    parts = [("Targets", targets(figures)), ("A pair", churn(figures))]
    parts += [(f"A storm {'at one instant' if spread == 0 else f'within {spread} ms'}", storm(figures, spread))
              for spread in figures.values("spread_ms", "storm")]
    parts += [("One timer at a time", single(figures)), ("Open and close", opened(figures)),
              ("Memory", memory(figures)), ("Idle", idle(figures)), ("Start", start(figures)),
              ("Fairness", fairness(figures)), ("Size", size(figures)), ("What is not there", missing(figures))]
    lines = [machine(figures.results), "", programs(figures.results), ""]
    for title, part in parts:
        if part:
            lines += [f"## {title}", "", *part, ""]
    return "\n".join(lines)


def machine(results):
    about = results["machine"]
    kind = "virtual machine, " if about["virtual"] else ""
    rounds = counted(results["rounds"], "round")
    return (f"{about['date']}, {kind}{about['cpu']}, {about['cores']} cores, {about['memory_gib']} GiB, "
            f"Linux {about['kernel']}, commit {about['commit']}; a {results['plan']} run, medians of {rounds}.")


def programs(results):
    about = results["machine"]
    peers = ", ".join(f"{peer} {version}" for peer, version in results["versions"].items()
                      if peer not in (plans.OURS, *plans.SECOND_WAYS, "tokio-tasks"))
    return f"{about['cc']}; {about['rustc']}; {peers}."


def present(figures, workload, **words):
    """Peers of which there is a line, in the plan's order."""
    return [peer for peer in plans.PEERS if figures.find(peer, workload, **words)]


def costs(peer):
    """The rows of a peer in the table of pairs, each with its figure."""
    if peer == plans.FLOOR:
        return [("floor, coarse clock", "ns_coarse_clock"), ("floor, precise clock", "ns")]
    if peer == "hangtime-events":
        return [(peer, "ns"), ("the same, until all are delivered", "delivered_ns")]
    return [(peer, "ns")]


def beside_ours(figures, figure, peer, workload, write=whole, **words):
    """A cell: a median and, for others, how many times ours it is."""
    value = figures.median(figure, peer, workload, **words)
    if value is None or peer == plans.OURS:
        return write(value) if value is not None else "–"
    of_ours = ratio(value, figures.median("ns" if workload == "churn" else figure, plans.OURS, workload, **words))
    return f"{write(value)} ({times(of_ours)})" if of_ours else write(value)


def churn(figures):
    lines = []
    for threads in figures.values("threads", "churn"):
        sizes = figures.values("n", "churn")
        head = [counted(threads, "thread"), *(f"{in_short(n)}" for n in sizes)]
        rows = [[words, *(beside_ours(figures, figure, peer, "churn", n=n, threads=threads) for n in sizes)]
                for peer in present(figures, "churn", threads=threads) for words, figure in costs(peer)]
        lines += [*table(head, rows), ""]
    if lines:
        lines.insert(0, "Nanoseconds for a pair, by the number of sessions; in brackets how many times ours.\n")
    return lines[:-1]


def lateness(figures, workload, names, **words):
    rows = [[peer, *(span(figures.median(name, peer, workload, **words)) for name in names)]
            for peer in present(figures, workload, **words)]
    return rows and table(["late", *(name.removesuffix("_us") for name in names)], rows)


def storm(figures, spread):
    rows = lateness(figures, "storm", LATENESSES, spread_ms=spread)
    if not rows:
        return []
    n = max(figures.values("n", "storm"))
    words = f"{counted(n, 'timer')}. First and all: since the earliest was due; the others: how late, each after its own time."
    return [words, "", *rows]


def single(figures):
    return lateness(figures, "single", [name for name in LATENESSES if name not in ("first_us", "all_us", "p999_us")])


def rows_of(figures, workload, columns, **words):
    """A row for each peer; columns are a heading, a figure and how it is written."""
    rows = [[peer, *(beside_ours(figures, figure, peer, workload, write, **words) for _, figure, write in columns)]
            for peer in present(figures, workload, **words)]
    return rows and table(["", *(heading for heading, _, _ in columns)], rows)


def opened(figures):
    return rows_of(figures, "open", [("open, ns", "open_ns", whole), ("close, ns", "close_ns", whole)])


def memory(figures):
    sizes = figures.values("n", "memory")
    rows = [[peer, *(beside_ours(figures, "bytes_per_session", peer, "memory", n=n) for n in sizes)]
            for peer in present(figures, "memory")]
    return rows and table(["bytes for each", *(in_short(n) for n in sizes)], rows)


def idle(figures):
    kinds = sorted({(line["armed"], line["n"]) for line in figures.lines if line["workload"] == "idle"})
    head = [f"{counted(n, 'timer')}, {'armed' if armed else 'none armed'}" for armed, n in kinds]

    def cell(peer, armed, n):
        wakeups = figures.median("wakeups_per_s", peer, "idle", armed=armed, n=n)
        cpu = figures.median("cpu_us_per_s", peer, "idle", armed=armed, n=n)
        return "–" if wakeups is None else f"{wakeups:.2g}; {cpu:.2g} µs"
    rows = [[peer, *(cell(peer, *kind) for kind in kinds)] for peer in present(figures, "idle")]
    return rows and ["Wake-ups and processor time, for each second.", "", *table(["", *head], rows)]


def start(figures):
    def row(peer):
        times_taken = [beside_ours(figures, name, peer, "start", span) for name in ("start_us", "free_us")]
        return [peer, *times_taken, *(whole(figures.median(name, peer, "start")) for name in ("threads", "resident_kb"))]
    rows = [row(peer) for peer in present(figures, "start")]
    return rows and table(["", "start", "free", "threads", "resident, KB"], rows)


def fairness(figures):
    lines = figures.find(plans.OURS, "fairness")
    rows = []
    for delivery in dict.fromkeys(line.get("delivery") for line in lines):
        def value(name):
            return figures.median(name, plans.OURS, "fairness", delivery=delivery)
        drain = value("drain_ns")
        rows.append([str(delivery), *(span(value(name)) for name in ("fact_p50_us", "fact_p99_us", "fact_max_us", "noticed_p99_us")),
                     whole(value("queued_max")), "–" if drain is None else f"{drain:.0f} ns"])
    head = ["delivery", "fact p50", "fact p99", "fact max", "noticed late, p99", "most events queued", "to drain an event"]
    if not rows:
        return []
    n, slow = (figures.values(key, "fairness")[-1] for key in ("n", "slow_us"))
    words = f"{counted(n, 'session')} time out while one callback takes {span(slow)}; polled, the host takes events only then."
    return [words, "", *table(head, rows)]


def size(figures):
    sizes = figures.results.get("sizes", {})
    rows = [[peer, whole(value)] for peer, value in sizes.items() if value]
    return rows and ["Bytes of the shared library without symbols.", "", *table(["", "bytes"], rows)]


def missing(figures):
    return [f"* {sentence}" for sentence in figures.missing()]
