"""Programs that a compose file or a manifest starts, and which of them are one's own."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from advisor.prefill.findings import NAME_LENGTH
from advisor.prefill.hosts import Mention
from advisor.prefill.nodes import Node
from advisor.prefill.products import (
    Image,
    Product,
    Role,
    image_of,
    language_named,
    product_called,
    product_of,
    product_of_variable,
    store_called,
)

# First words of a command → language. The rest of a command may hold a password.
_COMMANDS = {
    **dict.fromkeys(("python", "python3", "gunicorn", "uvicorn", "flask", "celery", "django-admin",
                     "poetry", "hypercorn", "rq"), "Python"),
    **dict.fromkeys(("node", "npm", "npx", "yarn", "pnpm", "nodemon", "ts-node", "bun", "deno"),
                    "JavaScript or TypeScript"),
    **dict.fromkeys(("java", "mvn", "./mvnw", "gradle", "./gradlew"), "Java or Kotlin"),
    "dotnet": ".NET", "go": "Go", "php": "PHP", "php-fpm": "PHP", "cargo": "Rust",
    **dict.fromkeys(("ruby", "rails", "bundle", "rake", "puma", "sidekiq"), "Ruby"),
    **dict.fromkeys(("mix", "elixir", "iex"), "Elixir or Erlang"),
}  # fmt: skip
# Beginnings of variables' names → language.
_VARIABLES = (
    (re.compile(r"SPRING_|JAVA_(?:OPTS|TOOL_OPTIONS)|_JAVA_OPTIONS|JVM_|QUARKUS_|MICRONAUT_"),
     "Java or Kotlin"),
    (re.compile(r"ASPNETCORE_|DOTNET_"), ".NET"),
    (re.compile(r"PYTHON(?:UNBUFFERED|PATH|DONTWRITEBYTECODE)|DJANGO_|FLASK_|OTEL_PYTHON_"),
     "Python"),
    (re.compile(r"NODE_(?:ENV|OPTIONS)|NEXT_PUBLIC_|NPM_"), "JavaScript or TypeScript"),
    (re.compile(r"RAILS_|RACK_ENV"), "Ruby"),
    (re.compile(r"GIN_MODE|GOMAXPROCS|GOMEMLIMIT|GOGC"), "Go"),
    (re.compile(r"RUST_(?:LOG|BACKTRACE)"), "Rust"),
    (re.compile(r"PHP_|OTEL_PHP_|LARAVEL_|SYMFONY_"), "PHP"),
    (re.compile(r"MIX_ENV|ERL_"), "Elixir or Erlang"),
)  # fmt: skip
# A word anywhere in a command that tells a program which works off a queue, or plans jobs.
_WORKERS = {"celery": "Celery", "sidekiq": "Sidekiq", "rq": "RQ", "resque": "Resque",
            "horizon": "Laravel Horizon", "queue:work": "a Laravel queue", "dramatiq": "Dramatiq",
            "arq": "arq", "huey_consumer": "Huey"}  # fmt: skip
_PLANNERS = {"beat": "Celery Beat", "schedule:work": "the Laravel scheduler",
             "rqscheduler": "RQ Scheduler", "clockwork": "Clockwork"}  # fmt: skip


_VERSION = re.compile(r"[-_.]v[0-9]{1,3}\Z", re.IGNORECASE)
# Own code, to judge by its name, that is no business code or no program that stays.
_DOUBTFUL = re.compile(
    r"(?:.*[-_.])?(?:gateway|apigateway|router|proxy|edge|ingress|registry|discovery|eureka"
    r"|config|configserver|config-server|monitoring|monitor|turbine|dashboard-agent"
    r"|load-?gen(?:erator)?|load-?test(?:er|s)?|user-sim|simulator|traffic|seed(?:er)?"
    r"|migrat(?:e|or|ion|ions)|init|setup|bootstrap|mocks?|e2e|tests?|docs|storybook"
    r"|cache|queue|broker)(?:[-_.](?:service|server|svc))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Program:
    """Something that a file starts. node: where it stands; images: its own, then those of helpers.

    source: what its program is made from, only to be compared: programs of one source are
    released together. copies: how many equal ones are asked for, with the place that says so.
    calls: names of other programs that it waits for or is linked to.
    """

    name: str
    node: Node
    image: Image
    source: str
    product: Product | None
    is_built: bool = False
    is_steady: bool = True
    copies: tuple[int, Node] | None = None
    mentions: tuple[Mention, ...] = ()
    calls: tuple[str, ...] = ()
    ready: Node | None = None
    alive: tuple[Node, str] | None = None  # where a check stands, and what it does
    ports: Node | None = None
    places: Mapping[str, Node] = field(default_factory=dict)  # variable → where it is set
    languages: tuple[tuple[str, bool, str], ...] = ()  # (language, by image, what told it)
    works_off: str = ""
    plans: str = ""

    @property
    def role(self) -> Role | None:
        return self.product.role if self.product else None

    @property
    def is_own(self) -> bool:
        """Whether this holds business code of one's own, as far as a file can tell."""
        return self.role in (None, Role.LANGUAGE)

    @property
    def base(self) -> str:
        """Its name without a version: `reviews-v1` and `reviews-v2` are one kind of program."""
        return _VERSION.sub("", self.name) or self.name

    @property
    def is_bare(self) -> bool:
        """Whether neither an image nor a build is known, as in a file that adds to another."""
        return not self.image.name and not self.is_built

    @property
    def is_doubtful(self) -> bool:
        """Whether its name tells of a gateway, a load test or the like, which do not count."""
        return self.is_bare or _DOUBTFUL.fullmatch(self.name[:NAME_LENGTH]) is not None

    @property
    def is_runtime(self) -> bool:
        """Whether its image is the bare one of a language, with the code put in from outside."""
        return self.role is Role.LANGUAGE

    @property
    def label(self) -> str:
        """Name and product in words, for lists."""
        return f"{self.name} ({self.product.name})" if self.product else self.name


