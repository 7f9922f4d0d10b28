"""The tokens of the stylesheet, computed: every pair that meets on a page has its contrast."""

import re
from functools import cache

import pytest

from tests.conftest import ROOT

SHEET = ROOT / "static" / "css" / "site.css"
TEXT, SHAPE = (
    4.5,
    3.0,
)  # least contrast of text, and of borders, rings and marks (WCAG 1.4.3, 1.4.11)
LARGEST = 60_000  # bytes

INKS = ("ink", "ink-2", "ink-3", "accent", "accent-hover")
GROUNDS = ("paper", "paper-2", "paper-3")
VERDICTS = ("adopt", "prepare", "consider", "later", "not-needed", "defer", "avoid")
CATEGORIES = (
    "resilience", "load-management", "edge", "communication", "messaging", "data-consistency",
    "data-access", "coordination", "structure", "evolution", "deployment", "operations", "security",
)  # fmt: skip
PAIRS = (
    *((ink, on, TEXT) for ink in INKS for on in GROUNDS),
    *((line, on, SHAPE) for line in ("line-strong", "focus") for on in GROUNDS),
    *(("ink", on, TEXT) for on in ("accent-wash", "mark")),
    ("accent-hover", "accent-wash", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("paper", "ink", TEXT),
    *((verdict, on, TEXT) for verdict in VERDICTS for on in ("paper", f"{verdict}-wash")),
    *(("paper", solid, TEXT) for solid in ("adopt", "avoid")),
    *((sign, on, TEXT) for sign in ("for", "against") for on in ("paper", "paper-2")),
    *((f"s{number}", "paper", SHAPE) for number in range(1, 7)),
    *((f"cat-{category}", "paper", SHAPE) for category in CATEGORIES),
    *((f"c-{kind}", "paper-2", TEXT) for kind in ("word", "text", "num", "note")),
)  # fmt: skip


@cache
def tokens() -> dict[str, tuple[str, str]]:
    """Return name -> (light, dark) of every color token."""
    found = re.findall(
        r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", SHEET.read_text()
    )
    return {name: (light, dark) for name, light, dark in found}


def luminance(color: str) -> float:
    """Return the relative luminance of a color such as #0a5b68, 0 to 1 (WCAG 2.2)."""
    parts = [int(color[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_a_pair_has_its_contrast(ink: str, ground: str, least: float, theme: int) -> None:
    assert contrast(tokens()[ink][theme], tokens()[ground][theme]) >= least


def test_black_on_white_is_21_to_1() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


def test_every_color_token_is_judged_or_a_mere_hairline() -> None:
    judged = {name for pair in PAIRS for name in pair[:2]}

    assert tokens().keys() - judged == {"line"}


def test_every_category_of_the_catalogue_has_its_color() -> None:
    text = (ROOT / "fixtures" / "categories.toml").read_text()

    assert set(re.findall(r'^slug = "([^"]+)"', text, re.MULTILINE)) == set(CATEGORIES)


def test_rules_take_their_colors_from_the_tokens() -> None:
    """Only diagrams and outcomes of charts have pairs of their own, each in both themes."""
    _, _, rules = SHEET.read_text().partition("@layer base {")
    loose = re.sub(r"light-dark\([^)]*\)", "", rules)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*})", loose) == []


def test_nothing_is_forced_by_important_and_the_sheet_stays_small() -> None:
    text = SHEET.read_text()

    assert "!important" not in text
    assert len(text.encode()) < LARGEST
