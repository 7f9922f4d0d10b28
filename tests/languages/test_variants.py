from dataclasses import replace

from patterns.code.templates import Converter, Spelling, Target
from patterns.parameters import Kind, Parameter, Rule, RuleKind
from tests.languages.variants import ODD_TEXTS, variants
from tests.patterns.code.builders import PLAIN

CALLS = Parameter("calls", "Calls", Kind.COUNT, 20, 1, 1_000)
SIZE = Parameter("size", "Size", Kind.COUNT, 100, 1, 1_000)
LIMITED = replace(
    PLAIN,
    spellings=(
        Spelling(CALLS, Target("CALLS", Converter.INT)),
        Spelling(SIZE, Target("SIZE", Converter.INT)),
    ),
)
FITS = Rule(RuleKind.LE, ("calls",), "size", "Too many calls.")


def test_defaults_come_first_and_every_end_once() -> None:
    tried = variants(replace(LIMITED, regions=()), [])

    assert [variant.name for variant in tried] == [
        "defaults", "calls=1", "calls=1000", "size=1", "size=1000",
    ]  # fmt: skip


def test_regions_are_left_out_alone_in_pairs_and_all() -> None:
    tried = variants(replace(LIMITED, spellings=(), regions=("a", "b", "c")), [])

    assert [sorted(variant.off) for variant in tried] == [
        [], ["a"], ["b"], ["c"], ["a", "b"], ["a", "c"], ["b", "c"], ["a", "b", "c"],
    ]  # fmt: skip


def test_what_a_reader_could_not_ask_for_is_not_tried() -> None:
    tried = variants(replace(LIMITED, regions=()), [FITS])

    assert [variant.name for variant in tried] == ["defaults", "calls=1", "size=1000"]


def test_slow_tiers_try_all_ends_together_as_far_as_the_rules_allow() -> None:
    tried = variants(replace(LIMITED, regions=(), tier=2), [FITS])

    assert [dict(variant.values) for variant in tried] == [
        {}, {"calls": 1, "size": 1}, {"calls": 20, "size": 1_000},
    ]  # fmt: skip


def test_one_odd_text_is_run_and_the_others_only_have_to_be_code() -> None:
    tried = [v for v in variants(PLAIN, []) if v.values.get("service") in ODD_TEXTS]

    assert len(tried) == len(ODD_TEXTS)
    assert sum(variant.runs for variant in tried) == 1
