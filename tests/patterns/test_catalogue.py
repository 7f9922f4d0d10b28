from pathlib import Path

import pytest

from patterns.catalogue import Catalogue
from patterns.code.declarations import read_templates
from patterns.code.execution import Execution, digest
from patterns.content.digest import digest as name_of
from tests.patterns.content.folders import Folder, valid_folder
from tests.patterns.content.test_cases import CASE, SHOP


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return valid_folder(tmp_path / "content")


@pytest.fixture
def small(folder: Folder) -> Catalogue:
    return catalogue_of(folder)


def catalogue_of(folder: Folder) -> Catalogue:
    content = folder.read().content
    return Catalogue(content, name_of(content))


def test_a_pattern_is_found_by_slug_and_its_other_name_leads_there(small: Catalogue) -> None:
    found = small.get("breaker")

    assert found is not None
    assert found.name == "Breaker"
    assert small.alias_of("breaker-pattern") == "breaker"
    assert small.get("breaker-pattern") is None
    assert small.alias_of("nothing") is None


def test_a_relation_is_seen_from_both_ends(small: Catalogue) -> None:
    outward = [(n.relation.type, n.pattern.slug, n.outgoing) for n in small.neighbours("breaker")]
    inward = [(n.relation.type, n.pattern.slug, n.outgoing) for n in small.neighbours("timeout")]

    assert outward == [("requires", "timeout", True), ("alternative-to", "retry", True)]
    assert inward == [("requires", "breaker", False), ("complements", "retry", False)]
    assert small.neighbours("nothing") == ()


def test_every_relation_of_the_release_is_seen_twice(catalogue: Catalogue) -> None:
    written = sum(len(pattern.relations) for pattern in catalogue.patterns)
    seen = sum(len(catalogue.neighbours(pattern.slug)) for pattern in catalogue.patterns)

    assert seen == 2 * written


def test_a_template_is_listed_only_when_it_has_run_as_it_stands(folder: Folder) -> None:
    assert catalogue_of(folder).templates("breaker") == ()

    prove(folder)
    assert [t.id for t in catalogue_of(folder).templates("breaker")] == ["python.plain"]

    folder.append("code/python/src/breaker/plain.py", "# changed\n")
    assert catalogue_of(folder).templates("breaker") == ()


def test_a_listed_template_has_its_texts_and_its_record(folder: Folder) -> None:
    prove(folder)
    known = catalogue_of(folder)
    (template,) = known.templates("breaker")

    assert template.file in known.texts(template)
    run = known.execution(template)
    assert isinstance(run, Execution)
    assert run.tests == 3


def test_parameters_are_shared_by_code_and_diagrams(small: Catalogue) -> None:
    assert [parameter.name for parameter in small.parameters("breaker")] == ["wait"]
    assert small.parameters("retry") == ()
    assert small.rules("breaker") == ()


def test_the_checklist_begins_with_what_holds_for_all(small: Catalogue) -> None:
    lists = small.checklist(("breaker", "nothing", "retry"))

    assert [name for name, _ in lists] == ["Every pattern", "Breaker"]


def test_the_guide_is_found_by_name(small: Catalogue) -> None:
    assert small.category("resilience").name == "Resilience"
    assert small.force("dead") is not None
    assert small.force("nothing") is None
    assert small.question("calls") is not None
    assert small.term("window") is not None
    assert small.scenario("failing-parts") is not None
    assert [row.slug for row in small.scenarios_for("breaker")] == ["failing-parts"]
    assert [row.slug for row in small.domains_for("retry")] == ["resilience"]
    assert [pattern.slug for pattern in small.in_category("resilience")] == [
        "breaker", "retry", "timeout",
    ]  # fmt: skip


def prove(folder: Folder) -> None:
    """Write the record that the tests of the languages write after a run."""
    known = catalogue_of(folder)
    pattern = known.get("breaker")
    assert pattern is not None
    (template,) = read_templates(pattern.code)[0]
    name = digest(template, known.texts(template))
    folder.write(
        "code/executed.toml",
        f'[[executed]]\nfile = "{template.key}"\ndigest = "{name}"\ntoolchain = "Python"\n'
        "libraries = []\nvariants = 2\ntests = 3\non = 2026-11-01\n",
    )


def test_cases_are_found_by_id_and_by_what_was_chosen_or_declined(folder: Folder) -> None:
    folder.write(SHOP, CASE)
    found = catalogue_of(folder)

    assert [case.id for case in found.cases] == ["shop"]
    assert found.case("shop") == found.cases[0]
    assert found.case("nothing") is None
    assert found.cases_for("breaker") == found.cases
    assert found.cases_against("retry") == found.cases
    assert found.cases_for("timeout") == found.cases_for("retry") == ()


def test_what_only_we_would_not_advise_was_not_decided_against(folder: Folder) -> None:
    folder.write(SHOP, CASE.replace('basis = "source"', 'basis = "judgement"'))

    assert catalogue_of(folder).cases_against("retry") == ()
