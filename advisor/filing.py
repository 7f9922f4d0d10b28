"""A saved Revision with the person's Decisions → what its documents are made from."""

from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from advisor import models
from advisor.advice import advise
from advisor.documents.folder import Decision, Folder, RecordForm, Ruling, Saved
from advisor.documents.standing import wanted
from advisor.models import Assessment, Revision
from patterns import releases, stances


class Asked(NamedTuple):
    """What a request says. revision: None for the newest; on: None for the Revision's own day."""

    revision: int | None
    on: date | None
    first: int
    form: RecordForm = RecordForm.MADR


def folder(assessment: Assessment, asked: Asked) -> Folder:
    """Return the Answers of a Revision, judged by its own Release, with today's Decisions.

    Raises Revision.DoesNotExist, or NoRelease when this version cannot read that Release.
    """
    revision = (
        assessment.newest() if asked.revision is None else assessment.revision(asked.revision)
    )
    catalogue = releases.get(revision.release.digest)
    sheet = replace(revision.read(catalogue).sheet, title=assessment.title)
    return Folder(
        advice=advise(sheet.answers, catalogue, thorough=True),
        sheet=sheet,
        catalogue=catalogue,
        on=asked.on or revision.created_at.date(),
        first=asked.first,
        form=asked.form,
        house=stances.current(),
        decisions={slug: _decision(each) for slug, each in assessment.decided().items()},
        numbers=dict(assessment.record_numbers),
        saved=_saved(revision),
    )


def numbered(made: Folder, assessment: Assessment, *, now: datetime) -> Folder:
    """Return the same with numbers for all its records, which the Assessment keeps.

    Raises ValueError when the numbers run out.
    """
    kept = assessment.number_records(wanted(made), now=now, first=made.first)
    return replace(made, numbers=kept)


def _saved(revision: Revision) -> Saved:
    return Saved(revision.number, revision.engine, revision.advice.encode())


def _decision(row: models.Decision) -> Decision:
    return Decision(Ruling(row.status), row.decided_on, row.note, row.decider, row.verdict)
