"""The pictures of a folder as files: Mermaid text and SVG side by side, numbered."""

from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass

from advisor.documents.choices import Choices, Part, PictureFiles
from advisor.documents.folder import Folder
from patterns.diagram_cache import draw
from patterns.diagrams.labels import fill
from patterns.diagrams.scripts import Diagram
from patterns.parameters import display

SVG, SCRIPT = ".svg", ".mmd"
XML_HEADER = '<?xml version="1.0" encoding="UTF-8"?>\n'


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture. name: of its files, without their ending; pattern: "" for those of the Advice.

    kind: structure, behavior, state or timeline; of the Advice: its own name.
    """

    name: str
    kind: str
    diagram: Diagram
    pattern: str = ""

    @property
    def script(self) -> bytes:
        return (self.diagram.script.rstrip("\n") + "\n").encode()


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture as a text shows it. file: SVG, else its Mermaid text, to which a link leads."""

    picture: Picture
    file: str

    @property
    def is_image(self) -> bool:
        return self.file.endswith(SVG)


def pictures(folder: Folder) -> tuple[Picture, ...]:
    """Return the Advice's pictures first, then those of the Patterns to build."""
    return tuple(
        Picture(f"{number:02d}-{found.name}", found.kind, found.diagram, found.pattern)
        for number, found in enumerate(_found(folder), start=1)
    )


def files(made: Iterable[Picture], choices: Choices) -> dict[str, bytes]:
    """Return name -> bytes. What cannot be drawn is there as text alone, whatever was chosen."""
    written: dict[str, bytes] = {}
    if not choices.has(Part.DIAGRAMS):
        return written
    for picture in made:
        svg = "" if choices.pictures is PictureFiles.MMD else _drawn(picture, choices)
        if svg:
            written[picture.name + SVG] = svg.encode()
        if not svg or choices.pictures is PictureFiles.BOTH:
            written[picture.name + SCRIPT] = picture.script
    return written


def shown(made: Iterable[Picture], written: Container[str]) -> tuple[Shown, ...]:
    """Return the pictures of which a file was written: a text shows no other."""
    return tuple(
        Shown(picture, file)
        for picture in made
        if (file := next((n for n in _names(picture) if n in written), ""))
    )


def _names(picture: Picture) -> tuple[str, str]:
    return picture.name + SVG, picture.name + SCRIPT


def _drawn(picture: Picture, choices: Choices) -> str:
    drawing = draw(picture.diagram, choices.theme)
    return "" if drawing.problem else f"{XML_HEADER}{drawing.svg}\n"


def _found(folder: Folder) -> Iterator[Picture]:
    for name, diagram in folder.pictures:
        yield Picture(name, name, diagram)
    for slug in folder.followed:
        pattern = folder.pattern(slug)
        values = {word: name.default for word, name in pattern.names.items()}
        for parameter in folder.catalogue.parameters(pattern.slug):
            values.setdefault(parameter.name, display(parameter, parameter.default))
        for entry in pattern.diagrams:
            name = f"{pattern.slug}-{entry.file.removesuffix('.mmd')}"
            title = f"{pattern.name}: {entry.title}"
            diagram = Diagram(fill(entry.script, values), title, entry.caption)
            yield Picture(name, entry.kind, diagram, slug)
