"""The reader's own system with the planned Patterns in it."""

import re
from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.diagrams import architecture
from advisor.engine import Advice
from advisor.engine.roadmap import ItemState, Phase, PhaseId, PlanItem
from patterns.catalogue import Catalogue
from patterns.diagram_cache import draw
from tests.advisor.answering import advice, examples, queries

NODE = re.compile(r'^ *(\w+)[\[({]+"(.*?)"[\])}]+(?::::\w+)?$', re.MULTILINE)
LINK = re.compile(r'^ *(\w+) (?:-->|-\.->)(?:\|".*?"\|)? (\w+)$', re.MULTILINE)
HOSTILE = ['"]; click r_x "javascript:alert(1)"', "<script>alert(1)</script>", "```\n# x", "end",
           "%%{init: {}}%%", "&amp;", "\u202eabc", "subgraph x"]  # fmt: skip


def planning(judged: Advice, slugs: Sequence[str]) -> Advice:
    """The same Advice with another plan."""
    items = tuple(PlanItem(slug, 1, ItemState.PLANNED) for slug in slugs)
    return replace(judged, plan=replace(judged.plan, phases=(Phase(PhaseId.STRATEGIC, items),)))


def nodes(script: str) -> dict[str, str]:
    return {name: label for name, label in NODE.findall(script) if not name.startswith("subgraph")}


@examples(60)
@given(data=st.data())
def test_any_plan_draws_within_limits_and_without_loose_parts(
    catalogue: Catalogue, data: st.DataObject
) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue, most=6)))
    slugs = [judged.slug for judged in judged.patterns]
    plan = data.draw(st.lists(st.sampled_from(slugs), min_size=1, max_size=30, unique=True))
    names = data.draw(st.lists(st.text(max_size=40), max_size=12))

    composed = architecture(planning(judged, plan), catalogue, names)

    script = composed.diagram.script
    drawn, linked = nodes(script), LINK.findall(script)
    assert draw(composed.diagram).problem is None
    assert 2 <= len(drawn) <= 30
    assert len(linked) <= 45
    assert set(drawn) == {end for link in linked for end in link}
    assert set(composed.diagram.links) <= set(drawn)
    assert [placed.slug for placed in composed.placements] == plan
    assert all(placed.where for placed in composed.placements)


@examples(40)
@given(data=st.data())
def test_a_real_plan_never_runs_out_of_room(catalogue: Catalogue, data: st.DataObject) -> None:
    judged = advice(catalogue, data.draw(queries(catalogue)))

    composed = architecture(judged, catalogue, ["A", "B", "C", "D"])

    places = [placed.where for placed in composed.placements] if composed else []
    assert not [words for words in places if "no room" in words]


def test_what_the_table_calls_a_part_is_in_the_picture(catalogue: Catalogue) -> None:
    slugs = [pattern.slug for pattern in catalogue.patterns if pattern.profile]
    for slug in slugs:
        composed = architecture(planning(advice(catalogue), [slug]), catalogue)

        (placed,) = composed.placements
        script = composed.diagram.script
        for label in re.findall("“(.*?)”", placed.where):
            assert label in script, (slug, label)


def test_every_pattern_with_a_part_leads_to_a_pattern_page(catalogue: Catalogue) -> None:
    slugs = [pattern.slug for pattern in catalogue.patterns]

    links = architecture(planning(advice(catalogue), slugs), catalogue).diagram.links

    assert len(links) > 15
    assert all(catalogue.get(link.split("/")[2]) for link in links.values())
    assert all(link == f"/patterns/{link.split('/')[2]}/" for link in links.values())


def test_patterns_of_one_role_share_its_node(catalogue: Catalogue) -> None:
    composed = architecture(
        planning(advice(catalogue), ["publish-subscribe", "competing-consumers"]), catalogue
    )

    brokers = [
        label for name, label in nodes(composed.diagram.script).items() if name == "r_broker"
    ]
    assert brokers == ["Message broker<br/>Competing Consumers, Publish-Subscribe"]


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_drawn_as_text(catalogue: Catalogue, name: str) -> None:
    plain = architecture(advice(catalogue), catalogue, ["Orders", "Payment"])
    hostile = architecture(advice(catalogue), catalogue, [name, "Payment"])

    drawing = draw(hostile.diagram)
    assert drawing.problem is None
    assert "<script" not in drawing.svg
    assert "javascript:" not in re.sub(r">[^<]*<", "><", drawing.svg)
    assert nodes(hostile.diagram.script).keys() == nodes(plain.diagram.script).keys()
    assert LINK.findall(hostile.diagram.script) == LINK.findall(plain.diagram.script)


@pytest.mark.parametrize(
    ("count", "shown"),
    [
        (1, ["S1"]),
        (4, ["S1", "S2", "S3", "S4"]),
        (5, ["S1", "S2", "S3", "and 2 more"]),
        (12, ["S1", "S2", "S3", "and 9 more"]),
    ],
)
def test_beyond_four_names_the_rest_is_counted(
    catalogue: Catalogue, count: int, shown: list[str]
) -> None:
    names = [f"S{number}" for number in range(1, count + 1)]

    script = architecture(advice(catalogue), catalogue, names).diagram.script

    services = [
        label.split("<br/>")[0]
        for node, label in nodes(script).items()
        if node.startswith("service_")
    ]
    assert services == shown


def test_the_answers_decide_what_is_there_without_any_pattern(catalogue: Catalogue) -> None:
    query = {"services": ["few"], "clients": ["mobile", "partner"], "deps": ["third"],
             "pains": ["timeouts"], "callfail": ["again"]}  # fmt: skip

    script = architecture(advice(catalogue, query), catalogue).diagram.script

    drawn = nodes(script)
    assert {"client_mobile", "client_partner", "r_store", "r_external"} <= set(drawn)
    assert [node for node in drawn if node.startswith("service_")] == ["service_1", "service_2"]


def test_no_plan_is_no_picture(catalogue: Catalogue) -> None:
    assert architecture(advice(catalogue, {}), catalogue) is None


def test_the_order_of_the_plan_does_not_change_the_picture(catalogue: Catalogue) -> None:
    slugs = ["retry", "timeout", "publish-subscribe", "cqrs", "api-gateway"]

    forth = architecture(planning(advice(catalogue), slugs), catalogue)
    back = architecture(planning(advice(catalogue), slugs[::-1]), catalogue)

    assert forth.diagram.script == back.diagram.script
