"""What an enemy sends: scripts that want to harm, by what they try."""


def _product(count: int) -> str:
    left = " & ".join(f"a{number}" for number in range(count))
    right = " & ".join(f"b{number}" for number in range(count))
    return f"flowchart LR\n{left} --> {right}\n"


def _nested(count: int) -> str:
    opened = "\n".join(f"subgraph s{number}" for number in range(count))
    return f"flowchart LR\n{opened}\na --> b\n" + "end\n" * count


_MARKUP = ("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg onload=alert(1)>")

SCRIPTS = dict(
    [
        *((f"flow label {text[:6]}", f'flowchart LR\n a["{text}"] --> b') for text in _MARKUP),
        *((f"message {text[:6]}", f"sequenceDiagram\n A->>B: {text}") for text in _MARKUP),
        *(
            (f"participant {text[:6]}", f"sequenceDiagram\n participant A as {text}")
            for text in _MARKUP
        ),
        *(
            (f"note {text[:6]}", f"sequenceDiagram\n A->>B: x\n Note over A: {text}")
            for text in _MARKUP
        ),
        *((f"title {text[:6]}", f"flowchart LR\n accTitle: {text}\n a --> b") for text in _MARKUP),
        *(
            (f"gantt {text[:6]}", f"gantt\n title {text}\n section {text}\n x : 2001-01-01, 1d")
            for text in _MARKUP
        ),
        ("click script", 'flowchart LR\n a --> b\n click a "javascript:alert(1)"'),
        ("click address", 'flowchart LR\n a --> b\n click a href "https://example.org" _blank'),
        ("click data", 'flowchart LR\n a --> b\n click a "data:text/html,x"'),
        ("click callback", "flowchart LR\n a --> b\n click a call alert(1)"),
        (
            "sequence link",
            "sequenceDiagram\n participant A\n link A: x @ https://example.org\n A->>A: x",
        ),
        ("style url", "flowchart LR\n a --> b\n style a fill:url(http://example.org/x.svg#a)"),
        (
            "style import",
            "flowchart LR\n a --> b\n classDef c fill:#fff;}</style>@import url(//x)\n class a c",
        ),
        ("style expression", "flowchart LR\n a --> b\n style a width:expression(alert(1))"),
        ("theme css", '%%{init: {"themeCSS": "*{background:url(//x)}"}}%%\nflowchart LR\n a --> b'),
        (
            "security level",
            '%%{init: {"securityLevel": "loose", "fontFamily": "x;}"}}%%\n'
            'flowchart LR\n a["<b>x</b>"]',
        ),
        (
            "front matter",
            "---\nconfig:\n  securityLevel: loose\n  themeCSS: '</style>'\n---\n"
            "flowchart LR\n a --> b",
        ),
        (
            "prototype",
            '%%{init: {"__proto__": {"x": 1}, "constructor": {"prototype": 1}}}%%\n'
            "flowchart LR\n a --> b",
        ),
        (
            "state class",
            "stateDiagram-v2\n classDef bad fill:</style><script>alert(1)</script>\n"
            " A --> B\n class A bad",
        ),
        (
            "gantt ticks",
            "gantt\n dateFormat YYYY-MM-DD\n tickInterval 1millisecond\n section a\n"
            " x : 1900-01-01, 20000d",
        ),
        (
            "gantt length",
            "gantt\n dateFormat YYYY-MM-DD\n section a\n x : 2001-01-01, 1000000000000d",
        ),
        (
            "gantt excludes",
            "gantt\n dateFormat YYYY-MM-DD\n"
            " excludes monday tuesday wednesday thursday friday saturday sunday\n"
            " section a\n x : 2001-01-01, 3d",
        ),
        ("pie range", 'pie\n "a" : 99999999999999999999999999\n "b" : 0.0000000001'),
        ("quadrant range", "quadrantChart\n a: [99999, -5]"),
        ("product 20", _product(20)),
        ("product 60", _product(60)),
        ("product 120", _product(120)),
        ("product 70", _product(70)),
        ("nested 240", _nested(240)),
        ("nested 300", _nested(300)),
        ("chain 450", "flowchart LR\n" + "\n".join(f"n{n} --> n{n + 1}" for n in range(450))),
        ("long chain", "flowchart LR\n" + " --> ".join(f"n{number}" for number in range(500))),
        ("messages", "sequenceDiagram\n" + "\n".join(f"A->>B: {number}" for number in range(499))),
        ("long label", f'flowchart LR\n a["{"x" * 1900}"]'),
        ("too long", f'flowchart LR\n a["{"x" * 19_000}"]'),
        ("nul", "flowchart LR\n a\0 --> b"),
        ("control", "flowchart LR\n a\x07 --> b"),
        ("surrogate", "flowchart LR\n a\ud800 --> b"),
        ("bidi", "flowchart LR\n a --> b\u202egnp.exe"),
        ("joiners", 'flowchart LR\n a["\u200d\u200c\u200d"] --> b'),
        ("byte order mark", "\ufeffflowchart LR\r\n a --> b\r\n"),
        ("comments", "%% nothing\n%% more"),
        ("empty", " \n\t\n"),
        ("only front matter", "---\ntitle: x\n---\n"),
        ("unfinished front matter", "---\ntitle: x\nflowchart LR\n a --> b"),
        (
            "billion laughs",
            "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
            + "\n".join(
                f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]"
                for n in range(9)
            )
            + "\n---\nflowchart LR\n a --> b",
        ),
        ("coded markup", 'flowchart LR\n a["#60;script#62;alert(1)#60;/script#62;"]'),
        ("quotes", 'flowchart LR\n a["\'`"x"`\'"]'),
        ("markdown", 'flowchart LR\n a["`**x** <b>y</b>`"]'),
        ("formula", 'flowchart LR\n a["$$\\href{javascript:alert(1)}{x}$$"]'),
        ("image", 'flowchart LR\n a@{ img: "https://example.org/x.png", label: "x" }'),
        ("icon", 'flowchart LR\n a@{ icon: "fa:user", label: "x" }'),
        *(
            (f"id {word}", f'flowchart LR\n {word}["x"] --> b')
            for word in (
                "end",
                "__proto__",
                "constructor",
                "default",
                "results",
                "main",
                "htmx-config",
            )
        ),
        ("deep brackets", "flowchart LR\n a" + "(" * 1900),
        (
            "many classes",
            "flowchart LR\n"
            + "\n".join(f"classDef c{n} fill:#fff" for n in range(490))
            + "\n a --> b",
        ),
        ("mindmap depth", "mindmap\n" + "\n".join(" " * n + f"n{n}" for n in range(1, 300))),
        (
            "state depth",
            "stateDiagram-v2\n"
            + "\n".join(f"state s{n} {{" for n in range(200))
            + "\n[*] --> x\n"
            + "}\n" * 200,
        ),
    ]
)
