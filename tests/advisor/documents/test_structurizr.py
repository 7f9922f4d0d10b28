"""The workspace: the reader's services and the Patterns to build as C4 elements."""

import re
from dataclasses import replace

from hypothesis import example, given
from hypothesis import strategies as st

from advisor.documents.folder import Decision, Ruling
from advisor.documents.structurizr import quoted, workspace
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, examples, folder
from tests.advisor.documents.hostile import DAY, texts


def names(text: str) -> list[str]:
    return re.findall(r'= (?:container|softwareSystem) "([^"]*)"', text)


def test_every_named_service_is_a_container_also_beyond_the_picture(catalogue: Catalogue) -> None:
    given_names = [f"Service {number}" for number in range(1, 13)]

    text = workspace(folder(catalogue, {**BUSY, "name": given_names}), has_records=True)

    assert [name for name in names(text) if name in given_names] == given_names


def test_a_rejected_pattern_is_not_in_it_and_an_accepted_one_is(catalogue: Catalogue) -> None:
    plain = folder(catalogue)
    chosen = {
        "transactional-outbox": Decision(Ruling.REJECTED, DAY),
        "geode": Decision(Ruling.ACCEPTED, DAY),
    }

    before = workspace(plain, has_records=True)
    after = workspace(replace(plain, decisions=chosen), has_records=True)

    assert '"Outbox"' in before
    assert '"Outbox"' not in after
    assert 'tags "Geode"' in after


def test_without_records_none_are_asked_for(catalogue: Catalogue) -> None:
    assert "!adrs" not in workspace(folder(catalogue, {}), has_records=False)
    assert "!adrs docs/decisions madr\n" in workspace(folder(catalogue), has_records=True)


@examples(30)
@given(st.lists(texts(), min_size=1, max_size=12))
@example(["// x", "X"])
def test_no_two_elements_have_one_name(catalogue: Catalogue, given_names: list[str]) -> None:
    kept = folder(catalogue)
    kept = replace(kept, sheet=replace(kept.sheet, title="Web application", names=given_names))

    found = names(workspace(kept, has_records=True))

    compared = [re.sub("[/.]", "", name).strip().casefold() for name in found]
    assert len(set(compared)) == len(found)
    assert all(found)


@given(st.text(max_size=60))
@example('${HOME} -> \\ "x" ${')
def test_a_string_has_two_quotes_and_no_escape(words: str) -> None:
    written = quoted(words)

    assert re.fullmatch(r'"[^"\\\n\r]*"', written)
    assert "${" not in written
    assert "->" not in written
