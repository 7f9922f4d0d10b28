"""What is kept → bodies: Assessments, Revisions, Decisions and tokens."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from advisor import secrecy
from advisor.models import AccessToken, Assessment, Decision, Revision
from advisor.shapes.catalogue import ROOT
from advisor.shapes.faults import Fault

Body = dict[str, Any]


def assessment(found: Assessment, newest: Revision, left_out: Iterable[Fault] = ()) -> Body:
    """Return an Assessment with the Answers of its newest Revision.

    left_out: what of the Revision before the current Release does not know any more.
    """
    told = [fault.plain() for fault in left_out]
    return {
        **_head(found, newest.number),
        **_judged_with(newest),
        **_answers(newest.document),
        **({"left_out": told} if told else {}),
        "links": _links(found),
    }


def listed_assessment(found: Assessment, newest: int) -> Body:
    """Return an Assessment as a list shows it, without Answers."""
    return {**_head(found, newest), "links": _links(found)}


def opened(found: Assessment, newest: Revision, key: str) -> Body:
    """Return a new Assessment with the only copy of its secret."""
    body = assessment(found, newest)
    body["edit_key"] = secrecy.EDIT + key
    body["links"] = {**body["links"], "edit": f"/assessments/{found.id}/edit/{key}/"}
    return body


def read_link(found: Assessment, key: str) -> Body:
    return {
        "read_key": secrecy.READ + key,
        "links": {"assessment": _place(found), "page": f"/assessments/{found.id}/view/{key}/"},
    }


def listed_revision(found: Revision) -> Body:
    place = f"{ROOT}/assessments/{found.assessment_id}"
    return {
        "number": found.number,
        "created_at": at(found.created_at),
        **_judged_with(found),
        "links": {
            "self": f"{place}/revisions/{found.number}",
            "advice": f"{place}/advice?revision={found.number}",
            "page": f"/assessments/{found.assessment_id}/revisions/{found.number}/",
        },
    }


def revision(found: Revision) -> Body:
    body = listed_revision(found)
    links = body.pop("links")
    return {**body, **_answers(found.document), "links": links}


def decision(found: Decision) -> Body:
    place = f"{ROOT}/assessments/{found.assessment_id}"
    return {
        "pattern": found.pattern,
        "status": found.status,
        "note": found.note,
        "decided_on": found.decided_on.isoformat(),
        "decider": found.decider,
        "verdict": found.verdict,
        "revision": found.revision,
        "changed_at": at(found.changed_at),
        "links": {
            "self": f"{place}/decisions/{found.pattern}",
            "pattern": f"{ROOT}/patterns/{found.pattern}",
            "assessment": place,
        },
    }


def token(found: AccessToken) -> Body:
    """Return a token without its secret, which nobody can say again."""
    return {
        "id": str(found.id),
        "name": found.name,
        "scopes": list(found.scopes),
        "created_at": at(found.created_at),
        "expires_at": at(found.expires_at),
        "last_used_at": at(found.last_used_at) if found.last_used_at else None,
        "made_with": str(found.parent_id) if found.parent_id else None,
        "links": {"self": f"{ROOT}/tokens/{found.id}"},
    }


def at(instant: datetime) -> str:
    """Return an instant after RFC 3339, in UTC."""
    return instant.isoformat().replace("+00:00", "Z")


def _head(found: Assessment, newest: int) -> Body:
    return {
        "id": str(found.id),
        "title": found.title,
        "revision": newest,
        "is_shared": found.is_shared,
        "created_at": at(found.created_at),
        "changed_at": at(found.changed_at),
    }


def _judged_with(found: Revision) -> Body:
    return {"release": found.release.digest, "engine": found.engine}


def _answers(document: Mapping[str, Any]) -> Body:
    return {name: part for name, part in document.items() if name not in ("schema", "release")}


def _place(found: Assessment) -> str:
    return f"{ROOT}/assessments/{found.id}"


def _links(found: Assessment) -> dict[str, str]:
    place = _place(found)
    return {
        "self": place,
        "page": f"/assessments/{found.id}/",
        "advice": f"{place}/advice",
        "revisions": f"{place}/revisions",
        "decisions": f"{place}/decisions",
    }
