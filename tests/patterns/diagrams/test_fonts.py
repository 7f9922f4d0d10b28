from pathlib import Path

import pytest

from patterns.diagrams import fonts

pytest.importorskip("brotli", reason="only needed where the fonts are written")


def test_the_small_font_has_the_signs_of_our_labels(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    regular, bold, license_file = fonts.write(tmp_path / "new")

    for path in (regular, bold):
        assert path.read_bytes()[:4] == b"wOF2"
        assert path.stat().st_size < 40_000
        with TTFont(path) as font:
            signs = font.getBestCmap()
        assert all(ord(sign) in signs for sign in "Aé–…’±×№€µЖ")
    assert "SIL OPEN FONT LICENSE" in license_file.read_text().upper()


def test_the_small_font_measures_as_the_whole_one(tmp_path: Path) -> None:
    from fontTools.ttLib import TTFont

    whole, small = TTFont(fonts.files()[0]), TTFont(fonts.write(tmp_path)[0])

    for sign in "Circuit Breaker 50 %":
        widths = {font["hmtx"].metrics[font.getBestCmap()[ord(sign)]][0] for font in (whole, small)}
        assert len(widths) == 1


def test_the_bytes_are_the_same_every_time(tmp_path: Path) -> None:
    one, two = fonts.write(tmp_path / "a"), fonts.write(tmp_path / "b")

    assert [path.read_bytes() for path in one] == [path.read_bytes() for path in two]
