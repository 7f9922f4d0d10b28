"""The Code templates of a folder as files: one of each chosen language that tests have run."""

from collections.abc import Iterator

from advisor.documents.folder import Folder
from advisor.parameters import proposals
from patterns.code.bundling import Request
from patterns.code.bundling import files as files_of
from patterns.code.templates import Template


def files(folder: Folder) -> dict[str, bytes]:
    """Return path -> bytes, each template with its test, its pins and how to run it."""
    found: dict[str, bytes] = {}
    for slug in folder.followed:
        for template in _first_of_each_language(folder, slug):
            proposed = proposals(folder.catalogue, slug, folder.advice.answers)
            request = Request(
                template=template,
                pattern=slug,
                name=folder.words.pattern(slug),
                values={each.parameter.name: each.value for each in proposed},
            )
            texts = folder.catalogue.texts(template)
            made = files_of(request, texts, folder.catalogue.execution(template))
            for path, text in made.items():
                found[f"code/{slug}/{template.language}/{path}"] = text.encode()
    return found


def _first_of_each_language(folder: Folder, slug: str) -> Iterator[Template]:
    seen = set()
    for template in folder.catalogue.templates(slug):
        if template.language not in seen and folder.choices.speaks(template.language):
            seen.add(template.language)
            yield template
