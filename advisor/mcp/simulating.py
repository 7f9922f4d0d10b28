"""The tool that runs a lab: a pattern tried with numbers before anybody adopts it."""

from dataclasses import replace

from advisor.mcp import results
from advisor.mcp.replies import Call, Reply, brief
from advisor.shapes import labs as shapes
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import lab_cache, releases
from patterns.labs import shelf
from patterns.labs.figures import fill, show


def run_lab(call: Call) -> Reply:
    catalogue = releases.current()
    words = catalogue.lab(call["slug"])
    known = tuple(each.slug for each in catalogue.labs if each.slug in shelf.labs())
    if words is None or call["slug"] not in known:
        fault = Fault("unknown_value", "There is no such lab.", "#/slug", "", known)
        raise Refused("invalid-parameters", "There is no such lab.", [fault])
    faults: list[Fault] = []
    body = {"values": call["parameters"] or {}, "seed": call["seed"]}
    run = shapes.read_run(shelf.lab(words.slug), body, faults)
    refuse_faults([_of_this_tool(fault) for fault in faults])
    try:
        result = lab_cache.run(run)
    except lab_cache.TooSlow:
        raise Refused("busy", "The run took longer than two seconds. Shorten it.") from None
    figures = [
        results.LabFigure(
            name=each.name,
            label=each.label,
            value=each.value,
            unit=each.unit,
            shown=show(each.value, each.unit),
            reason=each.reason,
        )
        for each in result.headlines
    ]
    values = results.LabRun(
        release=catalogue.digest,
        lab=words.slug,
        title=words.title,
        sentence=fill(words.summary, result),
        is_partial=result.is_partial,
        notes=list(result.notes),
        figures=figures,
        seed=run.seed,
        model_version=result.model_version,
        links={
            "page": call.address(run.address),
            "text": call.address(f"{run.address}&format=text"),
            "json": call.address(f"{run.address}&format=json"),
        },
    )
    text = brief(
        [
            "This is not the whole run." if values.is_partial else "",
            *(values.notes if values.is_partial else ()),
            values.sentence,
        ],
        [f"- {each.label}: {each.reason or each.shown}" for each in figures],
        "in the structured content",
        [f"The same run with its charts and the theory beside it: {values.links['page']}"],
    )
    return Reply(values, text)


def _of_this_tool(fault: Fault) -> Fault:
    """Return a fault with its place among the arguments: values are called parameters here."""
    return replace(fault, pointer=fault.pointer.replace("#/values", "#/parameters", 1))
