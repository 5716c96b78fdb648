"""The desk of those who sign: added, changed, moved, removed, as it prints."""

import pytest

from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.models import Signatory, sort_as_printed
from core.optimistic_lock import Conflict
from stakeholders.models import Mandate
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import IN_ROOM
from tests.support.expect import refused, told
from tests.support.factories import make_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def at_desk(client, facilitator):
    client.cookies["django_language"] = "en"
    client.force_login(facilitator)
    return client


def named(draft):
    return [
        str(signatory) for signatory in sort_as_printed(draft.signatories.select_related("person"))
    ]


def words(party, **changes):
    return {
        "organisation": party.pk,
        "name": "",
        "position": "Direktur",
        "nip": "",
        "capacity": "party",
        "rank": 1,
        "allows_ink": "on",
        **changes,
    }


# ── Actions ──────────────────────────────────────────────────────────────────────────────────


def test_a_signatory_is_changed_and_the_second_editor_sees_both(
    draft, signatories, facilitator, secretary
):
    edit_signatory(signatory=signatories[0], seen_revision=1, position="Direktur", by=facilitator)
    assert told(draft)[-1] == "The signatory Wakil INKA (contoh) (PT INKA) was changed."
    with pytest.raises(Conflict) as caught:
        edit_signatory(signatory=signatories[0], seen_revision=1, position="Manajer", by=secretary)
    assert (caught.value.theirs, caught.value.mine) == (
        {"position": "Direktur"},
        {"position": "Manajer"},
    )


def test_signatories_move_within_capacity_and_rank(draft, signatories, forum, facilitator):
    witness = add_signatory(
        document=draft,
        organisation=forum.outside,
        capacity="witness",
        position="Saksi",
        by=facilitator,
    )
    before = named(draft)
    moved = move_signatory(signatory=signatories[1], to=1, by=facilitator)
    assert named(draft) == [before[1], before[0], before[2]]
    assert moved.order == 1
    move_signatory(signatory=witness, to=1, by=facilitator)
    assert named(draft) == [before[1], before[0], before[2]]
    assert [signatory.order for signatory in draft.signatories.order_by("order")] == [1, 2, 3]


def test_a_removed_signatory_is_gone_and_history_keeps_it(draft, signatories, facilitator):
    remove_signatory(signatory=signatories[0], by=facilitator)
    assert [signatory.order for signatory in draft.signatories.all()] == [1]
    assert told(draft)[-1] == "The signatory Wakil INKA (contoh) (PT INKA) was removed."
    with refused("Someone else has removed this signatory.", code="removed"):
        edit_signatory(signatory=signatories[0], seen_revision=1, position="x", by=facilitator)


def test_who_holds_an_office_for_the_time_being_signs_by_a_letter(
    draft, signatories, cast, facilitator
):
    letter = "SK Plt. 800/7 tanggal 1 November 2021"
    Mandate.objects.filter(person=cast.lurah.person).update(position="Plt. Lurah", letter=letter)
    remove_signatory(signatory=signatories[1], by=facilitator)
    remove_signatory(signatory=signatories[0], by=facilitator)
    fill_signatories(document=draft, by=facilitator)
    letters = draft.signatories.order_by("order").values_list("delegation_letter", flat=True)
    assert list(letters) == ["", letter]


# ── Pages ────────────────────────────────────────────────────────────────────────────────────


def test_a_name_that_the_registers_know_becomes_its_person(draft, forum, at_desk, facilitator):
    person = make_person(
        "siti", name="Siti", title_before="Dr.", title_after="M.Si.", nip="19800101", by=facilitator
    )
    page = desk(draft, "penanda-tangan/tambah/")
    assert sent(at_desk, page, **words(forum.outside, name="dr. siti, m.si.")).status_code == 302
    signatory = draft.signatories.last()
    assert (signatory.person, signatory.name, signatory.nip) == (person, "", "19800101")
    assert signatory.printed_name == "Dr. Siti, M.Si."


def test_a_name_that_nobody_knows_stays_a_name(draft, forum, at_desk):
    page = desk(draft, "penanda-tangan/tambah/")
    sent(at_desk, page, **words(forum.outside, name="Bp.Agus(Inres)", capacity="witness", rank=2))
    signatory = draft.signatories.order_by("order").last()
    assert (signatory.person, signatory.printed_name) == (None, "Bp.Agus(Inres)")
    assert "Bp.Agus(Inres)" in shown(at_desk, desk(draft, "penanda-tangan/"))


