import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from patterns import models, stances

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _unread() -> None:
    stances.forget()


def write(pattern: str = "retry", word: str = "adopt", **more: str) -> models.Stance:
    return models.Stance.objects.create(pattern=pattern, word=word, **more)


def test_without_any_nothing_is_said() -> None:
    assert stances.current() == stances.NONE
    assert stances.current().get("retry") is None


def test_a_stance_is_read_by_the_slug_of_its_pattern() -> None:
    write(note="With jitter.", link="https://wiki.example.org/retry")

    found = stances.current().get("retry")

    assert found == stances.Stance(
        "retry", "adopt", "With jitter.", "https://wiki.example.org/retry"
    )
    assert stances.current().words == {"retry": "adopt"}


def test_every_change_changes_the_digest() -> None:
    seen = {stances.current().digest}
    row = write()
    for field, value in (("note", "a"), ("link", "https://a.example"), ("word", "hold")):
        stances.forget()
        seen.add(stances.current().digest)
        setattr(row, field, value)
        row.save()
    stances.forget()
    seen.add(stances.current().digest)

    assert len(seen) == 5


def test_a_warm_look_asks_the_database_nothing(django_assert_num_queries: object) -> None:
    stances.current()

    with django_assert_num_queries(0):  # type: ignore[operator]
        stances.current()


def test_a_pattern_has_one_stance_at_most() -> None:
    write()

    with pytest.raises(IntegrityError), transaction.atomic():
        write(word="hold")


def test_a_word_that_is_none_is_refused_by_the_database() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        write(word="maybe")


@pytest.mark.parametrize("link", ["http://a.example", "javascript:alert(1)", "a.example"])
def test_a_link_is_an_address_with_https(link: str) -> None:
    row = models.Stance(pattern="retry", word="adopt", link=link)

    with pytest.raises(ValidationError):
        row.full_clean()


def test_every_word_of_the_model_has_a_label_and_a_meaning() -> None:
    assert set(models.Stance.Word.values) == set(stances.WORDS) == set(stances.MEANINGS)
