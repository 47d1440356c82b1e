"""The pictures: what a pair costs over the number of sessions, how late a storm is, memory."""
import os

from . import plan as plans
from .svg import OTHERS, Logarithmic, Picture, spread
from .words import counted, in_short, span, whole

DRAWN = [peer for peer in plans.ENGINES if peer != plans.OURS]
# Names beside lines; the tables have the words of the programs.
NAMES = {"tokio": "tokio Sleep", "tokio-tasks": "tokio, tasks", "delayqueue": "DelayQueue", "heap": "std heap",
         "asio": "Asio", "glib": "GLib", "libuv-mutex": "libuv, mutex", "libevent-common": "libevent, queues"}

EN = "\u2002"


def name(peer):
    return NAMES.get(peer, peer)


def kind(peer):
    if peer in (plans.OURS, plans.FLOOR):
        return "ours" if peer == plans.OURS else "floor"
    # A second way is drawn as its peer, but dashed.
    return f"other{DRAWN.index(plans.SECOND_WAYS.get(peer, peer)) % len(OTHERS)}"


def draw(figures, folder):
    """Writes those pictures for which there are figures, and returns their names."""
    machine = figures.results["machine"]
    about = f"{machine['cpu']}, {machine['cores']} cores, Linux {machine['kernel']}, {machine['date']}"
    made = {"churn.svg": churn(figures, about), "storm.svg": storm(figures, about), "memory.svg": memory(figures, about)}
    for file, picture in made.items():
        if picture:
            picture.write(os.path.join(folder, file))
    return [file for file, picture in made.items() if picture]


def head(picture, title, below):
    picture.text(24, 34, title, size=17, weight=600)
    picture.text(24, 54, below, kind="quiet", size=12)


def churn(figures, about):
    sizes = figures.values("n", "churn")
    panels = [(threads, lines_of_churn(figures, sizes, threads)) for threads in (1, 2)]
    values = [y for _, lines in panels for points in lines.values() for _, y in points]
    if len(sizes) < 2 or not values:
        return None
    picture = Picture(
        980, 500, "Cost of a pair over the number of sessions",
        "Nanoseconds for one session to get company and to be alone again, for hangtime, other timer "
        "engines and the floor, with one and with two threads; both axes are logarithmic. " + about)
    head(picture, "What it costs that somebody comes and goes",
         "nanoseconds for a session to get company and to be alone again, over the number of sessions")
    low, high = min(values) / 1.15, max(values) * 1.15
    for (threads, lines), left in zip(panels, (62, 518)):
        x = Logarithmic(sizes[0], sizes[-1], left, left + 290)
        y = Logarithmic(low, high, 440, 104)
        picture.text(left, 86, f"{counted(threads, 'thread')}", size=13, weight=600)
        frame(picture, x, y, sizes, with_values=threads == 1)
        panel(picture, x, y, lines)
    picture.text(24, 486, about, kind="quiet", size=11)
    return picture


def lines_of_churn(figures, sizes, threads):
    lines = {}
    for peer in (one for one in plans.PEERS if one not in plans.VARIANTS):
        points = [(n, figures.pair(peer, n, threads)) for n in sizes]
        known = [(n, ns) for n, ns in points if ns]
        if known:
            lines[peer] = known
    return lines


def frame(picture, x, y, sizes, with_values):
    steps = [m * d for d in Logarithmic(1, 10**9, 0, 1).decades() for m in (1, 2, 5)]
    for value in (step for step in steps if y.end <= y(step) <= y.start):
        picture.line([(x.start, y(value)), (x.end, y(value))], "grid", 1)
        if with_values:
            picture.text(x.start - 8, y(value) + 4, whole(value), kind="quiet", size=11, anchor="end")
    for size in sizes:
        picture.text(x(size), y.start + 20, in_short(size), kind="quiet", size=11, anchor="middle")


def panel(picture, x, y, lines):
    # Ours last, so that it lies over the others.
    order = sorted(lines, key=lambda peer: (peer == plans.OURS, peer != plans.FLOOR))
    for peer in order:
        points = [(x(n), y(ns)) for n, ns in lines[peer]]
        ours = peer == plans.OURS
        dash = "2 5" if peer == plans.FLOOR else "6 4" if peer in plans.SECOND_WAYS else None
        picture.line(points, kind(peer), 3.5 if ours else 1.6, dash)
        for at in points:
            if peer != plans.FLOOR:
                picture.dot(*at, kind(peer), 4.2 if ours else 2.4)
    ends = [y(lines[peer][-1][1]) for peer in order]
    for peer, end, place in zip(order, ends, spread(ends, 15, y.end, y.start)):
        last = x(lines[peer][-1][0])
        picture.line([(last + 5, end), (x.end + 11, place), (x.end + 14, place)], kind(peer), 0.7, faint=True)
        weight = 700 if peer == plans.OURS else 400
        picture.text(x.end + 17, place + 4, f"{name(peer)}{EN}{whole(lines[peer][-1][1])}", kind(peer), 12, weight=weight)


