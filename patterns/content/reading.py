"""One or more folders of plain files -> entries, and every mistake found in them.

Nothing here stops at the first fault: an author sees them all, with file, key, what was expected
and what was found. Whether the entries agree with each other is asked in `agreement.py`.
"""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar

from patterns.code.execution import Execution
from patterns.code.execution import read as read_executions
from patterns.content import entries
from patterns.content.blanks import BLANK
from patterns.content.faults import Fault
from patterns.content.tables import read, unstorable

T = TypeVar("T")
PROJECT_FILES = ("pyproject.toml", "requirements.txt")
LARGEST_FILE = 1_000_000  # bytes; a content file is a page, not a book


@dataclass(frozen=True, slots=True)
class Reading:
    """What the folders hold. With any fault the content is incomplete and must not be loaded.

    origins: slug of a pattern -> its folder as written in faults; also of those that could not
    be read, so that a mistake in one file is not reported by all that name the pattern.
    section_files: id of a section of the questionnaire -> its file.
    case_files: id of a Case -> its file.
    """

    content: entries.Content
    faults: tuple[Fault, ...]
    origins: Mapping[str, str]
    section_files: Mapping[str, str]
    case_files: Mapping[str, str] = field(default_factory=dict)

    @property
    def unread(self) -> frozenset[str]:
        """The patterns whose facts could not be read."""
        return frozenset(self.origins) - {pattern.slug for pattern in self.content.patterns}


def read_folders(folders: Iterable[Path]) -> Reading:
    """Read the folders in order: the first holds guide and questionnaire, all patterns and cases.

    Two patterns with one slug are a fault that names both places, and so are two Cases.
    """
    roots = [Path(folder) for folder in folders]
    faults: list[Fault] = []
    for root in roots:
        if not root.is_dir():
            faults.append(Fault(str(root), "", "a folder with content", "no such folder"))
    roots = [root for root in roots if root.is_dir()]
    if not roots:
        return Reading(entries.Content(), tuple(faults), {}, {})
    guide = _Folder(roots[0], faults, prefix="")
    sections = _read_sections(guide)
    content = _read_guide(guide, tuple(sections.values()))
    patterns: list[entries.Pattern] = []
    origins: dict[str, str] = {}
    unread: dict[str, str] = {}
    cases: dict[str, tuple[str, entries.Case]] = {}
    for position, root in enumerate(roots):
        folder = _Folder(root, faults, prefix="" if position == 0 else f"{root.name}/")
        for path in folder.subfolders("patterns"):
            if path.name.startswith(("_", ".")):
                continue
            place = folder.name_of(path)
            pattern = _read_pattern(folder, path)
            if pattern is None:
                unread[path.name] = place
                continue
            if pattern.slug in origins:
                expected = f"a slug that no other folder has (also in {origins[pattern.slug]})"
                faults.append(Fault(f"{place}/pattern.toml", "slug", expected, pattern.slug))
                continue
            origins[pattern.slug] = place
            patterns.append(pattern)
        _read_cases(folder, cases)
    patterns.sort(key=lambda pattern: pattern.slug)
    content = replace(
        content,
        patterns=tuple(patterns),
        cases=tuple(cases[name][1] for name in sorted(cases)),
        workspaces=_read_workspaces(guide, patterns),
        executions=_read_executions(guide),
    )
    files = {section.id: file for file, section in sections.items()}
    places = {name: place for name, (place, _) in cases.items()}
    return Reading(content, tuple(sorted(faults)), {**unread, **origins}, files, places)


class _Folder:
    """Reads files below one root and notes what is wrong under names relative to it."""

    def __init__(self, root: Path, faults: list[Fault], prefix: str) -> None:
        self.root = root
        self.faults = faults
        self.prefix = prefix

    def name_of(self, path: Path) -> str:
        return self.prefix + path.relative_to(self.root).as_posix()

    def subfolders(self, name: str) -> list[Path]:
        folder = self.root / name
        return sorted(path for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []

    def text(self, path: Path) -> str | None:
        """Return the text, or None after noting why it cannot be read."""
        name = self.name_of(path)
        if not path.is_file():
            self.faults.append(Fault(name, "", "a file", "nothing"))
            return None
        raw = path.read_bytes()
        if len(raw) > LARGEST_FILE:
            wanted = f"at most {LARGEST_FILE:,} bytes"
            self.faults.append(Fault(name, "", wanted, f"{len(raw):,} bytes"))
            return None
        try:
            text = raw.decode("utf-8")
        except UnicodeDecodeError as error:
            self.faults.append(Fault(name, "", "UTF-8 text", f"byte {error.start} is not"))
            return None
        if "\0" in text:
            self.faults.append(Fault(name, "", "text without NUL characters", "one of them"))
            return None
        return text.replace("\r\n", "\n")

    def toml(self, path: Path) -> dict[str, Any] | None:
        text = self.text(path)
        if text is None:
            return None
        try:
            table = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, RecursionError) as error:
            self.faults.append(Fault(self.name_of(path), "", "valid TOML", str(error)))
            return None
        for key, expected, found in unstorable(table):
            self.faults.append(Fault(self.name_of(path), key, expected, found))
        return table

    def entry(self, kind: type[T], table: object, path: Path, key: str = "") -> T | None:
        entry, faults = read(kind, table, file=self.name_of(path), key=key)
        self.faults.extend(faults)
        return entry

    def whole(self, name: str, kind: type[T]) -> T | None:
        """Read one file as one entry."""
        path = self.root / name
        table = self.toml(path)
        return None if table is None else self.entry(kind, table, path)

    def listed(self, name: str, **kinds: type[Any]) -> dict[str, tuple[Any, ...]]:
        """Read a file of `[[key]]` tables into one tuple of entries for each key."""
        path = self.root / name
        table = self.toml(path) or {}
        for key in table.keys() - kinds.keys():
            wanted = "one of " + ", ".join(sorted(kinds))
            self.faults.append(Fault(self.name_of(path), key, wanted, "an unknown key"))
        found: dict[str, tuple[Any, ...]] = {}
        for key, kind in kinds.items():
            rows = table.get(key, [])
            if not isinstance(rows, list):
                self.faults.append(
                    Fault(self.name_of(path), key, f"[[{key}]] tables", type(rows).__name__)
                )
                rows = []
            read_rows = (
                self.entry(kind, row, path, f"{key}[{index}]") for index, row in enumerate(rows)
            )
            found[key] = tuple(row for row in read_rows if row is not None)
        return found