@dataclass(slots=True)
class Kind:
    """Own programs of one source or one name: one kind of program, however many copies."""

    programs: list[Program] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The name of its first program; without a version where there are several."""
        names = {program.name for program in self.programs}
        bases = {program.base for program in self.programs}
        return self.programs[0].base if len(names) > len(bases) else self.programs[0].name

    @property
    def is_doubtful(self) -> bool:
        return all(program.is_doubtful for program in self.programs)


def recognized(image: str, name: str, *, is_built: bool) -> tuple[Image, Product | None]:
    """Return image and product. A build, or an image that nobody knows, may be called after one."""
    address = image_of(image)
    product = product_of(address)
    if product is None:
        product = product_called(name) or product_of_variable(
            "" if is_built or address.name else image
        )
    if product is None:
        product = store_called(name, address.name)
    return address, product


def languages_of(
    images: Sequence[str], command: Iterable[str], variables: Iterable[str]
) -> tuple[tuple[str, bool, str], ...]:
    """Return the languages that images, a command's words and names of variables tell."""
    found: dict[tuple[str, bool, str], None] = {}
    if by_image := language_named(images):
        found[(by_image, True, "its base image")] = None
    for word in list(command)[:3]:
        last = word.rpartition("/")[2] if not word.startswith("./") else word
        if by_command := _COMMANDS.get(last):
            found[(by_command, True, f"a command that begins with {last}")] = None
            break
    for variable in variables:
        for pattern, language in _VARIABLES:
            if pattern.match(variable):
                found[(language, False, f"the variable {variable[:60]}")] = None
    return tuple(found)


def work_of(command: Iterable[str]) -> tuple[str, str]:
    """Return the queue worker and the planner that a command starts, "" for none."""
    words = [word.rpartition("/")[2] for word in list(command)[:30]]
    planner = next((_PLANNERS[word] for word in words if word in _PLANNERS), "")
    worker = next((_WORKERS[word] for word in words if word in _WORKERS), "")
    # Celery starts both; beside a planner it is no worker unless it says so.
    is_worker = not planner or "worker" in words
    return (worker if is_worker else ""), planner


def kinds(programs: Iterable[Program]) -> tuple[Kind, ...]:
    """Return the own programs by kind: those with one name, or made from one source, are one."""
    found: dict[str, Kind] = {}
    order: list[Kind] = []
    for program in programs:
        if not program.is_own or not program.is_steady:
            continue
        keys = [f"name:{program.base.casefold()}"]
        keys += [f"source:{program.source}"] if program.source else []
        known = [found[key] for key in keys if key in found]
        kind = known[0] if known else Kind()
        if not known:
            order.append(kind)
        for other in known[1:]:
            if other is not kind:
                kind.programs += other.programs
                other.programs.clear()
                for key, owner in found.items():
                    if owner is other:
                        found[key] = kind
        kind.programs.append(program)
        for key in keys:
            found[key] = kind
    return tuple(kind for kind in order if kind.programs)


def surely_own(found: Sequence[Kind]) -> int:
    """Return how many of the kinds are certainly one's own.

    Built from source, the bare image of a language, an image without a namespace, one of a
    private registry, or one of a namespace that several programs share.
    """
    spaces: dict[str, set[str]] = {}
    for kind in found:
        for program in kind.programs:
            home = f"{program.image.host}/{program.image.space}"
            spaces.setdefault(home, set()).add(kind.name)
    return sum(
        any(_is_sure(program, spaces) for program in kind.programs)
        for kind in found
        if not kind.is_doubtful
    )


def _is_sure(program: Program, spaces: dict[str, set[str]]) -> bool:
    image = program.image
    home = f"{image.host}/{image.space}"
    return (
        program.is_built
        or program.is_runtime
        or not (image.space or image.host)
        or image.is_private
        or len(spaces[home]) > 1
    )
