"""Tools that keep answers, and that hand over what was made from them."""

from hashlib import sha256
from urllib.parse import parse_qs, urlencode

from django.core.exceptions import ValidationError
from django.utils import timezone

from advisor import answers as answer_texts
from advisor.access import caller_of
from advisor.advice import advise
from advisor.documents.folder import Folder, date_of
from advisor.documents.formats import FORMATS
from advisor.documents.options import day, record_form
from advisor.mcp import results
from advisor.mcp.answering import Answered, answered
from advisor.mcp.replies import Call, Reply, brief
from advisor.models import Assessment
from advisor.shapes.faults import Fault, Refused
from patterns import stances


def save_assessment(call: Call) -> Reply:
    asked = answered(call)
    if not asked.sheet.answers.given:
        fault = Fault("too_few", "There is no answer to save.", "#/answers")
        raise Refused("invalid-answers", "One mistake was found.", [fault])
    try:
        opened = Assessment.open(
            asked.sheet,
            now=timezone.now(),
            title=call["title"],
            owner=caller_of(call.request).person,
            catalogue=asked.catalogue,
        )
    except ValidationError as error:
        fault = Fault("unknown_value", " ".join(error.messages), "#/title")
        raise Refused("invalid-parameters", "One mistake was found.", [fault]) from error
    name, key = opened.assessment.id, opened.edit_key
    links = {
        "page": call.address(f"/assessments/{name}/"),
        "edit": call.address(f"/assessments/{name}/edit/{key}/"),
        "self": call.address(f"/api/v1/assessments/{name}"),
    }
    values = results.Saved(
        id=str(name),
        revision=opened.revision.number,
        title=opened.assessment.title,
        edit_key=key,
        links=links,
    )
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
    asked = answered(call)
    chosen = FORMATS[call["format"] or "bundle"]
    if reason := chosen.missing():
        fault = Fault("unknown_value", f"This site cannot make it: {reason}.", "#/format")
        raise Refused("invalid-parameters", "One mistake was found.", [fault])
    address = answer_texts.address(asked.sheet)
    options = {name: str(call[name]) for name in ("adr", "date") if call[name]}
    options |= {"first": str(call["first"])} if call["first"] != 1 else {}
    query = "&".join(filter(None, (address, urlencode(options))))
    content = chosen.make(_folder(asked, address, call))
    values = results.Export(
        format=chosen.name,
        file_name=chosen.file_name,
        media_type=chosen.media_type,
        size=len(content),
        digest=f"sha256:{sha256(content).hexdigest()}",
        assumed=asked.assumed,
        links={
            "file": call.address(f"/exports/{chosen.name}?{query}"),
            "page": call.address(f"/advice/?{address}"),
        },
    )
    taken = "The file takes assumed answers as given." if asked.assumed else ""
    words = brief(
        [
            f"{values.file_name}, {values.size:,} bytes: {values.links['file']}",
            "The link gives the same bytes for as long as the catalogue stays as it is.",
            f"{taken} {asked.confirm}".strip(),
        ]
    )
    return Reply(values, words)


def _folder(asked: Answered, address: str, call: Call) -> Folder:
    """Return what the link's file is made from: what travels in an address, and nothing else."""
    try:
        on = day(call["date"] or "")
    except ValueError as error:
        fault = Fault("unknown_value", f"{str(error).partition(': ')[2].capitalize()}.", "#/date")
        raise Refused("invalid-parameters", "One mistake was found.", [fault]) from error
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
