"""The questionnaire's addresses; no Question may be called check, load or section."""

from django.urls import path, register_converter

from advisor.wizard import views


class QuestionName:
    """The id of a Question."""

    regex = "[a-z][a-z0-9_]*"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(QuestionName, "question")

urlpatterns = [
    path("advise/", views.start, name="advise"),
    path("advise/load", views.load, name="advise-load"),
    path("advise/check/", views.check, name="advise-check"),
    path("advise/<question:name>/", views.question, name="advise-question"),
    path("advice/", views.result, name="advice"),
    path("advice/<slug:slug>/", views.explanation, name="advice-pattern"),
]
