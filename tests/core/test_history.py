"""History is appended to, keeps who acted, and reads in the reader's language."""

import pytest
from django.utils.translation import gettext_lazy, override

from core.history import (
    build_event,
    describe_entry,
    find_history,
    load_sentences,
    map_keys_by_id,
    record,
    record_events,
    record_for_each,
)
from core.models import HistoryEntry
from tests.support.expect import told

pytestmark = pytest.mark.django_db


def test_an_entry_keeps_key_parameters_and_who_acted(forum, facilitator):
    entry = record(forum.inka, "organisation_named", by=facilitator, name="INKA")
    entry.refresh_from_db()
    assert (entry.target, entry.key, entry.params) == (
        forum.inka,
        "organisation_named",
        {"name": "INKA"},
    )
    assert (entry.actor, entry.actor_name) == (facilitator, "Fasilitator (contoh)")


def test_many_entries_are_written_in_one_query(
    forum, facilitator, english, django_assert_num_queries
):
    told_of = [(forum.inka, {"name": "INKA"}), (forum.taman, {"name": "Taman"})]
    record(forum.outside, "organisation_named", name="Luar")  # the content type is known by now
    with django_assert_num_queries(1):
        record_for_each("organisation_named", told_of, by=facilitator)
    assert told(forum.inka)[-1] == "“INKA” was added as another name."
    assert find_history(forum.taman)[0].actor == facilitator


def test_what_one_act_did_to_several_objects_is_one_query(
    forum, cast, facilitator, english, django_assert_num_queries
):
    person = cast.inka.person
    named = build_event(forum.inka, "organisation_named", name="INKA")
    registered = build_event(person, "person_registered")
    record_events(named, registered, by=facilitator)  # the content types are known by now
    with django_assert_num_queries(1):
        record_events(named, registered, build_event(forum.inka, "organisation_confirmed"))
    assert [entry.key for entry in find_history(forum.inka)[:3]] == [
        "organisation_confirmed",
        "organisation_named",
        "organisation_named",
    ]
    assert find_history(person).last().key == "person_registered"


def test_which_of_some_keys_each_history_holds(forum, django_assert_num_queries):
    record(forum.inka, "organisation_named", name="INKA")
    wanted = ("organisation_named", "organisation_confirmed")
    with django_assert_num_queries(1):
        found = map_keys_by_id([forum.inka, forum.taman], wanted)
    assert found == {forum.inka.pk: "organisation_named"}
    assert map_keys_by_id([], wanted) == {}


def test_the_system_acts_without_a_name(forum):
    entry = record(forum.inka, "organisation_registered")
    assert (entry.actor, entry.actor_name) == (None, "")


def test_the_name_of_who_acted_stays_when_the_account_goes(forum, administrator):
    entry = record(forum.inka, "organisation_named", by=administrator, name="INKA")
    HistoryEntry.objects.filter(actor=administrator).update(actor=None)
    entry.refresh_from_db()
    assert entry.actor_name == "admin@rembug.example"


def test_a_key_without_a_sentence_is_not_recorded(forum):
    count = HistoryEntry.objects.count()
    with pytest.raises(KeyError, match="No history sentence for 'organisation_eaten'"):
        record(forum.inka, "organisation_eaten")
    assert HistoryEntry.objects.count() == count


def test_entries_come_newest_first_and_of_this_object_only(forum):
    record(forum.inka, "organisation_named", name="Satu")
    record(forum.taman, "organisation_named", name="Lain")
    record(forum.inka, "organisation_named", name="Dua")
    keys = [(entry.key, entry.params) for entry in find_history(forum.inka)]
    assert keys == [
        ("organisation_named", {"name": "Dua"}),
        ("organisation_named", {"name": "Satu"}),
        ("organisation_registered", {}),
    ]


def test_objects_of_two_kinds_with_one_id_have_two_histories(forum, cast):
    person = cast.inka.person
    record(forum.inka, "organisation_named", name="INKA")
    same_id = type(person)(pk=forum.inka.pk)
    assert "organisation_named" not in [entry.key for entry in find_history(same_id)]


def test_a_sentence_is_written_out_with_its_parameters(forum, english):
    record(forum.inka, "organisation_named", name="100 % INKA")
    assert told(forum.inka)[-1] == "“100 % INKA” was added as another name."


def test_a_label_reads_in_the_language_of_the_reader(forum):
    with override("id"):
        entry = record(forum.inka, "organisation_named", name=gettext_lazy("Monday"))
    entry.refresh_from_db()
    with override("en"):
        assert describe_entry(entry) == "“Monday” was added as another name."
    with override("id"):
        assert "Senin" in describe_entry(entry)


@pytest.mark.parametrize("typed", ["2021-99-99", "0000-00-00", "２０２１-11-08"])
def test_what_only_looks_like_a_day_reads_as_it_was_typed(forum, english, typed):
    record(forum.inka, "organisation_named", name=typed)
    assert told(forum.inka)[-1] == f"“{typed}” was added as another name."


def test_an_unknown_key_shows_itself(forum):
    entry = record(forum.inka, "organisation_registered")
    entry.key = "from_a_later_version"
    assert describe_entry(entry) == "from_a_later_version"


def test_a_key_that_stands_twice_stops_the_start(settings):
    load_sentences.cache_clear()
    settings.HISTORY_SENTENCES = ["pledges.history.SENTENCES", "pledges.history.SENTENCES"]
    try:
        with pytest.raises(ValueError, match="is defined twice"):
            load_sentences()
    finally:
        load_sentences.cache_clear()
