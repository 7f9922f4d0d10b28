"""Text that tries to be more than text, in every place where people can write some."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st

from advisor.documents.folder import Decision, Folder, RecordForm, Ruling, Saved
from patterns.catalogue import Catalogue
from tests.advisor.answering import BUSY, folder
from tests.advisor.documents.test_markdown import visible

TEXTS = (
    "# Heading", "---", "```\n# out\n```", "| a | b |", "[x](javascript:alert(1))",
    "![x](//e/x.png)", "<script>alert(1)</script>", "<!-- markdownlint-disable -->",
    "&lt;b&gt; &#35;", "* item", "1. one", "1",
    "https://example.org/x www.example.org a@example.org",
    "    code", "~~x~~ *a* _b_ `c` \\*", "{{ title }}", "{% include 'x' %}", "}}",
    "=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '"; =1',
    "x: y", "- a", "*anchor", "&a b", "!!python/object:os.system x", "{a: b}", "yes", "null", "'",
    "%YAML", '"', '""" ', "a\\", "a\\nb", "${HOME}", "->", "a -> b", "// x", "/* x */", "}", "{",
    "!include x", "\\", "../../etc/passwd", "C:\\x", "CON", "a/b.c", "\u202eabc\u202c",
    "\u200fx\u2066y", "\ufeffx", "a\0b", "註文 größer 🙂", "e\u0301", "x" * 120,
)  # fmt: skip


DAY = date(2026, 1, 2)


def texts() -> st.SearchStrategy[str]:
    """Any text of which a reader sees something, those above among them."""
    return st.one_of(
        st.sampled_from(TEXTS), st.text(min_size=1, max_size=60).filter(lambda text: visible(text))
    )


def filled(catalogue: Catalogue, text: str, form: RecordForm = RecordForm.MADR) -> Folder:
    """A folder with the text as title, names, notes, reason of a question, note and decider."""
    query = {**BUSY, "runtime": ["na"], "na.runtime": ["constraint"]}
    kept = folder(catalogue, query, form=form, on=date(2026, 11, 29))
    sheet = replace(
        kept.sheet,
        title=text,
        names=(text, "Orders"),
        notes={"load": text, "tx": text},
        reason_texts={"runtime": text},
    )
    decisions = {
        "retry": Decision(Ruling.ACCEPTED, DAY, text, text),
        "timeout": Decision(Ruling.REJECTED, DAY, text, text),
        "bulkhead": Decision(Ruling.DEFERRED, DAY, text, text),
    }
    saved = Saved(3, kept.advice.engine, kept.advice_as_kept)
    return replace(kept, sheet=sheet, decisions=decisions, saved=saved)
