"""A document with every kind of block, in any words."""

from patterns.diagrams.scripts import Diagram
from patterns.documents.document import (
    Align,
    Bullets,
    Checklist,
    Code,
    Definitions,
    Document,
    Figure,
    Notice,
    Paragraph,
    Run,
    Section,
    Table,
    origin_of,
    say,
    strong,
)

DIAGRAM = Diagram("flowchart LR\n  a[One] --> b[Two]\n", "Two parts", "One calls Two.")


def document(words: str = "plain words") -> Document:
    """Return a document that says `words` wherever a person's words may stand."""
    blocks = (
        Paragraph(say(words, strong(words), Run(words, code=True), Run(words, to="second"))),
        Bullets((say(words),)),
        Bullets((say(words),), numbered=True),
        Checklist((say(words),)),
        Definitions(((words, say(words)),)),
        Notice(words, (Paragraph(say(words)),)),
        Code(words),
        Table(words, (words, words), ((say(words), say(words)),), (Align.LEFT, Align.RIGHT)),
        Figure("parts", DIAGRAM, words, words),
    )
    return Document(
        title=f"Title {words}",
        lead=words,
        facts=((words, words),),
        sections=(
            Section("first", f"First {words}", blocks),
            Section("second", "Second", (), (Section("below", "Below", blocks[:2]),)),
        ),
        on="2026-03-04",
        identity="ab" * 32,
        subject=f"Subject {words}",
        origin=origin_of(f"sha256:{'ab' * 32}", "1.1"),
        keywords=(words,),
    )
