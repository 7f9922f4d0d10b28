"""A code template with its test, its pins and its licence → files, or one zip of them."""

import io
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from patterns.code import literals, locks
from patterns.code.execution import Execution
from patterns.code.fitting import Departure, Fit, fits
from patterns.code.rendering import render, with_header
from patterns.code.templates import LOCKS, Template
from patterns.parameters import Value, display


@dataclass(frozen=True, slots=True)
class Request:
    """What a reader asked for.

    pattern, name: slug and name of the Pattern. values: in base units; defaults where missing.
    off: regions left out. address: of the page that shows the same, as an absolute address.
    """

    template: Template
    pattern: str
    name: str
    values: Mapping[str, Value]
    off: frozenset[str] = frozenset()
    address: str = ""

    @property
    def folder(self) -> str:
        """The bundle's name, made from slugs only."""
        return f"{self.pattern}-{self.template.id.replace('.', '-')}"


def file(request: Request, texts: Mapping[str, str], execution: Execution | None) -> str:
    """Return the template's file with the reader's values and a header that says where it is from.

    texts: the files of the template's workspace by path.
    Raises what `rendering.render` raises.
    """
    template = request.template
    settings = fits(template, request.values).settings
    text = render(texts[template.file], template.language, settings, request.off)
    return with_header(text, template.language, _header(request, execution))


def files(
    request: Request, texts: Mapping[str, str], execution: Execution | None
) -> dict[str, str]:
    """Return the bundle's files by path: a project whose test runs with one command.

    texts: also holds the workspace's project file and lock.
    """
    template = request.template
    tests = {
        path: render(texts[path], template.language, {}, _known(request.off, texts[path]))
        for path in template.tests
    }
    package = str(PurePosixPath(template.file).parent / "__init__.py")
    code = {template.file: file(request, texts, execution), package: texts.get(package, "")}
    lock = LOCKS[template.language]
    return {
        **code,
        **tests,
        lock: locks.subset(texts[lock], _roots(template, (*code.values(), *tests.values()))),
        "pyproject.toml": _project(request, texts["pyproject.toml"]),
        "README.md": _readme(request, execution),
        "LICENSE": _LICENSE,
    }


def bundle(request: Request, texts: Mapping[str, str], execution: Execution | None) -> bytes:
    """Return `files` as a zip; equal input gives equal bytes, on every machine."""
    packed = io.BytesIO()
    # Stored, not deflated: compressed bytes differ between builds of zlib.
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive:
        for path, text in sorted(files(request, texts, execution).items()):
            entry = zipfile.ZipInfo(f"{request.folder}/{path}")
            entry.create_system = _UNIX
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, text.encode())
    return packed.getvalue()


_UNIX: Final = 3
_REGION: Final = re.compile(r"advisor:if (\w+)")
_IMPORT: Final = re.compile(r"^\s*(?:from|import)\s+(\w+)", re.M)


def _known(off: frozenset[str], test: str) -> frozenset[str]:
    """Return the regions that the test names: it need not exercise each one."""
    return off.intersection(_REGION.findall(test))


def _roots(template: Template, sources: tuple[str, ...]) -> set[str]:
    imported = {name for source in sources for name in _IMPORT.findall(source)}
    return {"pytest", *imported, *(library.name for library in template.libraries)}


def _header(request: Request, execution: Execution | None) -> list[str]:
    sentences = [f"{request.name}: {request.template.title}."]
    if execution:
        tools = ", ".join((execution.toolchain, *execution.libraries))
        sentences.append(f"Tested on {execution.on} with {tools}.")
    sentences.append("Own code, free to use under the licence 0BSD.")
    return [*sentences, request.address] if request.address else sentences


def _project(request: Request, workspace: str) -> str:
    """Return a project file for this template, with the workspace's settings of the tools."""
    pins = [f'"{library.name}=={library.version}"' for library in request.template.libraries]
    tools = workspace[workspace.index("[tool.") :]
    return (
        f'[project]\nname = "{request.folder}"\nversion = "0.1.0"\n'
        f'requires-python = ">=3.11"\ndependencies = [{", ".join(pins)}]\n\n{tools}'
    )


def _readme(request: Request, execution: Execution | None) -> str:
    template = request.template
    fit = fits(template, request.values)
    sections = [
        f"# {request.name}: {template.title}\n",
        "Run the test, in a fresh virtual environment:\n\n"
        "    python -m pip install --require-hashes -r requirements.txt && python -m pytest\n",
        f"## Settings in `{template.file}`\n\n{_settings(request, fit)}",
    ]
    if fit.differences:
        lines = "\n".join(_difference(departure) for departure in fit.differences)
        sections.append(f"## Not as asked\n\n{lines}\n")
    if template.differences:
        lines = "\n".join(f"- {known.what}: {known.text}" for known in template.differences)
        sections.append(f"## What the library does\n\n{lines}\n")
    libraries = "\n".join(
        f"- {library.name} {library.version}, {library.licence}. {library.note}".rstrip()
        for library in template.libraries
    )
    sections.append(f"## Libraries\n\n{libraries or 'None: the standard library alone.'}\n")
    origin = [f"Tested with {execution.toolchain} on {execution.on}."] if execution else []
    origin += [f"Page: {request.address}"] if request.address else []
    sections.append("\n".join([*origin, "Licence of this code: 0BSD.\n"]))
    return "\n".join(sections)


def _settings(request: Request, fit: Fit) -> str:
    """Return the constants as an indented block, where no character of a value has a meaning."""
    language = request.template.language
    lines = (f"    {name} = {literals.write(v, language)}\n" for name, v in fit.settings.items())
    off = "".join(f"    without {region}\n" for region in sorted(request.off))
    return "".join(lines) + off


def _difference(departure: Departure) -> str:
    parameter = departure.spelling.parameter
    asked = f"- {parameter.label}: asked {display(parameter, departure.asked)}"
    given = f"; here {departure.constant} = {departure.given}" if departure.constant else ""
    return f"{asked}{given}. {departure.reason or 'Rounded.'}"


_LICENSE: Final = """\
BSD Zero Clause License

Permission to use, copy, modify, and/or distribute this software for any
purpose with or without fee is hereby granted.

THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH
REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED WARRANTIES OF MERCHANTABILITY
AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT,
INDIRECT, OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM
LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION OF CONTRACT, NEGLIGENCE OR
OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR
PERFORMANCE OF THIS SOFTWARE.
"""
