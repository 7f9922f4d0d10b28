"""One Release in memory: frozen, complete, shared by all requests."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from patterns.code.declarations import read_parameters, read_rules, read_templates
from patterns.code.execution import Execution, is_executed
from patterns.code.templates import Template
from patterns.content.entries import (
    Case,
    Category,
    Content,
    Force,
    Lab,
    Pattern,
    ProblemDomain,
    Question,
    Relation,
    Scenario,
    Term,
    Tick,
)
from patterns.parameters import Parameter, Rule


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A Pattern that a Relation leads to, seen from one end.

    outgoing: whether the Relation is written in the Pattern that is looked at.
    """

    relation: Relation
    pattern: Pattern
    outgoing: bool


class Catalogue:
    """Everything that pages, advice and documents read. Build one per Release and share it."""

    def __init__(self, content: Content, digest: str) -> None:
        self.content = content
        self.digest = digest
        self._patterns = {pattern.slug: pattern for pattern in content.patterns}
        self._aliases = {
            alias: pattern.slug for pattern in content.patterns for alias in pattern.aliases
        }

    @property
    def patterns(self) -> tuple[Pattern, ...]:
        """All Patterns by slug, those in preparation too."""
        return self.content.patterns

    @cached_property
    def complete(self) -> tuple[Pattern, ...]:
        """The Patterns whose page is finished."""
        return tuple(pattern for pattern in self.content.patterns if pattern.is_complete)

    def get(self, slug: str) -> Pattern | None:
        return self._patterns.get(slug)

    def alias_of(self, name: str) -> str | None:
        """Return the slug that this other name belongs to."""
        return self._aliases.get(name)

    def in_category(self, slug: str) -> tuple[Pattern, ...]:
        return tuple(pattern for pattern in self.content.patterns if pattern.category == slug)

    def category(self, slug: str) -> Category:
        return self._categories[slug]

    def force(self, name: str) -> Force | None:
        return self._forces.get(name)

    def question(self, name: str) -> Question | None:
        return self._questions.get(name)

    def term(self, key: str) -> Term | None:
        return self._terms.get(key)

    def scenario(self, slug: str) -> Scenario | None:
        return next((row for row in self.content.scenarios if row.slug == slug), None)

    def scenarios_for(self, slug: str) -> tuple[Scenario, ...]:
        return tuple(row for row in self.content.scenarios if row.pattern == slug)

    def domains_for(self, slug: str) -> tuple[ProblemDomain, ...]:
        return tuple(row for row in self.content.domains if slug in (row.primary, *row.secondary))

    @property
    def cases(self) -> tuple[Case, ...]:
        """All Cases by id."""
        return self.content.cases

    def case(self, name: str) -> Case | None:
        return self._cases.get(name)

    def cases_for(self, slug: str) -> tuple[Case, ...]:
        """Return the Cases whose architects chose a Pattern."""
        return tuple(
            case for case in self.cases if any(each.pattern == slug for each in case.chosen)
        )

    def cases_against(self, slug: str) -> tuple[Case, ...]:
        """Return the Cases whose source itself argues against a Pattern."""
        return tuple(
            case
            for case in self.cases
            if any(each.pattern == slug and each.basis == "source" for each in case.declined)
        )

    @property
    def labs(self) -> tuple[Lab, ...]:
        """The words of all labs by slug."""
        return self.content.labs

    def lab(self, slug: str) -> Lab | None:
        return next((lab for lab in self.content.labs if lab.slug == slug), None)

    def labs_for(self, slug: str) -> tuple[Lab, ...]:
        """Return the labs that try a Pattern."""
        return tuple(lab for lab in self.content.labs if slug in lab.patterns)

    def neighbours(self, slug: str) -> tuple[Neighbour, ...]:
        """Return every Relation of a Pattern, written there or in the other one."""
        return self._neighbours.get(slug, ())

    def parameters(self, slug: str) -> tuple[Parameter, ...]:
        """Return the parameters that code and diagrams of a Pattern share."""
        return self._parameters.get(slug, ())

    def rules(self, slug: str) -> tuple[Rule, ...]:
        """Return what the parameters of a Pattern must keep between each other."""
        return read_rules(self._patterns[slug].code, self.parameters(slug))[0]

    def templates(self, slug: str) -> tuple[Template, ...]:
        """Return the Code templates of a Pattern that the tests have executed as they stand."""
        return self._templates.get(slug, ())

    def texts(self, template: Template) -> Mapping[str, str]:
        """Return the files of the template's workspace by path."""
        return self.content.workspaces[template.language]

    def execution(self, template: Template) -> Execution | None:
        """Return the record of the run that a template's badge quotes."""
        return self._executions.get(template.key)

    def checklist(self, slugs: tuple[str, ...]) -> tuple[tuple[str, tuple[Tick, ...]], ...]:
        """Return (name, ticks) for everybody first, then for each Pattern in the order given."""
        chosen = [self._patterns[slug] for slug in slugs if slug in self._patterns]
        return (
            ("Every pattern", self.content.checklist),
            *((pattern.name, pattern.checklist) for pattern in chosen if pattern.checklist),
        )

    @cached_property
    def _cases(self) -> dict[str, Case]:
        return {case.id: case for case in self.content.cases}

    @cached_property
    def _categories(self) -> dict[str, Category]:
        return {category.slug: category for category in self.content.categories}

    @cached_property
    def _forces(self) -> dict[str, Force]:
        return {force.id: force for force in self.content.forces}

    @cached_property
    def _terms(self) -> dict[str, Term]:
        return {term.key: term for term in self.content.terms}

    @cached_property
    def _questions(self) -> dict[str, Question]:
        return {
            question.id: question
            for section in self.content.sections
            for question in section.question
        }

    @cached_property
    def _neighbours(self) -> dict[str, tuple[Neighbour, ...]]:
        found: dict[str, list[Neighbour]] = {slug: [] for slug in self._patterns}
        for pattern in self.content.patterns:
            for relation in pattern.relations:
                other = self._patterns.get(relation.to)
                if other is not None:
                    found[pattern.slug].append(Neighbour(relation, other, True))
                    found[other.slug].append(Neighbour(relation, pattern, False))
        return {slug: tuple(rows) for slug, rows in found.items()}

    @cached_property
    def _parameters(self) -> dict[str, tuple[Parameter, ...]]:
        return {pattern.slug: read_parameters(pattern.code)[0] for pattern in self.content.patterns}

    @cached_property
    def _executions(self) -> dict[str, Execution]:
        return {execution.key: execution for execution in self.content.executions}

    @cached_property
    def _templates(self) -> dict[str, tuple[Template, ...]]:
        return {
            pattern.slug: tuple(
                template
                for template in read_templates(pattern.code)[0]
                if is_executed(
                    template,
                    self.content.workspaces.get(template.language, {}),
                    self._executions,
                )
            )
            for pattern in self.content.patterns
        }
