"""Two editors of one text: the second one sees both, and nothing is overwritten."""

import pytest

from core.optimistic_lock import Conflict, save_unless_changed
from tests.support.factories import make_pledge
from tests.support.threads import at_once

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def pledge(forum, inka):
    return make_pledge(forum.inka, by=inka, own_words="Lama")


def test_an_unchanged_text_is_saved_and_counted(pledge):
    saved = save_unless_changed(pledge, seen_revision=1, own_words="Baru", title="Judul")
    assert (saved.own_words, saved.title, saved.revision) == ("Baru", "Judul", 2)


def test_the_second_editor_sees_both_texts(pledge):
    save_unless_changed(pledge, seen_revision=1, own_words="Pertama")
    with pytest.raises(Conflict) as caught:
        save_unless_changed(pledge, seen_revision=1, own_words="Kedua", title="Judul")
    conflict = caught.value
    assert (conflict.theirs, conflict.mine, conflict.revision) == (
        {"own_words": "Pertama", "title": ""},
        {"own_words": "Kedua", "title": "Judul"},
        2,
    )
    assert str(conflict) == (
        "Someone else changed this while you were writing. Compare both and choose."
    )
    pledge.refresh_from_db()
    assert (pledge.own_words, pledge.revision) == ("Pertama", 2)


def test_whoever_has_seen_the_newest_may_save(pledge):
    save_unless_changed(pledge, seen_revision=1, own_words="Pertama")
    assert save_unless_changed(pledge, seen_revision=2, own_words="Kedua").revision == 3


@pytest.mark.django_db(transaction=True)
def test_of_four_at_the_same_instant_exactly_one_wins(pledge):
    manager = type(pledge).objects

    def save(number):
        mine = manager.get(pk=pledge.pk)
        return lambda: save_unless_changed(mine, seen_revision=1, own_words=f"Editor {number}")

    results = at_once(*[save(number) for number in range(4)])
    lost = [result for result in results if isinstance(result, Conflict)]
    [won] = [result for result in results if not isinstance(result, Conflict)]
    assert len(lost) == 3
    assert {conflict.theirs["own_words"] for conflict in lost} == {won.own_words}
    assert manager.get(pk=pledge.pk).revision == 2


def test_linked_rows_are_replaced_with_the_text_and_stand_in_the_conflict(pledge, forum):
    saved = save_unless_changed(
        pledge, seen_revision=1, own_words="A", linked={"partners": [forum.taman]}
    )
    assert list(saved.partners.all()) == [forum.taman]
    with pytest.raises(Conflict) as caught:
        save_unless_changed(
            pledge, seen_revision=1, own_words="B", linked={"partners": [forum.outside]}
        )
    assert (caught.value.theirs, caught.value.mine) == (
        {"own_words": "A", "partners": [forum.taman]},
        {"own_words": "B", "partners": [forum.outside]},
    )
    assert list(pledge.partners.all()) == [forum.taman]
