"""Documents to take home: a format and answers in, the file out."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from typing import Final, TypeGuard

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from rest_framework.exceptions import NotAcceptable
from rest_framework.request import Request

from advisor import answers as answer_texts
from advisor.advice import advise
from advisor.answers.kept import FIRST_DAY, LAST_DAY, LAST_RECORD
from advisor.answers.values import safe
from advisor.api import bodies, etags, idempotency, renderers
from advisor.api import exports_examples as examples
from advisor.api import exports_serializers as schema
from advisor.api.operations import PICTURE as BINARY
from advisor.api.operations import described, endpoint
from advisor.api.queries import Query
from advisor.briefing import knowledge
from advisor.documents.folder import Folder, RecordForm, date_of
from advisor.documents.formats import FORMATS, Format
from advisor.models import Scope
from advisor.shapes import judgements
from advisor.shapes.faults import Fault, Refused, refuse_faults
from patterns import releases, stances

TAG: Final = "Making"
MEMBERS: Final = ("format", "date", "first", "adr")
# A plan takes some of the numbers that follow the first one.
LAST_FIRST: Final = LAST_RECORD - 999
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
FILES: Final = renderers.files(format.media_type for format in FORMATS.values())


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for. on: None for a day that belongs to the Release."""

    format: Format
    on: date | None
    first: int
    form: RecordForm


@described(
    "POST", "exports_create", "Export a document", tag=TAG,
    description="The file itself, in the media type of its format: the architecture folder as a "
    "zip (`bundle`), the report as Markdown, HTML, PDF or Word, the decision matrix as CSV, the "
    "answers or the Advice as JSON. Nothing is kept. Equal bodies give equal bytes.",
    parameters=idempotency.PARAMETERS,
    body=schema.ExportRequestSerializer, body_example=examples.EXPORT_REQUEST,
    returns=OpenApiTypes.OBJECT, example=examples.EXPORT,
    other={(200, each.media_type): BINARY for each in FILES if each.media_type != "application/json"},
    problems_beside=[*idempotency.PROBLEMS, "invalid-answers", "unavailable"],
)  # fmt: skip
@endpoint("POST", scope=Scope.EXPORTS_WRITE, limit="export", renderers=FILES)
def exports(request: Request) -> HttpResponse:
    Query(request).finish()
    body = bodies.read(request)
    wish, folder = _read(body)
    if not renderers.accepts(request, wish.format.media_type):
        raise NotAcceptable
    if reason := wish.format.missing():
        raise Refused("unavailable", f"This site lacks something: {reason}.")
    return idempotency.once(request, body, lambda: _file(wish, folder))


def _file(wish: Wish, folder: Folder) -> HttpResponse:
    response = HttpResponse(wish.format.make(folder), content_type=wish.format.media_type)
    response["Content-Disposition"] = f'attachment; filename="{wish.format.file_name}"'
    response["Cache-Control"] = "no-store"
    response["Content-Language"] = etags.LANGUAGE
    return response


def _read(body: object) -> tuple[Wish, Folder]:
    """Return what is asked for, and what it is made from. Raises Refused with every fault."""
    faults: list[Fault] = []
    if not isinstance(body, Mapping):
        body = {}
        faults.append(Fault("wrong_type", "Send an object.", pointer="#"))
    wish = _wish(body, faults)
    catalogue = releases.current()
    document = {name: part for name, part in body.items() if name not in MEMBERS}
    reading = answer_texts.read_document(document, knowledge(catalogue))
    faults += judgements.faults(reading.problems, in_query=False)
    refuse_faults(faults, "invalid-answers" if reading.problems else "invalid-parameters")
    folder = Folder(
        advice=advise(reading.answers, catalogue, thorough=True),
        sheet=reading.sheet,
        catalogue=catalogue,
        on=wish.on or date_of(catalogue),
        first=wish.first,
        form=wish.form,
        house=stances.current(),
    )
    return wish, folder


def _wish(body: Mapping[str, object], faults: list[Fault]) -> Wish:
    """Take what says which document; what cannot be used is added to the faults."""
    name = _one_of(body, "format", [*FORMATS], faults, usual="")
    form = _one_of(body, "adr", [*RecordForm], faults, usual=RecordForm.MADR)
    first = body.get("first", 1)
    if not _is_whole(first) or not 1 <= first <= LAST_FIRST:
        words = f"Expected a whole number from 1 to {LAST_FIRST}."
        faults.append(Fault("out_of_range", words, pointer="#/first"))
        first = 1
    on = _day(body.get("date"), faults) if "date" in body else None
    return Wish(FORMATS.get(name, FORMATS["answers"]), on, first, RecordForm(form))


def _one_of(
    body: Mapping[str, object],
    name: str,
    allowed: Sequence[str],
    faults: list[Fault],
    *,
    usual: str,
) -> str:
    value = body.get(name, usual)
    if isinstance(value, str) and value in allowed:
        return value
    words = "Say which." if name not in body else f'"{safe(value)}" cannot stand here.'
    faults.append(Fault("unknown_value", words, pointer=f"#/{name}", allowed=tuple(allowed)))
    return usual


def _is_whole(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool)


def _day(value: object, faults: list[Fault]) -> date | None:
    found = None
    if isinstance(value, str) and _DAY.fullmatch(value):
        with suppress(ValueError):
            found = date.fromisoformat(value)
    if found is None or not FIRST_DAY <= found <= LAST_DAY:
        words = f"Expected a day such as 2026-11-22, from {FIRST_DAY} to {LAST_DAY}."
        faults.append(Fault("out_of_range", words, pointer="#/date"))
        return None
    return found
