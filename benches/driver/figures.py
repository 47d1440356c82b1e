"""The figures of a run of all: medians over rounds."""
import statistics

from . import plan as plans


class Figures:
    """Looks up medians by peer, workload and words; None where nothing was measured."""

    def __init__(self, results):
        self.results = results
        self.lines = results["lines"]

    def find(self, peer, workload, **words):
        def fits(line):
            return (line["peer"] == peer and line["workload"] == workload
                    and all(line.get(key) == value for key, value in words.items()))
        return [line for line in self.lines if fits(line)]

    def median(self, figure, peer, workload, **words):
        values = [line[figure] for line in self.find(peer, workload, **words) if figure in line]
        return statistics.median(values) if values else None

    def pair(self, peer, n, threads):
        """Nanoseconds of a pair; of the floor, those with the cheaper clock."""
        figure = "ns_coarse_clock" if peer == plans.FLOOR else "ns"
        return self.median(figure, peer, "churn", n=n, threads=threads)

    def cdf(self, peer, **words):
        """Of each fraction the median lateness."""
        curves = [line["cdf"] for line in self.find(peer, "storm", **words) if "cdf" in line]
        if not curves:
            return None
        return [(points[0][0], statistics.median(point[1] for point in points)) for points in zip(*curves)]

    def values(self, key, workload):
        """All values that a word has in runs of a workload."""
        return sorted({line[key] for line in self.lines if line["workload"] == workload and key in line})

    def missing(self):
        """Why cells are empty: sentences."""
        seen = {}
        for line in self.lines:
            for kind in (kind for kind in ("broken", "stopped", "unsupported") if kind in line):
                why = f"{kind}: {line[kind]}"
                words = " ".join(f"{k}={line[k]}" for k in ("n", "threads", "spread_ms", "armed") if k in line)
                seen.setdefault((line["peer"], line["workload"], why), []).append(words)
        return [f"{peer}, {workload} ({'; '.join(dict.fromkeys(words))}): {why}" for (peer, workload, why), words in seen.items()]
