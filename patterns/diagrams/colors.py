"""The colors of drawings: pairs for light and dark, contrast, and the stylesheet of the pairs."""

import re
from dataclasses import dataclass
from functools import lru_cache

PAPER = "role(bg)"
INK = "role(fg)"
LINE = "role(line)"

TEXT_CONTRAST = 4.5
LINE_CONTRAST = 3.0


@dataclass(frozen=True, slots=True)
class Pair:
    """One color in two schemes, each `#rrggbb`; equal values do not follow the scheme."""

    light: str
    dark: str


@dataclass(frozen=True, slots=True)
class Role:
    """Fill, outline and text of one kind of part, as a script may name them in a `classDef`."""

    fill: Pair
    stroke: Pair
    text: Pair

    @property
    def style(self) -> str:
        """The light colors as Mermaid style declarations."""
        return f"fill:{self.fill.light},stroke:{self.stroke.light},color:{self.text.light}"


# What the renderer calls its colors, with the values of the site's look.
PALETTE = {
    "bg": Pair("#ffffff", "#0f1618"),
    "fg": Pair("#122024", "#e8eeee"),
    "muted": Pair("#3f5157", "#b3c1c5"),
    "line": Pair("#2b3b40", "#c3cfd2"),
    "surface": Pair("#f4f7f7", "#1a2629"),
    "surface-alt": Pair("#dfe8e8", "#26383e"),
    "border": Pair("#738489", "#7a8c92"),
    "accent": Pair("#0a5b68", "#7fd0d8"),
    "critical": Pair("#a5251c", "#f59d94"),
    "note": Pair("#fff6d9", "#3a3110"),
    "note-line": Pair("#a8862c", "#a58a3c"),
    "own": Pair("#e2f0f1", "#113137"),
    "bad": Pair("#fae6e3", "#401916"),
    "series-1": Pair("#253e61", "#5d8fed"),
    "series-2": Pair("#8a5f00", "#d1a101"),
    "series-3": Pair("#3b704f", "#9ac5a8"),
    "series-4": Pair("#9052ae", "#b38fac"),
    "series-5": Pair("#642903", "#e0834f"),
    "series-6": Pair("#566469", "#d8e8ef"),
    "series-7": Pair("#0d6e80", "#5fc3d1"),
    "series-8": Pair("#b04c14", "#f0a06a"),
}

ROLES = {
    "face": Role(PALETTE["surface"], PALETTE["border"], PALETTE["fg"]),
    "own": Role(PALETTE["own"], PALETTE["accent"], PALETTE["fg"]),
    "note": Role(PALETTE["note"], PALETTE["note-line"], PALETTE["fg"]),
    "bad": Role(PALETTE["bad"], PALETTE["critical"], PALETTE["fg"]),
}

# The renderer mixes a halo for the title of a frame inside up to seven others.
_HALOS = tuple(
    f"color-mix(in srgb,role(surface-alt) {share:.2f}%,role(bg))"
    for share in (100 * (1 - 0.5**depth) for depth in range(1, 9))
)

_ROLE = re.compile(r"role\(([a-z0-9-]+)\)")
_MIX = re.compile(r"color-mix\(in srgb,\s*(.+)\s([\d.]+)%,\s*(.+)\)")
_RGB = re.compile(r"rgb\(\s*(\d{1,3})\s*,\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\)")
_HEX = re.compile(r"#([0-9a-f]{3}|[0-9a-f]{6})")
_DEPTH = 3

