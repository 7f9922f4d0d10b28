"""The form: each field with unit and range, as typed where something is wrong."""

from django.http import QueryDict

from patterns.labs import shelf
from patterns.labs.kernel.lab import Values
from patterns.pages.labs import fields
from patterns.pages.labs.asking import read
from patterns.pages.labs.fields import Field, Group

BREAKER = shelf.lab("circuit-breaker")


def groups(query: str = "") -> dict[str, Group]:
    found = fields.groups(BREAKER, read(BREAKER, QueryDict(query)))
    return {group.name: group for group in found}


def field(group: str, key: str, query: str = "") -> Field:
    return next(each for each in groups(query)[group].fields if each.key == key)


def test_the_first_group_and_what_was_changed_are_unfolded() -> None:
    assert [name for name, group in groups().items() if group.is_open] == ["traffic"]

    changed = groups("open_wait=5&timeout=100")

    assert changed["policy"].is_open
    assert changed["policy"].changed == 2


def test_a_hint_names_range_and_unit() -> None:
    assert field("traffic", "rate").hint == "0.1 to 2,000 calls/s"
    assert field("service", "median").hint == "1 to 60,000 ms"
    assert field("service", "base_failure").hint == "0 to 1, or in %"


def test_what_cannot_be_used_stays_as_typed_with_its_message() -> None:
    found = field("traffic", "rate", "rate=fast")

    assert found.value == "fast"
    assert found.message.startswith("enter a number from 0.1")
    assert groups("rate=fast")["traffic"].is_open


def test_what_can_be_used_is_shown_in_the_declared_unit() -> None:
    assert field("policy", "open_wait", "open_wait=2min").value == "120"


def test_a_value_without_effect_says_so() -> None:
    assert field("policy", "window_n").is_idle
    assert not field("policy", "window_n", "window=count").is_idle


def test_a_list_shows_its_rows_and_two_empty_ones() -> None:
    lines = field("faults", "f").rows

    assert [[cell.value for cell in line.cells] for line in lines] == [
        ["100-115", "service", "error", "1"],
        ["250-265", "service", "error", "1"],
        ["500-600", "service", "error", "1"],
        ["", "", "", ""],
        ["", "", "", ""],
    ]
    assert lines[0].cells[0].key == "f.1.span"


def test_a_full_list_has_no_empty_row_and_one_too_long_is_shown_whole() -> None:
    row = "1-2:service:error:1"

    assert len(field("faults", "f", "f=" + ",".join([row] * 6)).rows) == 6
    assert len(field("faults", "f", "f=" + ",".join([row] * 8)).rows) == 8


def test_rows_that_cannot_be_read_stay_as_typed() -> None:
    cells = field("faults", "f", "f=late:service:error").rows[0].cells

    assert [cell.value for cell in cells] == ["late", "service", "error", "1"]


def test_run_b_has_three_slots_the_filled_ones_first() -> None:
    slots = fields.changes(BREAKER, read(BREAKER, QueryDict("b.open_wait=5")))

    assert [(slot.name, slot.value) for slot in slots] == [("open_wait", "5"), ("", ""), ("", "")]


def test_every_mistake_leads_to_a_field_that_is_there() -> None:
    asked = read(BREAKER, QueryDict("rate=x&seed=-1&b.open_wait=x&f=1-2:x:error:1"))

    found = {place: label for place, label, _ in fields.mistakes(BREAKER, asked)}

    assert found == {
        "f-rate": "Call rate",
        "g-f-rows": "Faults",
        "f-b.1.value": "Wait while open, run B",
        "f-seed": "Seed",
    }


def test_a_difference_is_told_in_words() -> None:
    other = BREAKER.values(rate=40.0, open_wait=5.0)

    words = fields.changed_words(BREAKER, BREAKER.values(), other, ("rate", "open_wait"))

    assert words == "Call rate 22 calls/s, Wait while open 30 s"


def test_a_list_that_differs_is_told_by_its_rows_or_by_their_names() -> None:
    lab = shelf.lab("bulkhead")
    one = lab.values(services="A:20:200:10,B:20:300:15")
    resized = lab.values(services="A:20:200:12,B:20:300:15")
    other = lab.values(services="A:20:200:10,C:5:100:15")

    def told(values: Values, beside: Values) -> str:
        return fields.changed_words(lab, values, beside, ("services",))

    assert told(one, resized) == "Services A:20:200:10"
    assert told(resized, one) == "Services A:20:200:12"
    assert told(one, other) == "Services A, B"
    assert told(one, one) == "Services A, B"
    many = lab.values(services=",".join(f"Service{n}:1:1:1" for n in range(8)))
    assert len(told(many, one)) < 80
