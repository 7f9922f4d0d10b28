"""The menu of the catalogue's pages."""

from django.urls import path, re_path

from patterns.pages import catalogue, code, diagrams, guide, home, matrix

urlpatterns = [
    path("", home.home, name="home"),
    path("patterns/", catalogue.listing, name="patterns"),
    path("patterns/compare/", catalogue.compare, name="compare"),
    path("patterns/<slug:slug>/", catalogue.detail, name="pattern"),
    re_path(
        r"^patterns/(?P<slug>[a-z0-9-]+)/diagrams/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>svg|png|mmd)$",
        catalogue.diagram_file,
        name="pattern-diagram",
    ),
    path("patterns/<slug:slug>/code/<slug:language>/", code.show, name="code"),
    path("patterns/<slug:slug>/code/<slug:language>/<slug:template>/", code.show, name="template"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("quadrant/", matrix.quadrant, name="quadrant"),
    re_path(r"^quadrant\.(?P<form>svg|png|mmd)$", matrix.quadrant_file, name="quadrant-file"),
    path("problems/", matrix.problems, name="problems"),
    path("takeaways/", guide.takeaways, name="takeaways"),
    path("checklist/", guide.checklist, name="checklist"),
    path("glossary/", guide.glossary, name="glossary"),
    path("theme/", guide.theme, name="theme"),
    path("diagrams/", diagrams.live, name="diagrams"),
    path("diagrams/render", diagrams.render, name="diagram-render"),
]
