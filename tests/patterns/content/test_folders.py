from patterns.catalogue import Catalogue
from patterns.content.digest import digest
from tests.patterns.content.folders import Folder


def test_the_small_folder_is_valid(folder: Folder) -> None:
    assert folder.faults() == ()


def test_the_small_folder_holds_one_complete_page_and_two_in_preparation(folder: Folder) -> None:
    content = folder.read().content
    catalogue = Catalogue(content, digest(content))

    assert [pattern.slug for pattern in catalogue.patterns] == ["breaker", "retry", "timeout"]
    assert [pattern.slug for pattern in catalogue.complete] == ["breaker"]


def test_a_second_page_keeps_the_folder_valid(folder: Folder) -> None:
    folder.add_page("fuse")

    assert folder.faults() == ()
