"""Pictures as SVG, by hand: scales, lines, words that do not lie on each other."""
import html
import math

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

# Light and dark colours of ours, of the floor, and of the others in turn.
INK = {"text": ("#1f2328", "#e6edf3"), "quiet": ("#59636e", "#9198a1"), "grid": ("#d8dee4", "#30363d"),
       "ground": ("#ffffff", "#0d1117"), "ours": ("#c2255c", "#ff6b9d"), "floor": ("#59636e", "#9198a1")}
OTHERS = [("#1864ab", "#74c0fc"), ("#5f3dc4", "#b197fc"), ("#2b8a3e", "#69db7c"), ("#0b7285", "#3bc9db"),
          ("#e67700", "#ffd43b"), ("#862e9c", "#e599f7"), ("#7f4f24", "#d4a373"), ("#5c940d", "#c0eb75"),
          ("#364fc7", "#91a7ff"), ("#d9480f", "#ffa94d")]


def number(value):
    return f"{value:.1f}".rstrip("0").rstrip(".")


class Picture:
    """Collects elements; colours are classes, so that they follow light and dark."""

    def __init__(self, width, height, title, description):
        self.width, self.height = width, height
        self.title, self.description = title, description
        self.parts = []

    def add(self, part):
        self.parts.append(part)

    def text(self, x, y, words, kind="text", size=12, anchor="start", weight=400, halo=False):
        extra = ' class="halo"' if halo else ""
        self.add(f'<g{extra}><text x="{number(x)}" y="{number(y)}" class="t-{kind}" font-size="{size}" '
                 f'text-anchor="{anchor}" font-weight="{weight}">{html.escape(words)}</text></g>')

    def line(self, points, kind, width=1.5, dash=None, faint=False):
        path = " ".join(f"{number(x)},{number(y)}" for x, y in points)
        dashes = f' stroke-dasharray="{dash}"' if dash else ""
        dashes += ' opacity="0.55"' if faint else ""
        self.add(f'<polyline points="{path}" class="s-{kind}" stroke-width="{width}"{dashes}/>')

    def dot(self, x, y, kind, radius):
        self.add(f'<circle cx="{number(x)}" cy="{number(y)}" r="{radius}" class="f-{kind}"/>')

    def bar(self, x, y, width, height, kind):
        self.add(f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" '
                 f'rx="2" class="f-{kind}"/>')

    def style(self):
        colours = {**INK, **{f"other{i}": pair for i, pair in enumerate(OTHERS)}}

        def rules(shade):
            return "".join(f".t-{name},.f-{name}{{fill:{pair[shade]}}}.s-{name}{{stroke:{pair[shade]}}}"
                           for name, pair in colours.items())

        def halo(shade):
            return f".halo text{{paint-order:stroke;stroke:{INK['ground'][shade]};stroke-width:4px;stroke-linejoin:round}}"
        return (f"text{{font-family:{FONT}}}polyline{{fill:none;stroke-linejoin:round;stroke-linecap:round}}"
                f"{rules(0)}{halo(0)}@media (prefers-color-scheme:dark){{{rules(1)}{halo(1)}}}")

    def write(self, path):
        head = (f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}" '
                f'width="{self.width}" height="{self.height}" role="img" aria-labelledby="title desc">')
        words = (f'<title id="title">{html.escape(self.title)}</title>'
                 f'<desc id="desc">{html.escape(self.description)}</desc>')
        ground = f'<rect width="{self.width}" height="{self.height}" rx="6" class="f-ground"/>'
        with open(path, "w") as file:
            file.write("\n".join([head, words, f"<style>{self.style()}</style>", ground, *self.parts, "</svg>", ""]))


class Logarithmic:
    """Maps values between two limits to places."""

    def __init__(self, low, high, start, end):
        self.low, self.high = math.log10(low), math.log10(high)
        self.start, self.end = start, end

    def __call__(self, value):
        part = (math.log10(value) - self.low) / (self.high - self.low)
        return self.start + part * (self.end - self.start)

    def decades(self):
        return [10.0**power for power in range(math.ceil(self.low - 1e-9), math.floor(self.high + 1e-9) + 1)]


def spread(places, gap, low, high):
    """Moves places as little as needed so that they are this far apart and within the limits."""
    order = sorted(range(len(places)), key=places.__getitem__)
    groups = []
    for at in order:
        groups.append([[at], places[at]])
        groups[-1][1] = min(max(groups[-1][1], low), high)
        while len(groups) > 1 and overlap(groups[-2], groups[-1], gap):
            (first, middle), (second, other) = groups[-2:]
            both = first + second
            centre = (middle * len(first) + other * len(second)) / len(both)
            half = gap * (len(both) - 1) / 2
            groups[-2:] = [[both, min(max(centre, low + half), high - half)]]
    moved = [0.0] * len(places)
    for members, centre in groups:
        for index, at in enumerate(members):
            moved[at] = centre + (index - (len(members) - 1) / 2) * gap
    return moved


def overlap(first, second, gap):
    return first[1] + gap * (len(first[0]) - 1) / 2 + gap > second[1] - gap * (len(second[0]) - 1) / 2
