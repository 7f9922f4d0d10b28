"""The menu of the catalogue's pages."""

from django.urls import path, re_path

from patterns.pages import (
    catalogue,
    code,
    comparing,
    diagrams,
    documents,
    feeds,
    guide,
    home,
    listing,
    matrix,
    problems,
    relations,
)
from patterns.pages.labs import views as labs

urlpatterns = [
    path("", home.home, name="home"),
    path("patterns/", listing.listing, name="patterns"),
    path("patterns/compare/", comparing.compare, name="compare"),
    re_path(
        r"^patterns/compare\.(?P<form>md|html|pdf|docx)$",
        documents.comparison_file,
        name="comparison-file",
    ),
    re_path(r"^patterns/(?P<slug>[a-z0-9-]+)\.md$", documents.pattern_twin, name="pattern-twin"),
    re_path(
        r"^patterns/(?P<slug>[a-z0-9-]+)\.(?P<form>html|pdf|docx)$",
        documents.pattern_file,
        name="pattern-file",
    ),
    path("patterns/<slug:slug>/", catalogue.detail, name="pattern"),
    re_path(
        r"^patterns/(?P<slug>[a-z0-9-]+)/diagrams/(?P<name>[a-z][a-z0-9-]*)\.(?P<form>svg|png|mmd)$",
        catalogue.diagram_file,
        name="pattern-diagram",
    ),
    path("patterns/<slug:slug>/code/<slug:language>/", code.show, name="code"),
    path("patterns/<slug:slug>/code/<slug:language>/<slug:template>/", code.show, name="template"),
    path("labs/", labs.every_lab, name="labs"),
    path("labs/<slug:slug>/", labs.one_lab, name="lab"),
    path("relations/", relations.relations, name="relations"),
    re_path(r"^relations\.(?P<form>svg|png|mmd)$", relations.relations_file, name="relations-file"),
    path("matrix/", matrix.matrix, name="matrix"),
    path("quadrant/", matrix.quadrant, name="quadrant"),
    re_path(r"^quadrant\.(?P<form>svg|png|mmd)$", matrix.quadrant_file, name="quadrant-file"),
    path("problems/", problems.problems, name="problems"),
    path("takeaways/", guide.takeaways, name="takeaways"),
    path("checklist/", guide.checklist, name="checklist"),
    path("glossary/", guide.glossary, name="glossary"),
    path("llms.txt", feeds.llms, name="llms"),
    path("llms-full.txt", feeds.llms_full, name="llms-full"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("theme/", guide.theme, name="theme"),
    path("diagrams/", diagrams.live, name="diagrams"),
    path("diagrams/render", diagrams.render, name="diagram-render"),
]