def test_of_two_with_the_same_name_the_colleague_is_meant(draft, forum, cast, at_desk, facilitator):
    name = cast.inka.person.name
    make_person("kembar", name=name, by=facilitator)
    page = desk(draft, "penanda-tangan/tambah/")
    sent(at_desk, page, **words(forum.inka, name=name))
    assert draft.signatories.order_by("order").last().person == cast.inka.person
    sent(at_desk, page, **words(forum.outside, name=name))
    assert draft.signatories.order_by("order").last().person is None


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("organisation", "", "This field is required."),
        ("organisation", "9" * 40, "What was chosen is no longer there."),
        ("nip", "NIP 123", "A NIP has figures only."),
        ("nip", "1" * 22, "Ensure this value has at most 21 characters (it has 22)."),
        ("rank", 0, "Ensure this value is greater than or equal to 1."),
        ("rank", "9" * 30, "Ensure this value is less than or equal to 9."),
        ("capacity", "boss", "Select a valid choice."),
        ("position", "x\0", "Null characters are not allowed."),
    ],
)
def test_what_cannot_be_is_said_beside_the_field(draft, forum, at_desk, field, value, sentence):
    page = desk(draft, "penanda-tangan/tambah/")
    typed = words(forum.outside, name="<i>Siti</i>", **{field: value})
    html = says(sent(at_desk, page, **typed), sentence)
    assert "&lt;i&gt;Siti&lt;/i&gt;" in html
    assert Signatory.objects.count() == 2


def test_a_conflict_shows_both_names(draft, signatories, forum, at_desk, secretary):
    page = desk(draft, f"penanda-tangan/{signatories[0].pk}/")
    edit_signatory(
        signatory=signatories[0], seen_revision=1, person=None, name="Orang Lain", by=secretary
    )
    html = says(sent(at_desk, page, revision=1, **words(forum.inka, name="Orang Ini")))
    assert "Orang Lain" in html
    assert "Orang Ini" in html
    assert sent(at_desk, page, revision=2, **words(forum.inka, name="Orang Ini")).status_code == 302
    assert named(draft)[0] == "Orang Ini"


def test_whoever_fills_in_missing_positions_goes_from_one_to_the_next(
    draft, signatories, forum, at_desk
):
    Signatory.objects.update(position="")
    first, second = sort_as_printed(signatories)
    pages = [desk(draft, f"penanda-tangan/{each.pk}/") for each in (first, second)]
    assert f"Signatory: {first}" in shown(at_desk, pages[0])
    unfilled = words(first.organisation, name=str(first), position="", revision=first.revision)
    assert sent(at_desk, pages[0], **unfilled).url.endswith(f"/penanda-tangan/#tempat-{first.pk}")
    first.refresh_from_db()
    filled = words(first.organisation, name=str(first), revision=first.revision)
    assert sent(at_desk, pages[0], **filled).url == pages[1]
    last = words(second.organisation, name=str(second), revision=second.revision)
    assert sent(at_desk, pages[1], **last).url.endswith(f"/penanda-tangan/#tempat-{second.pk}")


def test_a_signatory_is_moved_removed_and_filled_again(draft, signatories, at_desk):
    first, second = named(draft)
    sent(at_desk, desk(draft, f"penanda-tangan/{signatories[1].pk}/pindah/"), direction="up")
    assert named(draft) == [second, first]
    page = desk(draft, f"penanda-tangan/{signatories[1].pk}/hapus/")
    assert f"Remove the signatory {second}?" in shown(at_desk, page)
    sent(at_desk, page)
    assert named(draft) == [first]
    answer = at_desk.post(desk(draft, "penanda-tangan/isi/"), follow=True)
    assert "1 organisation that was there is added." in answer.content.decode()
    assert named(draft) == [first, second]
    answer = at_desk.post(desk(draft, "penanda-tangan/isi/"), follow=True)
    assert "is a signatory already" in answer.content.decode()


def test_the_moved_list_comes_as_a_fragment(draft, signatories, at_desk):
    answer = at_desk.post(
        desk(draft, f"penanda-tangan/{signatories[1].pk}/pindah/"),
        {"direction": "up"},
        headers={"HX-Request": "true"},
    )
    fragment = answer.content.decode()
    assert fragment.lstrip().startswith('<div id="signatories">')
    assert fragment.index(f"tempat-{signatories[1].pk}") < fragment.index(
        f"tempat-{signatories[0].pk}"
    )


def test_once_frozen_the_desk_is_closed(draft, signatories, forum, at_desk, secretary):
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    shown(at_desk, desk(draft, "penanda-tangan/"), 404)
    page = desk(draft, f"penanda-tangan/{signatories[0].pk}/")
    says(
        sent(at_desk, page, revision=1, **words(forum.inka)),
        f"{draft} is “Final”: its text no longer changes.",
    )
    answer = at_desk.post(desk(draft, "penanda-tangan/isi/"), follow=True)
    assert "its text no longer changes" in answer.content.decode()


def test_three_hundred_signatories_cost_no_more_queries(
    draft, forum, at_desk, django_assert_max_num_queries
):
    Signatory.objects.bulk_create(
        Signatory(
            document=draft, organisation=forum.outside, order=number, position=f"Staf {number}"
        )
        for number in range(10, 310)
    )
    with django_assert_max_num_queries(12):
        shown(at_desk, desk(draft, "penanda-tangan/"))
