"""Does a template's file keep what its table promises?"""

from collections.abc import Iterator, Mapping
from typing import Final

from patterns.code import locks, marks
from patterns.code.fitting import fits
from patterns.code.rendering import RenderingError, constants, render
from patterns.code.tables import Fault
from patterns.code.templates import LOCKS, Template

LONGEST_FILES: Final = (120, 120, 180, 180)
"""Lines by tier, without the marks: a reader takes in one file at a sitting. From tier 2 on a file
holds both ends of a conversation."""
_FREE: Final = {
    "0BSD", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "PSF-2.0",
}  # fmt: skip
_WEAK_COPYLEFT: Final = {"LGPL-2.1-or-later", "LGPL-3.0-only", "LGPL-3.0-or-later", "MPL-2.0"}


def check(template: Template, texts: Mapping[str, str]) -> tuple[Fault, ...]:
    """Return every disagreement between a table and the files it names.

    texts: files of the template's workspace by path, its lock among them.
    """
    missing = [path for path in (template.file, *template.tests) if path not in texts]
    if missing:
        return tuple(Fault(template.id, "a file", f"no {path}") for path in missing)
    return (
        *_file_faults(template, texts),
        *_evidence_faults(template, texts),
        *_library_faults(template, texts),
    )


def _file_faults(template: Template, texts: Mapping[str, str]) -> Iterator[Fault]:
    source = texts[template.file]
    try:
        lines = marks.read(source, template.language)
        found = constants(source, template.language)
        for path in template.tests:
            render(texts[path], template.language, {})
    except (marks.MarkError, RenderingError) as error:
        yield Fault(template.file, "marks and constants that can be read", str(error))
        return
    length = sum(line.role is not marks.Role.MARK for line in lines)
    longest = LONGEST_FILES[template.tier]
    if length > longest:
        yield Fault(template.file, f"at most {longest} lines", str(length))
    used = {name for line in lines for name in line.regions}
    if used != set(template.regions):
        declared = ", ".join(sorted(template.regions)) or "none"
        yield Fault(template.file, f"the regions {declared}", ", ".join(sorted(used)) or "none")
    settings = fits(template, {}).settings
    for name in sorted(settings.keys() | found.keys() | template.constants):
        wanted, value = settings.get(name), found.get(name)
        if wanted is None or value is None:
            yield Fault(template.file, f"{name} in map and block", "one of them only")
        elif type(wanted) is not type(value):
            yield Fault(template.file, f"{name} of type {type(wanted).__name__}", repr(value))
        elif wanted != value and _is_direct(template, name):
            yield Fault(template.file, f"{name} = {wanted!r}, the default", repr(value))


def _is_direct(template: Template, constant: str) -> bool:
    """Say whether the block shows a default as it is, rather than what came nearest to it."""
    return not any(s.nearest and s.nearest.constant == constant for s in template.spellings)


def _evidence_faults(template: Template, texts: Mapping[str, str]) -> Iterator[Fault]:
    tests = "".join(texts[path] for path in template.tests)
    for difference in template.differences:
        if difference.evidence not in tests:
            yield Fault(f"{template.id}.difference", "the name of a test", difference.evidence)
    for error in template.planted:
        count = texts[template.file].count(error.find)
        if count != 1:
            yield Fault(f"{template.id}.planted", f"'{error.find}' once in the file", str(count))


def _library_faults(template: Template, texts: Mapping[str, str]) -> Iterator[Fault]:
    lock = LOCKS[template.language]
    pinned = locks.versions(texts.get(lock, ""))
    for library in template.libraries:
        version = pinned.get(locks.normal(library.name), "nothing")
        if version != library.version:
            yield Fault(
                f"{template.id}.library", f"{library.name} {library.version} in {lock}", version
            )
        if library.licence in _WEAK_COPYLEFT and not library.note:
            yield Fault(f"{template.id}.library", "a note on the licence", library.licence)
        elif library.licence not in _FREE | _WEAK_COPYLEFT:
            yield Fault(f"{template.id}.library", "a free licence", library.licence)