def _read_guide(folder: _Folder, sections: tuple[entries.Section, ...]) -> entries.Content:
    forces = folder.listed(
        "forces.toml", force=entries.Force, tension=entries.Tension, capability=entries.Capability
    )
    words = folder.whole("guide/words.toml", entries.Words)
    return entries.Content(
        categories=folder.listed("categories.toml", category=entries.Category)["category"],
        forces=forces["force"],
        tensions=forces["tension"],
        capabilities=forces["capability"],
        sections=sections,
        retired=folder.whole("questions/retired.toml", entries.Retired) or entries.Retired(),
        contradictions=folder.listed("contradictions.toml", contradiction=entries.Contradiction)[
            "contradiction"
        ],
        bundles=folder.listed("bundles.toml", bundle=entries.Bundle)["bundle"],
        limits=folder.whole("limits.toml", entries.Limits),
        scenarios=folder.listed("decision_matrix.toml", scenario=entries.Scenario)["scenario"],
        domains=folder.listed("problem_domains.toml", domain=entries.ProblemDomain)["domain"],
        quadrant=folder.whole("priority_quadrant.toml", entries.Quadrant),
        takeaways=folder.listed("guide/takeaways.toml", takeaway=entries.Takeaway)["takeaway"],
        checklist=folder.listed("guide/checklist.toml", tick=entries.Tick)["tick"],
        terms=folder.listed("guide/glossary.toml", term=entries.Term)["term"],
        later=folder.listed("guide/later.toml", later=entries.Later)["later"],
        comparisons=folder.listed("guide/comparisons.toml", comparison=entries.Comparison)[
            "comparison"
        ],
        measures=_read_measures(folder),
        labs=_read_labs(folder),
        forbidden_words=words.words if words else (),
    )


def _read_measures(folder: _Folder) -> tuple[entries.Measure, ...]:
    """Return the history of the figures; content without Cases needs none."""
    if not (folder.root / "guide" / "measures.toml").exists():
        return ()
    return folder.listed("guide/measures.toml", measure=entries.Measure)["measure"]


def _read_labs(folder: _Folder) -> tuple[entries.Lab, ...]:
    """Return the words of the labs by slug; content without labs needs none."""
    labs = []
    for path in sorted((folder.root / "labs").glob("*.toml")):
        table = folder.toml(path)
        lab = None if table is None else folder.entry(entries.Lab, table, path)
        if lab is None:
            continue
        if lab.slug != path.stem:
            place = folder.name_of(path)
            folder.faults.append(Fault(place, "slug", f"the file's name, {path.stem}", lab.slug))
        labs.append(lab)
    return tuple(labs)


def _read_sections(folder: _Folder) -> dict[str, entries.Section]:
    """Return file -> section, in the order in which they are asked."""
    paths = sorted((folder.root / "questions").glob("[0-9]*.toml"))
    if not paths:
        folder.faults.append(Fault("questions", "", "one file for each section", "none"))
    sections = {}
    for path in paths:
        table = folder.toml(path)
        section = None if table is None else folder.entry(entries.Section, table, path)
        if section is not None:
            sections[folder.name_of(path)] = section
    return sections


