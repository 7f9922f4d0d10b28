import struct
import subprocess
import sys

import pytest

from patterns.diagrams import raster
from patterns.diagrams.raster import TooLarge, Unavailable, size, to_png
from patterns.diagrams.rendering import Theme, render
from tests.patterns.diagrams.samples import Sample, seed


def _pixels(png: bytes) -> tuple[int, int]:
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", png[16:24])


@pytest.mark.parametrize("theme", Theme)
@pytest.mark.parametrize("sample", seed(), ids=lambda sample: sample.id)
def test_a_picture_has_its_natural_size_times_the_scale(sample: Sample, theme: Theme) -> None:
    svg = render(sample.diagram, theme).svg
    width, height = size(svg)

    across, down = _pixels(to_png(svg, 2))

    assert (across, down) == (pytest.approx(2 * width, abs=2), pytest.approx(2 * height, abs=2))


def test_the_same_picture_gives_the_same_bytes() -> None:
    svg = render(seed()[0].diagram, Theme.PAPER).svg

    assert to_png(svg, 1) == to_png(svg, 1)


def test_a_picture_with_too_many_pixels_is_refused() -> None:
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 5000 5000"></svg>'

    with pytest.raises(TooLarge):
        to_png(svg, 1)


def test_something_without_a_size_is_refused() -> None:
    with pytest.raises(TooLarge):
        to_png("", 1)


def test_a_missing_rasterizer_is_said_to_be_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "resvg_py", None)

    with pytest.raises(Unavailable):
        to_png(render(seed()[0].diagram).svg)


def test_texts_are_drawn_with_the_packaged_font(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=False)
    if "Noto Sans" in listed.stdout.replace(",", "\n").split("\n"):
        pytest.skip(
            "Noto Sans is a font of this machine, so that the packaged one cannot be missed"
        )
    svg = render(seed()[0].diagram, Theme.PAPER).svg
    with_font = to_png(svg, 1)
    monkeypatch.setattr(raster.fonts, "files", lambda: ())

    assert to_png(svg, 1) != with_font
