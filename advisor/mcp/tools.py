"""The menu of the tools: one row for each. Names and arguments are stable, like question ids."""

from typing import Final

from advisor.answers.sheets import TITLE_LENGTH
from advisor.documents.folder import RecordForm
from advisor.documents.formats import FORMATS
from advisor.documents.options import LAST_FIRST
from advisor.mcp import advising, finding, keeping, making, results, simulating, trying
from advisor.mcp.answering import ANSWERS_HELP, BESIDE, WORDS, answers_argument
from advisor.mcp.arguments import flag, several, table, text, whole
from advisor.mcp.replies import Tool
from advisor.models import Scope
from patterns.code.templates import Language
from patterns.labs.kernel.streams import LAST_SEED
from patterns.search import LONGEST

SLUG: Final = text("slug", "The slug of a pattern, or another of its names.", required=True)
OFFSET: Final = whole("offset", "How many to pass by.", low=0, high=10_000, usual=0)


TOOLS: Final = (
    Tool(
        name="search_patterns",
        title="Search patterns",
        description="Find patterns of the catalogue by name or by problem in plain words.",
        takes=(
            text("query", "Words to search for.", longest=LONGEST, required=True),
            text("category", "The slug of a category."),
            whole("limit", "How many at most.", low=1, high=50, usual=10),
            OFFSET,
        ),
        gives=results.FoundPatterns,
        run=finding.search_patterns,
        scope=Scope.CATALOGUE_READ,
    ),
    Tool(
        name="get_pattern",
        title="Read one pattern",
        description="Read a pattern: what it is, when not to use it, the forces that it eases and "
        "worsens, and its relations to others.",
        takes=(
            SLUG,
            several(
                "parts",
                "Which parts; the summary, when not, forces and relations unless it is said.",
                most=len(finding.PARTS),
                words=finding.PARTS,
            ),
        ),
        gives=results.Pattern,
        run=finding.get_pattern,
        scope=Scope.CATALOGUE_READ,
    ),
    Tool(
        name="get_questions",
        title="List the questions",
        description="List the questions to ask the user, with options and why each is asked; "
        "those that the answers so far make needless are left out.",
        takes=(
            flag("quick", "Only the short path through the questions."),
            table("answers", ANSWERS_HELP, WORDS),
            whole("limit", "How many at most.", low=1, high=100, usual=100),
            OFFSET,
        ),
        gives=results.Questions,
        run=advising.get_questions,
        scope=Scope.ADVICE_READ,
    ),
    Tool(
        name="recommend",
        title="Advise on answers",
        description="Judge every pattern for these answers: verdicts, plan, close calls, what to "
        "confirm with the user, and what to ask next. It may say that no distributed design is "
        "needed; that is a result.",
        takes=(
            answers_argument(),
            *BESIDE,
            whole("limit", "How many patterns to list.", low=1, high=200, usual=10),
        ),
        gives=results.Recommendation,
        run=advising.recommend,
        scope=Scope.ADVICE_READ,
        limit="api-compute",
    ),
    Tool(
        name="explain",
        title="Explain one verdict",
        description="Explain the verdict on one pattern: what every answer adds, which rules "
        "hold, and the nearest change of an answer that would move it.",
        takes=(SLUG, answers_argument(), *BESIDE),
        gives=results.Explanation,
        run=advising.explain,
        scope=Scope.ADVICE_READ,
        limit="api-compute",
    ),
    Tool(
        name="compare_patterns",
        title="Compare patterns",
        description="Put two to five patterns side by side, with their verdicts where answers "
        "are given.",
        takes=(
            several("slugs", "The slugs of the patterns.", least=2, most=5, required=True),
            answers_argument(required=False),
            *BESIDE,
        ),
        gives=results.Compared,
        run=finding.compare_patterns,
        scope=Scope.CATALOGUE_READ,
        limit="api-compute",
    ),
    Tool(
        name="what_if",
        title="Try other answers",
        description="Say what moves when some answers change; without changes, which single "
        "changes of an answer would decide something.",
        takes=(
            answers_argument(),
            table(
                "changes",
                "Answers to put in place of those; null takes an answer away.",
                {"type": ["array", "string", "null"], "items": {"type": "string"}},
            ),
            *BESIDE,
            whole("limit", "How many single changes to list.", low=1, high=300, usual=20),
        ),
        gives=results.Moves,
        run=trying.what_if,
        scope=Scope.ADVICE_READ,
        limit="api-compute",
    ),
    Tool(
        name="check_answers",
        title="Check answers",
        description="Check answers before they are judged: contradictions, answers without "
        "effect, open questions; also the file of answers to keep.",
        takes=(answers_argument(), *BESIDE),
        gives=results.Checked,
        run=advising.check_answers,
        scope=Scope.ADVICE_READ,
        limit="api-compute",
    ),
    Tool(
        name="render_diagram",
        title="Draw a diagram",
        description="Return a diagram of a pattern (slug and kind) as Mermaid text with the "
        "address of its picture, or draw Mermaid text of your own.",
        takes=(
            text("slug", "The slug of a pattern."),
            text("kind", "Which of its diagrams, such as structure, sequence or states."),
            text("mermaid", "Mermaid text to draw, at most 500 lines.", longest=20_000),
        ),
        gives=results.Drawing,
        run=making.render_diagram,
        scope=Scope.CATALOGUE_READ,
        limit="api-renderings",
    ),
    Tool(
        name="get_code_template",
        title="Get a code template",
        description="Return code of a pattern that our tests have run, with its own test and how "
        "to run it, filled with your parameters.",
        takes=(
            SLUG,
            text("language", "The language.", words=[*Language], required=True),
            table(
                "parameters",
                "Values by name, with their unit, such as 20s or 50%.",
                {"type": ["string", "number", "boolean"]},
            ),
            text("template", "Which of its templates; the first unless it is said."),
            several("without", "Parts to leave out; the answer lists them as regions.", most=20),
        ),
        gives=results.CodeTemplate,
        run=making.get_code_template,
        scope=Scope.CATALOGUE_READ,
    ),
    Tool(
        name="run_lab",
        title="Run a lab",
        description="Simulate a pattern with numbers of the user, against faults, before anybody "
        "adopts it: headline figures, a sentence, and the page with charts and theory. The same "
        "call gives the same result.",
        takes=(
            text("slug", "The slug of a lab, often that of its pattern.", required=True),
            table(
                "parameters",
                "What differs from the defaults, with units, such as 20s or 50%; an unknown name "
                "is answered with all names.",
                {"type": ["string", "number", "boolean"]},
            ),
            whole("seed", "Other luck under the same rules.", low=0, high=LAST_SEED, usual=1),
        ),
        gives=results.LabRun,
        run=simulating.run_lab,
        scope=Scope.CATALOGUE_READ,
        limit="api-compute",
    ),
    Tool(
        name="save_assessment",
        title="Keep answers",
        description="Keep answers with the advice on them. The answer holds the link to change "
        "them, this once: give it to the user.",
        takes=(
            text(
                "title", "A title, such as the system's name.", longest=TITLE_LENGTH, required=True
            ),
            answers_argument(),
            *BESIDE,
        ),
        gives=results.Saved,
        run=keeping.save_assessment,
        scope=Scope.ASSESSMENTS_WRITE,
        limit="api-save",
        read_only=False,
        idempotent=False,
    ),
    Tool(
        name="export_bundle",
        title="Take the advice home",
        description="Make a document of the advice on answers or on a saved assessment, by "
        "default the whole architecture folder as a zip, and return the link that gives the same "
        "file again.",
        takes=(
            answers_argument(required=False),
            *BESIDE,
            text("id", "The id of a saved assessment, in place of answers.", longest=36),
            text("key", "Its edit_key or read_key, where no token of its account is shown."),
            text("format", "What to make; bundle unless it is said.", words=[*FORMATS]),
            text("adr", "The form of the decision records.", words=[*RecordForm]),
            text("date", "The date of the records, such as 2026-11-22.", longest=10),
            whole("first", "The first record's number.", low=1, high=LAST_FIRST, usual=1),
        ),
        gives=results.Export,
        run=keeping.export_bundle,
        scope=Scope.EXPORTS_WRITE,
        limit="export",
        read_only=False,
    ),
)
