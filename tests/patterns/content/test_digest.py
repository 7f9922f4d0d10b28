import json
import subprocess
import sys
from pathlib import Path

from patterns.content.digest import digest
from patterns.content.entries import Content
from patterns.content.tables import as_table, read
from tests.patterns.content.folders import Folder, valid_folder
from tests.patterns.content.planting import ARTICLE, MATRIX, STRUCTURE


def test_the_same_content_has_the_same_name(folder: Folder, tmp_path: Path) -> None:
    again = valid_folder(tmp_path / "again")

    assert digest(folder.read().content) == digest(again.read().content)


def test_one_letter_changes_the_name(folder: Folder) -> None:
    before = digest(folder.read().content)

    folder.change(ARTICLE, "alive", "aline")

    assert digest(folder.read().content) != before


def test_a_letter_of_a_diagram_or_a_template_changes_the_name(folder: Folder) -> None:
    names = {digest(folder.read().content)}

    folder.change(STRUCTURE, "Guard", "Gward")
    names.add(digest(folder.read().content))
    folder.change("code/python/src/breaker/plain.py", "Wait for", "Wait on")
    names.add(digest(folder.read().content))

    assert len(names) == 3


def test_the_order_of_answers_is_content(folder: Folder) -> None:
    before = digest(folder.read().content)

    folder.change(
        MATRIX, 'calls = ["hang"], outage = ["yes"]', 'outage = ["yes"], calls = ["hang"]'
    )

    assert folder.faults() == ()
    assert digest(folder.read().content) != before


def test_a_comment_changes_nothing(folder: Folder) -> None:
    before = digest(folder.read().content)

    folder.append("bundles.toml", "# for authors only\n")

    assert digest(folder.read().content) == before


def test_content_that_went_through_a_row_keeps_its_name(folder: Folder) -> None:
    content = folder.read().content

    again, faults = read(Content, json.loads(json.dumps(as_table(content))), file="row")

    assert not faults
    assert again == content
    assert digest(again) == digest(content)


def test_another_process_gives_the_same_name(folder: Folder) -> None:
    code = (
        "import sys; from pathlib import Path; from patterns.content.digest import digest;"
        "from patterns.content.reading import read_folders;"
        "print(digest(read_folders([Path(sys.argv[1])]).content))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(folder.root)], capture_output=True, text=True, check=True
    )

    assert done.stdout.strip() == digest(folder.read().content)