def _read_pattern(folder: _Folder, path: Path) -> entries.Pattern | None:
    _note_blanks(folder, path)
    facts = folder.toml(path / "pattern.toml")
    if facts is None:
        return None
    for reserved in ("article", "profile", "code"):
        if reserved in facts:
            place = folder.name_of(path / "pattern.toml")
            folder.faults.append(Fault(place, reserved, "a file of its own", "a key"))
            del facts[reserved]
    pattern = folder.entry(entries.Pattern, facts, path / "pattern.toml")
    profile = None
    fit = folder.toml(path / "fit.toml")
    if fit is not None:
        profile = folder.entry(entries.Profile, fit, path / "fit.toml")
    if pattern is None:
        return None
    if pattern.slug != path.name:
        place = folder.name_of(path / "pattern.toml")
        folder.faults.append(Fault(place, "slug", f"the folder's name, {path.name}", pattern.slug))
    code = (folder.toml(path / "code.toml") or {}) if (path / "code.toml").exists() else {}
    return replace(
        pattern,
        article=_read_article(folder, path / "article.md"),
        profile=profile,
        diagrams=_read_diagrams(folder, path / "diagrams", pattern.diagrams),
        code=code,
    )


def _note_blanks(folder: _Folder, path: Path) -> None:
    """Note every line that `make new-pattern` left for the author to fill."""
    for file in sorted(each for each in path.rglob("*") if each.suffix in (".toml", ".md", ".mmd")):
        try:
            lines = file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            continue  # whoever reads the file for its content says what is wrong with it
        for number, line in enumerate(lines, start=1):
            if BLANK in line.partition("  #")[0]:
                found = line.strip().removeprefix("#").strip()[:60]
                folder.faults.append(
                    Fault(
                        folder.name_of(file), f"line {number}", f"words in place of {BLANK}", found
                    )
                )


def _read_article(folder: _Folder, path: Path) -> dict[str, str]:
    """Return heading -> Markdown below it, in the order of the file; empty without a file."""
    if not path.exists():
        return {}
    text = folder.text(path)
    sections: dict[str, str] = {}
    heading = ""
    lines: list[str] = []
    for line in [*(text or "").split("\n"), "## "]:
        if not line.startswith("## "):
            lines.append(line)
            continue
        body = "\n".join(lines).strip()
        if heading:
            sections[heading] = body
        elif body:
            wanted = "a line that begins with '## ' first"
            folder.faults.append(Fault(folder.name_of(path), "", wanted, body[:40]))
        heading, lines = line[3:].strip(), []
        if heading in sections:
            folder.faults.append(Fault(folder.name_of(path), heading, "each heading once", "twice"))
    return sections


def _read_diagrams(
    folder: _Folder, path: Path, listed: tuple[entries.DiagramFile, ...]
) -> tuple[entries.DiagramFile, ...]:
    found = {file.name for file in path.glob("*.mmd")} if path.is_dir() else set()
    place = folder.name_of(path.parent / "pattern.toml")
    for name in sorted(found - {diagram.file for diagram in listed}):
        folder.faults.append(Fault(place, "diagrams", f"an entry for diagrams/{name}", "none"))
    read_diagrams = []
    for diagram in listed:
        script = folder.text(path / diagram.file)
        if script is not None:
            read_diagrams.append(replace(diagram, script=script))
    return tuple(read_diagrams)


def _read_cases(folder: _Folder, cases: dict[str, tuple[str, entries.Case]]) -> None:
    """Add the Cases of a folder by id, each with its file."""
    for path in sorted((folder.root / "cases").glob("*.toml")):
        place = folder.name_of(path)
        table = folder.toml(path)
        case = None if table is None else folder.entry(entries.Case, table, path)
        if case is None:
            continue
        if case.id != path.stem:
            folder.faults.append(Fault(place, "id", f"the file's name, {path.stem}", case.id))
        if case.id in cases:
            expected = f"an id that no other file has (also in {cases[case.id][0]})"
            folder.faults.append(Fault(place, "id", expected, case.id))
            continue
        cases[case.id] = (place, case)


def _read_workspaces(folder: _Folder, patterns: list[entries.Pattern]) -> dict[str, dict[str, str]]:
    """Return language -> path -> text for what the templates name, and what runs them."""
    workspaces: dict[str, dict[str, str]] = {}
    for pattern in patterns:
        tables = pattern.code.get("template", [])
        for table in tables if isinstance(tables, list) else []:
            if not isinstance(table, dict):
                continue  # patterns/code/declarations.py reports it
            language = str(table.get("language", ""))
            root = folder.root / "code" / language
            tests = table.get("tests")
            named = [table.get("file"), *(tests if isinstance(tests, list) else [])]
            paths = [path for path in named if isinstance(path, str)]
            if not paths or not root.is_dir():
                continue
            texts = workspaces.setdefault(language, {})
            for path in [*paths, *(name for name in PROJECT_FILES if (root / name).exists())]:
                text = None if path in texts else folder.text(root / path)
                if text is not None:
                    texts[path] = text
            package = str(Path(paths[0]).parent / "__init__.py")
            if (root / package).exists():
                texts[package] = folder.text(root / package) or ""
    return workspaces


def _read_executions(folder: _Folder) -> tuple[Execution, ...]:
    proof = folder.root / "code" / "executed.toml"
    document = (folder.toml(proof) or {}) if proof.exists() else {}
    try:
        return tuple(read_executions(document).values())
    except (KeyError, TypeError) as error:
        wanted = "records as the tests write them"
        folder.faults.append(Fault("code/executed.toml", "", wanted, f"one without {error}"))
        return ()
