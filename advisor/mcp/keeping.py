"""Tools that keep answers, and that hand over what was made from them."""

from django.core.exceptions import ValidationError
from django.utils import timezone

from advisor.mcp import results
from advisor.mcp.answering import answered
from advisor.mcp.replies import Call, Reply, brief
from advisor.models import Assessment
from advisor.shapes.faults import Fault, Refused


def save_assessment(call: Call) -> Reply:
    asked = answered(call)
    if not asked.sheet.answers.given:
        fault = Fault("too_few", "There is no answer to save.", "#/answers")
        raise Refused("invalid-answers", "One mistake was found.", [fault])
    try:
        opened = Assessment.open(
            asked.sheet, now=timezone.now(), title=call["title"], catalogue=asked.catalogue
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