def storm(figures, about):
    curves = {peer: figures.cdf(peer, spread_ms=1000) for peer in plans.ENGINES}
    curves = {peer: curve for peer, curve in curves.items() if curve}
    if plans.OURS not in curves:
        return None
    n = max(figures.values("n", "storm"))
    picture = Picture(
        960, 500, "Lateness in a storm",
        f"Which part of {n} timers that come due within one second has come how late, for hangtime and "
        "other timer engines; the axis of lateness is logarithmic. " + about)
    head(picture, f"{counted(n, 'time-out')} within one second: how late?",
         "part of the time-outs that came at most so late; beside each name what half of them kept to; further left is better")
    largest = max(curve[-1][1] for curve in curves.values())
    x = Logarithmic(1, largest * 1.1, 62, 930)

    def y(part):
        return 440 - part * 345
    for decade in x.decades():
        picture.line([(x(decade), y(0)), (x(decade), y(1))], "grid", 1)
        picture.text(x(decade), y(0) + 20, span(decade), kind="quiet", size=11, anchor="middle")
    for part in (0.0, 0.5, 0.9, 1.0):
        picture.line([(x.start, y(part)), (x.end, y(part))], "grid", 1)
        picture.text(x.start - 8, y(part) + 4, f"{part * 100:.0f} %", kind="quiet", size=11, anchor="end")
    placed = {peer: within(curve, x, y) for peer, curve in curves.items()}
    for peer in sorted(placed, key=lambda peer: peer == plans.OURS):
        picture.line(placed[peer], kind(peer), 3.5 if peer == plans.OURS else 1.6)
    label_curves(picture, placed, curves, (x.start, x.end))
    picture.text(24, 486, about, kind="quiet", size=11)
    return picture


def within(curve, x, y):
    """A curve's points from the left edge on; what came sooner, or early, lies below them."""
    points = [(x(us), y(part)) for part, us in curve if us >= 1]
    return [(x.start, points[0][1]), *points] if curve[0][1] < 1 else points


def label_curves(picture, placed, curves, limits):
    """Writes each name beside its curve where it covers least of what is there."""
    taken, middle = [], (placed[plans.OURS][0][1] + placed[plans.OURS][-1][1]) / 2
    for peer in sorted(placed, key=lambda peer: (peer != plans.OURS, curves[peer][50][1])):
        words = f"{name(peer)}{EN}{span(curves[peer][50][1])}"
        size = 13 if peer == plans.OURS else 12
        width = len(words) * size * 0.56

        def cost(box):
            left, top, right, bottom = box
            boxes = sum(left < r + 4 and right > l - 4 and top < b + 2 and bottom > t - 2 for l, t, r, b in taken)
            lines = sum(left < px < right and top < py < bottom for points in placed.values() for px, py in dense(points))
            outside = left < limits[0] or right > limits[1]
            return 1000 * boxes + 1000 * outside + lines
        found = []
        for px, py in placed[peer][4:-20:2]:
            for side, box in ((1, (px + 8, py - 7, px + 8 + width, py + 7)), (-1, (px - 8 - width, py - 7, px - 8, py + 7))):
                found.append((cost(box) + abs(py - middle) / 15, side, box))
        if not found:
            continue
        _, side, box = min(found)
        taken.append(box)
        x, anchor = (box[0], "start") if side > 0 else (box[2], "end")
        picture.text(x, box[3] - 3, words, kind(peer), size, anchor, 700 if peer == plans.OURS else 400, halo=True)


def dense(points):
    """Points on a curve no more than some pixels apart."""
    for (ax, ay), (bx, by) in zip(points, points[1:]):
        steps = max(1, int(max(abs(bx - ax), abs(by - ay)) / 4))
        for step in range(steps):
            yield ax + (bx - ax) * step / steps, ay + (by - ay) * step / steps


def memory(figures, about):
    n = max((line["n"] for line in figures.find("libuv", "memory") if "bytes_per_session" in line), default=None)
    bars = [(peer, figures.median("bytes_per_session", peer, "memory", n=n)) for peer in plans.ENGINES]
    bars = [(peer, value) for peer, value in bars if value]
    if not bars:
        return None
    bars.sort(key=lambda bar: bar[1])
    height = 116 + 26 * len(bars)
    picture = Picture(
        960, height, "Memory of a session",
        "Resident bytes for each session of hangtime, with its roster, and for each bare timer of other "
        "engines. " + about)
    head(picture, "Memory of a session",
         f"resident bytes each, of {in_short(n)}: ours with two ids, a roster and a listener; the others a bare timer")
    scale = 690 / max(value for _, value in bars)
    for row, (peer, value) in enumerate(bars):
        top = 76 + 26 * row
        ours = peer == plans.OURS
        picture.text(132, top + 14, name(peer), kind(peer), 12, "end", 700 if ours else 400)
        picture.bar(142, top, value * scale, 19, kind(peer))
        picture.text(150 + value * scale, top + 14, f"{value:.0f}", "text", 12, weight=700 if ours else 400)
    picture.text(24, height - 14, about, kind="quiet", size=11)
    return picture