# The names of CSS Color Module Level 4, in groups of a name and its value.
_NAMES = """
aliceblue f0f8ff antiquewhite faebd7 aqua 00ffff aquamarine 7fffd4 azure f0ffff beige f5f5dc
bisque ffe4c4 black 000000 blanchedalmond ffebcd blue 0000ff blueviolet 8a2be2 brown a52a2a
burlywood deb887 cadetblue 5f9ea0 chartreuse 7fff00 chocolate d2691e coral ff7f50
cornflowerblue 6495ed cornsilk fff8dc crimson dc143c cyan 00ffff darkblue 00008b darkcyan 008b8b
darkgoldenrod b8860b darkgray a9a9a9 darkgreen 006400 darkgrey a9a9a9 darkkhaki bdb76b
darkmagenta 8b008b darkolivegreen 556b2f darkorange ff8c00 darkorchid 9932cc darkred 8b0000
darksalmon e9967a darkseagreen 8fbc8f darkslateblue 483d8b darkslategray 2f4f4f
darkslategrey 2f4f4f darkturquoise 00ced1 darkviolet 9400d3 deeppink ff1493 deepskyblue 00bfff
dimgray 696969 dimgrey 696969 dodgerblue 1e90ff firebrick b22222 floralwhite fffaf0
forestgreen 228b22 fuchsia ff00ff gainsboro dcdcdc ghostwhite f8f8ff gold ffd700 goldenrod daa520
gray 808080 green 008000 greenyellow adff2f grey 808080 honeydew f0fff0 hotpink ff69b4
indianred cd5c5c indigo 4b0082 ivory fffff0 khaki f0e68c lavender e6e6fa lavenderblush fff0f5
lawngreen 7cfc00 lemonchiffon fffacd lightblue add8e6 lightcoral f08080 lightcyan e0ffff
lightgoldenrodyellow fafad2 lightgray d3d3d3 lightgreen 90ee90 lightgrey d3d3d3 lightpink ffb6c1
lightsalmon ffa07a lightseagreen 20b2aa lightskyblue 87cefa lightslategray 778899
lightslategrey 778899 lightsteelblue b0c4de lightyellow ffffe0 lime 00ff00 limegreen 32cd32
linen faf0e6 magenta ff00ff maroon 800000 mediumaquamarine 66cdaa mediumblue 0000cd
mediumorchid ba55d3 mediumpurple 9370db mediumseagreen 3cb371 mediumslateblue 7b68ee
mediumspringgreen 00fa9a mediumturquoise 48d1cc mediumvioletred c71585 midnightblue 191970
mintcream f5fffa mistyrose ffe4e1 moccasin ffe4b5 navajowhite ffdead navy 000080 oldlace fdf5e6
olive 808000 olivedrab 6b8e23 orange ffa500 orangered ff4500 orchid da70d6 palegoldenrod eee8aa
palegreen 98fb98 paleturquoise afeeee palevioletred db7093 papayawhip ffefd5 peachpuff ffdab9
peru cd853f pink ffc0cb plum dda0dd powderblue b0e0e6 purple 800080 rebeccapurple 663399
red ff0000 rosybrown bc8f8f royalblue 4169e1 saddlebrown 8b4513 salmon fa8072 sandybrown f4a460
seagreen 2e8b57 seashell fff5ee sienna a0522d silver c0c0c0 skyblue 87ceeb slateblue 6a5acd
slategray 708090 slategrey 708090 snow fffafa springgreen 00ff7f steelblue 4682b4 tan d2b48c
teal 008080 thistle d8bfd8 tomato ff6347 turquoise 40e0d0 violet ee82ee wheat f5deb3 white ffffff
whitesmoke f5f5f5 yellow ffff00 yellowgreen 9acd32
"""


def resolve(text: str) -> Pair | None:
    """Return the color that `text` names, or None when it is not a color that we know.

    text: `role(name)`, `color-mix(in srgb,A p%,B)` up to three deep, a hex color, `rgb()` or a
    CSS name. The light colors of a role count as that role, so that they follow the scheme.
    """
    return _resolve(text.strip().lower(), _DEPTH)


@lru_cache(maxsize=4096)
def _resolve(text: str, depth: int) -> Pair | None:
    if role := _ROLE.fullmatch(text):
        return PALETTE.get(role[1])
    if depth and (parts := _MIX.fullmatch(text)):
        first, second = _resolve(parts[1], depth - 1), _resolve(parts[3], depth - 1)
        if first and second:
            return mix(first, second, min(float(parts[2]), 100.0) / 100)
    value = _hex(text)
    return _AUTHORED.get(value, Pair(value, value)) if value else None


