"""Bytes → documents: what is read, and what is refused before anything grows."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from advisor.prefill import File
from advisor.prefill.reading import MOST_DEPTH, MOST_NODES, Documents, Table, read


def of(text: str | bytes, name: str = "a.yml") -> Documents:
    return read([File(name, text.encode() if isinstance(text, str) else text)])


def content(text: str | bytes) -> object:
    found = of(text)
    assert found.problems == ()
    return found.documents[0].content


def fault(text: str | bytes) -> str:
    found = of(text)
    assert found.documents == ()
    (problem,) = found.problems
    return f"{problem.place}: {problem.words}"


def test_documents_of_one_stream_are_read_with_their_lines() -> None:
    found = of("# first\na: 1\n---\nb: [x, 'y']\n---\n---\nc: {d: null}\n")

    assert [(each.line, each.content) for each in found.documents] == [
        (2, {"a": 1}),
        (4, {"b": ["x", "y"]}),
        (7, {"c": {"d": None}}),
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("3", 3), ("-3", -3), ("007", 7), ("0x1F", "0x1F"), ("1_000", "1_000"), ("3.0", "3.0"),
        ("1" * 30, "1" * 30), ("true", True), ("False", False), ("yes", "yes"), ("NO", "NO"),
        ("on", "on"), ("~", None), ("", None), ("null", None), ("2026-01-01", "2026-01-01"),
        ("22:22", "22:22"), (".inf", ".inf"), ("'3'", "3"), ("\"true\"", "true"), ("!!str 3", "3"),
        ("|\n  two\n  lines", "two\nlines\n"),
    ],
)  # fmt: skip
def test_values_are_texts_whole_numbers_yes_no_and_nothing(written: str, read_as: object) -> None:
    table = content(f"a: {written}\n")

    assert table == {"a": read_as}
    assert type(table["a"]) is type(read_as)  # type: ignore[index]


def test_every_key_is_a_text_and_knows_its_line() -> None:
    table = content("200: ok\nnull: x\ntrue: y\n")

    assert isinstance(table, Table)
    assert list(table) == ["200", "null", "true"]
    assert table.lines == {"200": 1, "null": 2, "true": 3}


def test_json_reads_like_the_same_yaml() -> None:
    text = '{"a": [1, 2.5, true, null, "\\ud83d\\ude00"], "b": {"c": "x"}}'

    assert content(text) == {"a": [1, "2.5", True, None, "😀"], "b": {"c": "x"}}
    assert content("a: [1, 2.5, true, null, 😀]\nb: {c: x}\n") == content(text)
    assert content('{\n\t"a": 1}') == {"a": 1}


def test_aliases_stand_for_their_value() -> None:
    table = content("x: &x {image: a, ports: [1]}\nb: *x\nc:\n  <<: *x\n  image: b\n")

    assert table == {
        "x": {"image": "a", "ports": [1]},
        "b": {"image": "a", "ports": [1]},
        "c": {"image": "b", "ports": [1]},
    }


def test_several_tables_are_merged_and_the_first_one_wins() -> None:
    table = content("a: &a {k: 1, l: 1}\nb: &b {k: 2, m: 2}\nc:\n  <<: [*a, *b]\n")

    assert table["c"] == {"k": 1, "l": 1, "m": 2}  # type: ignore[index]


def test_a_bomb_of_aliases_is_refused_at_once() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 60)]

    began = time.perf_counter()
    words = fault("\n".join(lines))

    assert time.perf_counter() - began < 1
    assert f"more than {MOST_NODES:,} keys and values" in words
    assert "line 5" in words


def test_a_bomb_of_merges_is_refused() -> None:
    keys = ", ".join(f"k{n}: {n}" for n in range(1_000))
    text = f"a: &a {{{keys}}}\nb:\n" + "".join(f"  c{n}:\n    <<: *a\n" for n in range(200))

    assert f"more than {MOST_NODES:,} keys and values" in fault(text)


def test_a_bomb_of_long_texts_is_refused() -> None:
    text = f"a: &a {'x' * 5_000}\nb: [{', '.join(['*a'] * 5_000)}]\n"

    assert f"more than {MOST_NODES:,} keys and values" in fault(text)


def test_the_limit_holds_over_all_files_together() -> None:
    many = "\n".join(f"k{n}: {n}" for n in range(MOST_NODES // 4))

    found = read([File("a", many.encode()), File("b", many.encode()), File("c", many.encode())])

    assert [each.file for each in found.documents] == ["a"]
    assert [each.file for each in found.problems] == ["b", "c"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: &a [*a]\n", "line 1, column 8: the alias “a” names nothing above it"),
        ("a: *nobody\n", "line 1, column 4: the alias “nobody” names nothing above it"),
        ("a: &x 1\n---\nb: *x\n", "line 3, column 4: the alias “x” names nothing"),
        ("a: !!python/object/apply:os.system [ls]\n", "line 1, column 4: the tag “tag:yaml.org,"),
        ("a: !reset null\n", "line 1, column 4: the tag “!reset” is not read"),
        ("a: !!binary aGFsbG8=\n", "is not read"),
        ("a: 1\nb: 2\na: 3\n", "line 3, column 1: the key “a” is given twice, first in line 1"),
        ('{"a": 1, "a": 2}', "the key “a” is given twice in one object"),
        ("? [a, b]\n: 1\n", "line 1, column 3: a key that is not a plain text"),
        ("a:\n  <<: 5\n", "“<<” takes in something that is not a table"),
        ("a: 1\n b: 2\n", "line 2, column 3: a colon stands where a value has begun"),
        ("a: [1, 2\nb: 3\n", "line 2"),
        ('a: "open\n', "a quote or a bracket is never closed"),
        ("a: @x\n", "line 1, column 4: a character that cannot begin a value"),
        ("a: {{ x }}: {% y %}\n", "if the file is a template, render it first"),
        ("a: {{ .Values.image }}\n", "line 1, column 4: this is a Helm template"),
        ("a: 1\n{{- include \"x.labels\" . | nindent 4 }}\n", "line 2, column 1: this is a Helm"),
        ('{"a": 1,}', "line 1, column 9: the JSON ends or breaks here"),
        ('{"a": NaN}', "NaN is no value of JSON"),
        ("", "the file is empty"),
        ("# nothing\n---\n---\n", "the file is empty"),
        (b"\xff\xfa\x00\x01", "line 1: this is not text in UTF-8; is it a binary file?"),
        (b"a: 1\nb: \x89PNG\xff", "line 2: this is not text in UTF-8"),
        (b"PK\x03\x04rest", "this is a packed file; unpack it first"),
        (b"\x1f\x8brest", "this is a packed file; unpack it first"),
        (b"a: 1\nb: x\x00y\n", "line 2, column 5: a control character"),
        ("a: \x1b[31mred\n", "line 1, column 4: a control character"),
        ("a: \ufffe\n", "characters that YAML does not allow"),
        ("[" * 50_000, f"nested deeper than {MOST_DEPTH} levels"),
        ('{"a":' * 30_000, f"nested deeper than {MOST_DEPTH} levels"),
        ("a: " + "[" * 500 + "]" * 500, f"nested deeper than {MOST_DEPTH} levels"),
        ("[" * 80 + "]" * 80, f"nested deeper than {MOST_DEPTH} levels"),
        ("- " * 3_000 + "x", f"nested deeper than {MOST_DEPTH} levels"),
        ("---\na: 1\n" * 1_100, "more than 1,000 documents"),
        ("\n".join(f"k{n}:" for n in range(100_000)), "keys and values here"),
        (json.dumps(dict.fromkeys(map(str, range(100_000)), 1)), "keys and values here"),
    ],
    ids=lambda value: repr(value)[:30],
)  # fmt: skip
def test_what_cannot_be_read_is_told_with_its_place(text: str | bytes, words: str) -> None:
    assert words in fault(text)


def test_a_file_with_a_fault_does_not_stop_the_others() -> None:
    found = read([File("a", b"a: ["), File("b", b"b: 1"), File("c", b"\x00")])

    assert [each.file for each in found.documents] == ["b"]
    assert [each.file for each in found.problems] == ["a", "c"]


def test_other_ways_of_writing_text_are_read() -> None:
    assert content("\ufeffa: ü\n".encode()) == {"a": "ü"}
    assert content("a: ü\r\nb: 1\r\n".encode("utf-16")) == {"a": "ü", "b": 1}


def test_a_label_of_docker_is_no_template() -> None:
    assert content('tag: "{{.Name}}"\n') == {"tag": "{{.Name}}"}
    assert content('a: "{{ $labels.instance }} is down"\n')


def test_a_fault_never_repeats_the_text_of_the_file() -> None:
    for text in ("password: hunter2: x\n", "a: [hunter2\nb: }\n", 'a: "hunter2\n', "- @hunter2\n"):
        assert "hunter2" not in fault(text)


def test_a_name_that_cannot_be_shown_is_made_harmless() -> None:
    (problem,) = read([File("a\u202e\n" + "x" * 200, b"[")]).problems

    assert problem.file.startswith("a��xx")
    assert len(problem.file) == 80


@given(st.binary(max_size=200))
def test_no_bytes_raise_anything(data: bytes) -> None:
    found = of(data)

    assert found.documents or found.problems


@given(st.text(alphabet=" \n:-[]{}&*!#|>'\"%@`,?<ab1\t~$.", max_size=80))
def test_no_text_of_marks_raises_anything(text: str) -> None:
    found = of(text)

    assert found.documents or found.problems
