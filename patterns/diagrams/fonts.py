"""The font that diagrams are measured with: where it is, and a small copy for browsers.

`python -m patterns.diagrams.fonts <folder>` writes the copy and its license.
"""

import shutil
import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path

WEIGHTS = {"Regular": "noto-sans-regular.woff2", "Bold": "noto-sans-bold.woff2"}
LICENSE = "noto-sans-license.txt"

# Latin with its accents, Greek, Cyrillic, punctuation and currencies.
_RANGES = (
    (0x20, 0x7E),
    (0xA0, 0x17F),
    (0x218, 0x21B),
    (0x370, 0x3FF),
    (0x400, 0x45F),
    (0x2010, 0x203A),
    (0x2070, 0x209C),
    (0x20A0, 0x20BF),
    (0x2116, 0x2122),
)


class Unavailable(RuntimeError):
    """The package that brings the font, or the one that packs it, cannot be found."""


@cache
def folder() -> Path:
    """Return the folder of the renderer's package that holds the font files.

    Raises Unavailable without that package.
    """
    package = find_spec("mermaid_render")
    if not package or not package.origin:
        raise Unavailable("mermaid-render is not installed")
    return Path(package.origin).with_name("fonts")


def files() -> tuple[Path, ...]:
    """Return the whole font, regular and bold, as TrueType files."""
    return tuple(folder() / f"NotoSans-{weight}.ttf" for weight in WEIGHTS)


def write(target: Path) -> tuple[Path, ...]:
    """Write both weights as WOFF2 with the signs of _RANGES, and the license; return the files.

    The bytes are the same on every machine. Takes about two seconds.
    Raises Unavailable when the Brotli compressor is not installed.
    """
    from fontTools import subset

    target.mkdir(parents=True, exist_ok=True)
    options = subset.Options(flavor="woff2", layout_features=["kern", "mark", "ccmp", "tnum"])
    options.hinting = False
    options.recalc_timestamp = False
    written = []
    for source, name in zip(files(), WEIGHTS.values(), strict=True):
        subsetter = subset.Subsetter(options)
        subsetter.populate(
            unicodes=[point for first, last in _RANGES for point in range(first, last + 1)]
        )
        with subset.load_font(source, options) as font:
            subsetter.subset(font)
            try:
                subset.save_font(font, target / name, options)
            except ImportError as error:
                raise Unavailable("brotli is not installed") from error
        written.append(target / name)
    shutil.copyfile(folder() / "LICENSE", target / LICENSE)
    return (*written, target / LICENSE)


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        print(f"{path} {path.stat().st_size:,} bytes")
