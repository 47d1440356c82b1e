"""What is measured: peers, and the runs of a round."""
import dataclasses

OURS = "hangtime"
# Ours, with a listener that is told of each coming and going, two events for a pair; and without a log.
VARIANTS = {"hangtime-events": "delivery=idle-events", "hangtime-no-log": "log=0"}
FLOOR = "floor"
# Peers used in a second way, for pairs only.
SECOND_WAYS = {"libuv-mutex": "libuv", "libevent-common": "libevent"}

# In the order of the tables, with the program that a peer is run by.
PEERS = {
    OURS: "out/hangtime",
    "hangtime-events": "out/hangtime",
    "hangtime-no-log": "out/hangtime",
    FLOOR: "out/floor",
    "libuv": "out/libuv",
    "libuv-mutex": "out/libuv-mutex",
    "libevent": "out/libevent",
    "libevent-common": "out/libevent-common",
    "libev": "out/libev",
    "asio": "out/asio",
    "glib": "out/glib",
    "tokio": "rust/target/release/bench-rust tokio",
    "tokio-tasks": "rust/target/release/bench-rust tokio-tasks",
    "delayqueue": "rust/target/release/bench-rust delayqueue",
    "heap": "rust/target/release/bench-rust heap",
}
ENGINES = [peer for peer in PEERS if peer not in (*VARIANTS, *SECOND_WAYS, FLOOR)]
# Those that the targets name, for runs that are too long for all.
NAMED = [OURS, FLOOR, "libuv", "libuv-mutex", "tokio", "tokio-tasks"]
# Those whose set-up of ten million takes seconds, and not too much memory.
FAST = [peer for peer in PEERS if peer not in (*VARIANTS, "glib", "tokio-tasks")]


@dataclasses.dataclass(frozen=True)
class Run:
    """One run of a program, of which there is one in each round or only in the first."""

    peer: str
    workload: str
    words: tuple
    limit_s: int
    once: bool = False

    @property
    def text(self):
        return f"{self.peer} {self.workload} {' '.join(self.words)}"


@dataclasses.dataclass(frozen=True)
class Plan:
    """The sizes of a run of all; budget_s is when no other round begins."""

    name: str
    budget_s: int
    rounds: int
    sizes: tuple
    pairs: int
    largest: int
    storm: int
    singles: int
    idle_s: int
    limit_s: int


FULL = Plan("full", 1080, 5, (10**3, 10**4, 10**5, 10**6), 1_000_000, 10**7, 10**6, 100, 20, 60)
QUICK = Plan("quick", 90, 1, (10**3, 10**5), 100_000, 10**6, 10**5, 20, 2, 20)
# Says nothing but that every program runs and every table and picture can be made.
TRY = Plan("try", 60, 1, (100, 1000), 1000, 10**4, 1000, 2, 1, 20)
PLANS = {plan.name: plan for plan in (FULL, QUICK, TRY)}


def runs(plan, peers, workloads):
    """The runs of a round, those first without which nothing can be said."""
    made = [*churn(plan), *storms(plan), *brief(plan), *idle(plan), *memory(plan), *others(plan)]
    return [run for run in made if run.peer in peers and run.workload in workloads]


def churn(plan):
    for size in (*plan.sizes, plan.largest):
        for threads in (1, 2):
            for peer in PEERS:
                large = size == plan.largest
                if large and peer not in (FAST if plan.name == FULL.name else NAMED):
                    continue
                if peer == "libuv-mutex" and threads == 1:
                    continue
                pairs = plan.pairs // 2 if large else plan.pairs
                words = (f"n={size}", f"threads={threads}", f"pairs={pairs}")
                if peer in VARIANTS:
                    words += (VARIANTS[peer],)
                limit = plan.limit_s * 2 if large else plan.limit_s
                yield Run(peer, "churn", words, limit, once=large and plan.name == FULL.name)


def storms(plan):
    for spread in (0, 1000):
        for peer in ENGINES:
            yield Run(peer, "storm", (f"n={plan.storm}", f"spread_ms={spread}"), plan.limit_s)


def memory(plan):
    for peer in ENGINES:
        yield Run(peer, "memory", (f"n={plan.storm}",), plan.limit_s, once=True)
    yield Run("hangtime-no-log", "memory", (f"n={plan.storm}", "log=0"), plan.limit_s, once=True)
    for size in (plan.storm // 10, plan.largest):
        yield Run(OURS, "memory", (f"n={size}",), plan.limit_s * 2, once=True)


def idle(plan):
    for armed, n in ((0, plan.storm), (1, 1), (1, plan.storm)):
        for peer in ENGINES:
            words = (f"n={n}", f"armed={armed}", f"seconds={plan.idle_s}")
            yield Run(peer, "idle", words, plan.limit_s + plan.idle_s, once=True)


def others(plan):
    for delivery in ("callback", "poll"):
        words = (f"n={plan.storm}", "slow_us=100000", f"delivery={delivery}")
        yield Run(OURS, "fairness", words, plan.limit_s, once=True)
    for peer in ENGINES:
        yield Run(peer, "open", (f"n={plan.storm}",), plan.limit_s)


def brief(plan):
    for peer in ENGINES:
        yield Run(peer, "start", ("rounds=100",), plan.limit_s)
    for peer in ENGINES:
        yield Run(peer, "single", (f"rounds={plan.singles}",), plan.limit_s)
