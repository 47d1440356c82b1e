"""Numbers as people read them."""


def in_short(value):
    """1000 as 1k, 1500000 as 1.5M; smaller ones with three digits at most."""
    for size, unit in ((10**9, "G"), (10**6, "M"), (10**3, "k")):
        if value >= size:
            return f"{value / size:.3g}{unit}"
    return f"{value:.0f}" if value >= 10 else f"{value:.2g}"


def span(us):
    """Microseconds in the unit that suits them, with three digits."""
    if us is None:
        return "–"
    if abs(us) < 0.05:
        return "0"
    size, unit = next((pair for pair in ((1e6, "s"), (1e3, "ms")) if abs(us) >= pair[0]), (1, "µs"))
    value = us / size
    return f"{value:.0f} {unit}" if abs(value) >= 100 else f"{value:.3g} {unit}"


def whole(value):
    return "–" if value is None else f"{value:,.0f}".replace(",", " ")


def times(ratio):
    """How many times: two digits."""
    if ratio is None:
        return "–"
    return f"{ratio:,.0f} ×".replace(",", " ") if ratio >= 10 else f"{ratio:.2g} ×"


def counted(count, noun):
    return f"{whole(count)} {noun}{'' if count == 1 else 's'}"


def ratio(value, base):
    return value / base if value is not None and base else None


def table(head, rows):
    """Lines of Markdown."""
    return ["| " + " | ".join(head) + " |", "|" + "---|" * len(head), *("| " + " | ".join(row) + " |" for row in rows)]
