"""Text that is likely to break a script: syntax of every kind of diagram, and any character."""

from hypothesis import strategies as st

_SYNTAX = [
    *"ab1 -=.,:;#%$&<>\"'`*_~[](){}|/\\!?+@^\n\t",
    *("é", "漢", "😀", "\u202e", "\u200d", "\u2028", "\ufeff", "\x00", "\x7f"),
    *("%%", "%%{init", "}%%", "$$", "**", "<br/>", "<b>", "-->", "->>", ":::", "::icon", "@{"),
    *("end", "click ", "style ", "classDef ", "section", "title", "participant", "state ", "note "),
    *("javascript:", "#35;", "&lt;", "\\n", "{{x}}", "---", "accTitle:", "__proto__"),
]

any_text = st.lists(st.sampled_from(_SYNTAX), max_size=12).map("".join) | st.text(max_size=40)
