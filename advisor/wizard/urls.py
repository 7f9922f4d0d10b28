"""The questionnaire's addresses; no Question may be called check, load, section or weights."""

from django.urls import path, register_converter

from advisor.wizard import (
    check,
    deciding,
    explanation,
    from_files,
    question,
    result,
    start,
    weighing,
    what_if,
)


class QuestionName:
    """The id of a Question."""

    regex = "[a-z][a-z0-9_]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(QuestionName, "question")

urlpatterns = [
    path("advise/", start.start, name="advise"),
    path("advise/load", start.load, name="advise-load"),
    path("advise/from-files/", from_files.from_files, name="advise-from-files"),
    path("advise/check/", check.check, name="advise-check"),
    path("advise/weights/", weighing.weighing, name="advise-weights"),
    path("advise/<question:name>/", question.question, name="advise-question"),
    path("advice/", result.result, name="advice"),
    path("advice/deciding/", deciding.deciding, name="advice-deciding"),
    path("advice/what-if/", what_if.what_if, name="advice-what-if"),
    path("advice/<slug:slug>/", explanation.explanation, name="advice-pattern"),
]
