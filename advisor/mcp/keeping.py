"""Tools that keep answers, and that hand over what was made from them."""

from datetime import date
from hashlib import sha256
from typing import Final
from urllib.parse import parse_qs, urlencode
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone

from advisor import answers as answer_texts
from advisor import filing
from advisor.access import Right, caller_of, for_caller
from advisor.advice import advise
from advisor.documents import making
from advisor.documents.bundle import TooLarge
from advisor.documents.folder import Folder, date_of
from advisor.documents.formats import FORMATS, Format
from advisor.documents.options import day, record_form
from advisor.mcp import results
from advisor.mcp.answering import Answered, answered
from advisor.mcp.replies import Call, Reply, brief
from advisor.models import Assessment, Revision, Scope
from advisor.shapes import keeping
from advisor.shapes.catalogue import with_query
from advisor.shapes.faults import Fault, Refused
from patterns import jobs, releases, stances
from patterns.jobs import Job

KEY_HEADER: Final = "Assessment-Key"


def save_assessment(call: Call) -> Reply:
    asked = answered(call)
    if not asked.sheet.answers.given:
        raise _wrong("invalid-answers", "too_few", "There is no answer to save.", "#/answers")
    try:
        opened = Assessment.open(
            asked.sheet,
            now=timezone.now(),
            title=call["title"],
            owner=caller_of(call.request).person,
            catalogue=asked.catalogue,
        )
    except ValidationError as error:
        words = " ".join(error.messages)
        raise _wrong("invalid-parameters", "unknown_value", words, "#/title") from error
    body = keeping.opened(opened.assessment, opened.revision, opened.edit_key)
    links = {name: call.address(path) for name, path in body["links"].items()}
    values = results.shortened({**body, "links": links}, results.Saved)
    words = brief(
        [
            f"Saved as {opened.assessment.name}.",
            f"Give the user this link; whoever has it may change the assessment: {links['edit']}",
            "It is shown this once. Links to read are made on that page.",
            asked.confirm,
        ]
    )
    return Reply(values, words)


def export_bundle(call: Call) -> Reply:
    given = [name for name in ("answers", "id") if call[name] is not None]
    if len(given) != 1:
        words = "Give either answers, or the id of an assessment."
        raise _wrong("invalid-parameters", "missing", words, "#")
    chosen = FORMATS[call["format"] or "bundle"]
    if reason := chosen.missing():
        words = f"This site cannot make it: {reason}."
        raise _wrong("invalid-parameters", "unknown_value", words, "#/format")
    return _of_answers(call, chosen) if given == ["answers"] else _of_assessment(call, chosen)


def _of_answers(call: Call, chosen: Format) -> Reply:
    asked = answered(call)
    address = answer_texts.address(asked.sheet)
    links = {
        "file": _link(call, f"/exports/{chosen.name}", address),
        "page": call.address(with_query("/advice/", address)),
    }
    made = _made(chosen, _folder(asked, address, call))
    told = [
        "The link gives the same bytes for as long as the catalogue stays as it is.",
        "The file takes assumed answers as given." if asked.assumed else "",
        asked.confirm,
    ]
    return _handed_over(chosen, made, links, asked.assumed, told)


def _of_assessment(call: Call, chosen: Format) -> Reply:
    """Export what is kept, to whoever may read it; an editor's export numbers the records."""
    kept = _kept(call, Right.READ)
    if kept is None:
        words = "There is no such assessment, or neither token nor key gives a right to it."
        raise _wrong("not-found", "unknown_value", words, "#/id")
    wanted = filing.Asked(None, _day(call), call["first"], record_form(call["adr"] or ""))
    try:
        folder = filing.folder(kept, wanted)
        may_change = caller_of(call.request).may(Scope.ASSESSMENTS_WRITE)
        if chosen.numbered and may_change and _kept(call, Right.EDIT):
            folder = filing.numbered(folder, kept, now=timezone.now())
    except releases.NoRelease:
        raise Refused("conflict", "Its revision was judged by a catalogue of the past.") from None
    except ValueError as error:
        raise Refused("conflict", f"The records cannot be numbered: {error}.") from None
    except (Assessment.DoesNotExist, Revision.DoesNotExist):
        raise Refused("not-found", "The assessment was deleted meanwhile.") from None
    given = folder.sheet.answers.given
    assumed = [name for name, answer in given.items() if answer.assumed]
    links = {
        "file": _link(call, f"/assessments/{kept.id}/exports/{chosen.name}"),
        "page": call.address(f"/assessments/{kept.id}/"),
    }
    told = ["The link opens for whoever has opened a link of the assessment, or owns it."]
    return _handed_over(chosen, _made(chosen, folder, str(kept.id)), links, assumed, told)


def _handed_over(
    chosen: Format,
    made: bytes | None,
    links: dict[str, str],
    assumed: list[str],
    told: list[str],
) -> Reply:
    """Return what was made, or that it takes longer: then the same call tells when it is there."""
    values = results.Export(
        format=chosen.name,
        file_name=chosen.file_name,
        media_type=chosen.media_type,
        is_done=made is not None,
        size=None if made is None else len(made),
        digest=None if made is None else f"sha256:{sha256(made).hexdigest()}",
        assumed=assumed,
        links=links,
    )
    size = (
        "it is being made; call again in a few seconds" if made is None else f"{len(made):,} bytes"
    )
    return Reply(values, brief([f"{values.file_name}, {size}: {links['file']}", *told]))


def _made(chosen: Format, folder: Folder, owner: str = "") -> bytes | None:
    """Return the document; None while it is being made. Raises Refused when too much is."""
    try:
        made = making.ask(chosen, folder, owner)
    except TooLarge as error:
        raise Refused("invalid-parameters", str(error)) from None
    except jobs.Busy:
        raise Refused("busy", "As much is being made as can be. Try again in a minute.") from None
    return None if isinstance(made, Job) else made


def _folder(asked: Answered, address: str, call: Call) -> Folder:
    """Return what the link's file is made from: what travels in an address, and nothing else."""
    on = _day(call)
    sheet = answer_texts.read(parse_qs(address), asked.knowledge).sheet
    return Folder(
        advice=advise(sheet.answers, asked.catalogue, thorough=True),
        sheet=sheet,
        catalogue=asked.catalogue,
        on=on or date_of(asked.catalogue),
        first=call["first"],
        form=record_form(call["adr"] or ""),
        house=stances.current(),
    )


def _kept(call: Call, least: Right) -> Assessment | None:
    """Return the Assessment if the caller has this right, by account, argument or header."""
    key = call["key"] or call.request.headers.get(KEY_HEADER, "")
    try:
        return for_caller(caller_of(call.request), key, UUID(call["id"]), least)
    except (Http404, ValueError):
        return None


def _day(call: Call) -> date | None:
    try:
        return day(call["date"] or "")
    except ValueError as error:
        words = f"{str(error).partition(': ')[2].capitalize()}."
        raise _wrong("invalid-parameters", "unknown_value", words, "#/date") from error


def _link(call: Call, path: str, address: str = "") -> str:
    options = {name: str(call[name]) for name in ("adr", "date") if call[name]}
    options |= {"first": str(call["first"])} if call["first"] != 1 else {}
    return call.address(with_query(path, "&".join(filter(None, (address, urlencode(options))))))


def _wrong(slug: str, code: str, words: str, pointer: str) -> Refused:
    return Refused(slug, "One mistake was found.", [Fault(code, words, pointer)])
