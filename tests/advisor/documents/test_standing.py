"""Number and status of records: what a person decided, what an earlier export gave out."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from advisor.documents.bundle import bundle, contents_of
from advisor.documents.decisions import Record, records
from advisor.documents.folder import Decision, Folder, Ruling
from advisor.documents.plaintext import quoted
from advisor.documents.standing import numbers
from patterns.catalogue import Catalogue
from patterns.documents.document import one_line
from tests.advisor.answering import BUSY, examples, folder, queries
from tests.advisor.documents import madr
from tests.advisor.documents.test_report import report, rows

DAY = date(2026, 1, 20)
CHOICE = {**BUSY, "load": ["caller", "provider"]}  # Throttling is planned, Rate Limiting lost to it
STATUS = {"accepted": "accepted", "rejected": "rejected", "deferred": "proposed"}


def decided(ruling: Ruling, note: str = "", by: str = "") -> Decision:
    return Decision(ruling, DAY, note, by)


def by_pattern(kept: Folder) -> dict[str, Record]:
    return {record.pattern: record for record in records(kept)}


def read(record: Record) -> madr.Madr:
    return madr.read(record.name, record.text.encode())


def decisions_of(catalogue: Catalogue) -> st.SearchStrategy[dict[str, Decision]]:
    """Any Decisions about any Patterns, also about some that the Release does not hold."""
    slugs = [pattern.slug for pattern in catalogue.patterns]
    slugs += ["gone-from-here", "gone-as-well"]
    ruled = st.builds(
        Decision,
        st.sampled_from(Ruling),
        st.dates(date(1980, 1, 1), date(2100, 1, 1)),
        st.text(max_size=60),
        st.text(max_size=30),
    )
    return st.dictionaries(st.sampled_from(slugs), ruled, max_size=8)


@examples(25)
@given(data=st.data())
def test_every_record_says_what_the_person_decided_and_nothing_else(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    plain = folder(catalogue, data.draw(queries(catalogue)))
    chosen = data.draw(decisions_of(catalogue))
    kept = Folder(plain.advice, plain.sheet, catalogue, plain.on, decisions=chosen)

    made = by_pattern(kept)

    assert set(made) == {*kept.advice.plan.members, *chosen}
    for slug, record in made.items():
        seen = read(record)
        ruling = chosen[slug].ruling if slug in chosen else None
        assert seen.status == record.status == (STATUS[ruling] if ruling else "proposed")
        assert (seen.status == "accepted") == (ruling is Ruling.ACCEPTED)
        assert seen.date == (chosen[slug].on if slug in chosen else kept.on).isoformat()
        assert seen.title == record.title
        assert set(seen.links) <= {each.name for each in made.values()}
        assert (seen.chosen == kept.words.pattern(slug)) == (ruling is not Ruling.REJECTED)


@examples(25)
@given(data=st.data())
def test_a_second_export_changes_no_number_and_no_file_name(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    first = folder(catalogue, data.draw(queries(catalogue)), first=data.draw(st.integers(1, 50)))
    plain = folder(catalogue, data.draw(queries(catalogue)))
    second = Folder(
        plain.advice,
        plain.sheet,
        catalogue,
        plain.on,
        decisions=data.draw(decisions_of(catalogue)),
        numbers=numbers(first),
    )

    before, after = by_pattern(first), by_pattern(second)

    assert set(before) <= set(after)
    assert {slug: after[slug].name for slug in before} == {
        slug: record.name for slug, record in before.items()
    }
    assert len({record.number for record in after.values()}) == len(after)
    new = [after[slug].number for slug in after if slug not in before]
    assert all(number > max([record.number for record in before.values()] + [0]) for number in new)
    assert [record.number for record in records(second)] == sorted(
        record.number for record in after.values()
    )
    for slug, record in after.items():
        seen = read(record)
        gone = slug not in second.decisions and slug not in second.advice.plan.members
        assert (seen.status == "deprecated" or seen.status.startswith("superseded")) == gone


def test_what_was_accepted_carries_its_day_its_decider_and_its_note(catalogue: Catalogue) -> None:
    kept = folder(
        catalogue,
        decisions={"retry": decided(Ruling.ACCEPTED, "Only for reads: see #12", "Ana: lead")},
    )

    record = by_pattern(kept)["retry"]

    assert record.text.startswith(
        '---\nstatus: accepted\ndate: 2026-01-20\ndecision-makers: ["Ana: lead"]\n---\n'
    )
    assert "Accepted on 2026-01-20 by Ana: lead. Note: Only for reads: see \\#12\n" in record.text


def test_what_was_rejected_is_not_chosen_and_says_why(catalogue: Catalogue) -> None:
    kept = folder(
        catalogue, decisions={"retry": decided(Ruling.REJECTED, "It doubled the load.", "Bo")}
    )

    record = by_pattern(kept)["retry"]
    seen = read(record)

    assert record.title.startswith("Do not use Retry for “")
    assert seen.options[:2] == ("Keep things as they are", "Retry")
    assert "because this was the reason: “It doubled the load”.\n" in record.text
    assert "The advice plans it: its verdict is adopt" in record.text
    assert "Chosen option: “Retry”" not in record.text


def test_a_rejection_without_a_note_is_still_a_sentence(catalogue: Catalogue) -> None:
    record = by_pattern(folder(catalogue, decisions={"retry": decided(Ruling.REJECTED)}))["retry"]

    assert "because Retry was rejected without a note.\n" in record.text
    assert "decision-makers" not in record.text


def test_a_rejection_names_what_cannot_do_without_it(catalogue: Catalogue) -> None:
    kept = folder(catalogue, decisions={"timeout": decided(Ruling.REJECTED, "no")})

    made = by_pattern(kept)

    assert "* Bad, because Retry needs it; see [Use Retry" in made["timeout"].text
    assert made["retry"].name in read(made["timeout"]).links


def test_what_was_put_off_stays_proposed_with_its_note(catalogue: Catalogue) -> None:
    kept = folder(catalogue, decisions={"retry": decided(Ruling.DEFERRED, "After the summer")})

    record = by_pattern(kept)["retry"]

    assert read(record).status == "proposed"
    assert "Put off on 2026-01-20. Note: After the summer\n" in record.text


def test_what_was_accepted_against_the_advice_says_so(catalogue: Catalogue) -> None:
    kept = folder(catalogue, decisions={"geode": decided(Ruling.ACCEPTED, "The board wants it")})

    record = by_pattern(kept)["geode"]

    assert read(record).status == "accepted"
    assert record.number == len(kept.advice.plan.members) + 1
    assert "The advice does not plan it: its verdict is not-needed" in record.text


def test_the_accepted_member_of_a_choice_is_what_a_rejection_chooses(catalogue: Catalogue) -> None:
    kept = folder(
        catalogue,
        CHOICE,
        decisions={
            "throttling": decided(Ruling.REJECTED, "we cannot refuse callers"),
            "rate-limiting": decided(Ruling.ACCEPTED),
        },
    )

    made = by_pattern(kept)
    seen = read(made["throttling"])

    assert seen.status == "rejected"
    assert seen.chosen == "Rate Limiting"
    assert seen.options == ("Rate Limiting", "Throttling", "Keep things as they are")
    assert made["rate-limiting"].name in seen.links


def test_a_dropped_pattern_stays_deprecated_with_a_reason(catalogue: Catalogue) -> None:
    first = folder(catalogue, CHOICE)
    second = folder(catalogue, BUSY, numbers=numbers(first))

    record = by_pattern(second)["throttling"]

    assert "throttling" not in second.advice.plan.members
    assert read(record).status == "deprecated"
    assert "because Throttling is no longer in the plan: its verdict is now later" in record.text
    assert record.name not in [
        link for each in records(second) if each is not record for link in read(each).links
    ]


def test_a_replaced_choice_is_superseded_by_the_record_in_its_place(catalogue: Catalogue) -> None:
    kept = folder(catalogue, CHOICE, numbers={"rate-limiting": 3})

    made = by_pattern(kept)
    seen = read(made["rate-limiting"])

    assert seen.status == f"superseded by ADR-{made['throttling'].number:04d}"
    assert seen.chosen == "Throttling"
    assert seen.links[0] == made["throttling"].name


def test_a_pattern_that_the_release_lost_keeps_its_record(catalogue: Catalogue) -> None:
    kept = folder(
        catalogue,
        numbers={"gone-one": 7},
        decisions={"gone-two": decided(Ruling.ACCEPTED, "we run it")},
    )

    made = by_pattern(kept)

    assert read(made["gone-one"]).status == "deprecated"
    assert made["gone-one"].number == 7
    assert read(made["gone-two"]).status == "accepted"
    assert read(made["gone-two"]).chosen == "Gone Two"


def test_new_numbers_start_at_the_one_that_was_asked_for(catalogue: Catalogue) -> None:
    kept = folder(catalogue, first=41, numbers={"retry": 3})

    given_out = numbers(kept)

    assert given_out.pop("retry") == 3
    assert sorted(given_out.values()) == list(range(41, 41 + len(given_out)))


@pytest.fixture
def everything(catalogue: Catalogue) -> Folder:
    return folder(
        catalogue,
        numbers=numbers(folder(catalogue, CHOICE)),
        decisions={
            "retry": decided(Ruling.ACCEPTED, "| yes |", "Ana"),
            "timeout": decided(Ruling.REJECTED, "no"),
            "circuit-breaker": decided(Ruling.DEFERRED),
            "bulkhead": decided(Ruling.ACCEPTED),
        },
    )


def test_index_report_and_manifest_agree_with_the_records(everything: Folder) -> None:
    files = contents_of(everything)
    made = records(everything)

    told = [[str(each.number), each.status, each.on.isoformat()] for each in made]
    index = rows(files["docs/decisions/index.md"].decode(), "Decision records")
    listed = rows(report(everything), "Decisions")
    manifest = json.loads(files[".patternadvisor/manifest.json"])["records"]
    assert [[row[0], *row[2:4]] for row in index] == told
    assert [[row[0], *row[2:4]] for row in listed] == told
    assert [[str(row["number"]), row["status"], row["date"]] for row in manifest] == told
    assert [row[1].partition("](")[0].removeprefix("[") for row in index] == [
        row[1] for row in listed
    ]
    assert files["docs/architecture/report.md"].decode() == report(everything)
    entry = files["README-ARCHITECTURE.md"].decode()
    assert ": 5 proposed, 2 accepted, 1 rejected, 1 deprecated\n" in entry


def test_the_plan_of_a_report_shows_what_was_decided(everything: Folder) -> None:
    shown = {row[0]: row[5] for row in rows(report(everything), "Plan")}

    assert shown["Retry"] == "accepted"
    assert shown["Timeout"] == "rejected"
    assert shown["Transactional Outbox"] == ""


def test_checklist_pictures_and_code_follow_the_decisions(everything: Folder) -> None:
    files = contents_of(everything)

    checklist = files["docs/architecture/checklist.md"].decode()
    named = {words for level, words in madr.headings(checklist) if level == 2}
    pictures = " ".join(path for path in files if path.endswith(".mmd"))
    assert {"Retry", "Bulkhead"} <= named
    assert not {"Timeout", "Circuit Breaker"} & named
    assert "Left out, because it was decided otherwise: Timeout, Circuit Breaker." in checklist
    assert "-retry-sequence" in pictures
    assert "-bulkhead-sequence" in pictures
    assert "circuit-breaker-" not in pictures
    assert any(path.startswith("code/bulkhead/") for path in files)
    assert not any(path.startswith("code/circuit-breaker/") for path in files)


def test_equal_decisions_give_equal_bytes_in_any_order(everything: Folder) -> None:
    def turned(mapping: Mapping[str, Any]) -> dict[str, Any]:
        return dict(reversed(mapping.items()))

    again = Folder(
        everything.advice,
        everything.sheet,
        everything.catalogue,
        everything.on,
        decisions=turned(everything.decisions),
        numbers=turned(everything.numbers),
    )

    assert bundle(again) == bundle(everything)
    with zipfile.ZipFile(io.BytesIO(bundle(again))) as archive:
        assert archive.testzip() is None


@pytest.mark.parametrize(
    "hostile",
    ["] # x", "```", "<b>", "1. a\n---\nstatus: accepted", '"""', "}}{{ x }}", "\x00\u202e\x85a"],
)
def test_no_text_of_a_person_can_break_a_record(catalogue: Catalogue, hostile: str) -> None:
    rulings = dict(zip(("retry", "timeout", "throttling"), Ruling, strict=True))
    kept = folder(
        catalogue,
        decisions={slug: decided(ruling, hostile, hostile) for slug, ruling in rulings.items()},
    )

    for record in records(kept):
        ruling = rulings.get(record.pattern)
        assert read(record).status == (STATUS[ruling] if ruling else "proposed")
    quiet = folder(
        catalogue,
        decisions={slug: decided(ruling, "x", "y") for slug, ruling in rulings.items()},
    )
    assert madr.headings(report(kept)) == madr.headings(report(quiet))
    assert len(rows(report(kept), "Decisions")) == len(rows(report(quiet), "Decisions"))


@given(st.text(max_size=60))
def test_the_decider_is_read_back_by_a_yaml_reader(words: str) -> None:
    assert yaml.safe_load(f"decision-makers: [{quoted(words)}]") == {
        "decision-makers": [one_line(words)]
    }