def _hex(text: str) -> str:
    if _HEX.fullmatch(text):
        return text if len(text) == 7 else "#" + "".join(digit * 2 for digit in text[1:])
    if channels := _RGB.fullmatch(text):
        return "#" + "".join(f"{min(int(channel), 255):02x}" for channel in channels.groups())
    return NAMES.get(text, "")


def mix(first: Pair, second: Pair, share: float) -> Pair:
    """Return `share` (0 to 1) of the first color and the rest of the second, in each scheme."""
    return Pair(
        _blend(first.light, second.light, share),
        _blend(first.dark, second.dark, share),
    )


def contrast(first: str, second: str) -> float:
    """Return the contrast ratio of two `#rrggbb` colors, 1 to 21 (WCAG 2.2, 1.4.3)."""
    one, two = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (one + 0.05) / (two + 0.05)


def reaches(color: Pair, ground: Pair, ratio: float) -> bool:
    """Say whether a color has at least this contrast on a ground, in both schemes."""
    return (
        contrast(color.light, ground.light) >= ratio and contrast(color.dark, ground.dark) >= ratio
    )


def readable(wanted: Pair | None, ground: Pair | None) -> Pair:
    """Return the wanted text color if it can be read on the ground, else one that can.

    ground: the author's own color behind the text; None for any ground of the palette.
    """
    if ground is None:
        grounds = (PALETTE["bg"], PALETTE["surface"], PALETTE["surface-alt"])
        fits = wanted and all(reaches(wanted, each, TEXT_CONTRAST) for each in grounds)
        return wanted if wanted and fits else PALETTE["fg"]
    for color in (wanted, PALETTE["fg"]):
        if color and reaches(color, ground, TEXT_CONTRAST):
            return color
    black, white = Pair("#000000", "#000000"), Pair("#ffffff", "#ffffff")
    return max((black, white), key=lambda color: contrast(color.light, ground.light))


def class_of(property_name: str, pair: Pair) -> str:
    """Return the class that gives `fill` or `stroke` its dark value; "" where none is needed."""
    return _CLASSES.get((property_name, pair), "")


def stylesheet() -> str:
    """Return the text of `static/css/diagrams.css`."""
    rules = "\n".join(
        f"  .{name} {{ {property_name}: light-dark({pair.light}, {pair.dark}); }}"
        for (property_name, pair), name in _CLASSES.items()
    )
    return _SHEET.format(rules=rules)


def _blend(first: str, second: str, share: float) -> str:
    mixed = (
        round(share * one + (1 - share) * two)
        for one, two in zip(_channels(first), _channels(second), strict=True)
    )
    return "#" + "".join(f"{channel:02x}" for channel in mixed)


@lru_cache(maxsize=1024)
def _luminance(color: str) -> float:
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (channel / 255 for channel in _channels(color))
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(color: str) -> tuple[int, int, int]:
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


_words = _NAMES.split()
NAMES = {name: f"#{value}" for name, value in zip(_words[::2], _words[1::2], strict=True)}

_AUTHORED = {
    pair.light: pair for role in ROLES.values() for pair in (role.fill, role.stroke, role.text)
}

_HALO_PAIRS = [pair for pair in map(resolve, _HALOS) if pair]
_CLASSES = {
    key: f"pc-{number}"
    for number, key in enumerate(
        dict.fromkeys(
            [(name, pair) for pair in PALETTE.values() for name in ("fill", "stroke")]
            + [("stroke", pair) for pair in _HALO_PAIRS]
        )
    )
}

_SHEET = """\
/* Generated from patterns/diagrams/colors.py by `python -m patterns.diagrams.colors`.
   One rule for each pair of a light and a dark color; print and exports keep the attributes. */

@layer charts {{
  .drawing {{ max-width: 100%; height: auto; }}
  .drawing a {{ cursor: pointer; }}
  .drawing a:hover text, .drawing a:focus-visible text {{ text-decoration: underline; }}

  @media screen {{
{rules}
  }}
}}
"""

if __name__ == "__main__":
    print(stylesheet(), end="")
