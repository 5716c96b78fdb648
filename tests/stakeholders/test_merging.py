"""Merging doubles: what moves, what keeps whom it named, what is refused, and undoing it all."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.models import Signatory
from core.history import find_history
from core.kept_counts import read_tally
from core.refusals import Refused
from meetings.models import Meeting
from pledges.models import Pledge
from stakeholders.actions.links import issue_link
from stakeholders.actions.merging import mark_distinct, undo_merge
from stakeholders.actions.registers import add_organisation_name
from stakeholders.matching import NameMatcher
from stakeholders.merge_plans import list_differences, list_moves, list_obstacles
from stakeholders.models import (
    DistinctPair,
    LinkPurpose,
    Mandate,
    Merge,
    Organisation,
    OrganisationsBySector,
    Person,
    PersonalLink,
    SupportProgramme,
    User,
)
from stakeholders.permissions import represents
from stakeholders.references import load_references
from tests.support import factories
from tests.support.document_factories import make_draft
from tests.support.merging import merge, snapshot

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def double(facilitator):
    """The company once more, as somebody spelled it."""
    return factories.make_organisation(
        "inka-madiun", name="PT Inka Madiun", short_name="Inka", by=facilitator
    )


# ── Organisations ────────────────────────────────────────────────────────────────────────────


def test_every_relation_to_an_organisation_or_a_person_is_declared():
    declared = {each.name for each in load_references()}
    tallies = {"AttendedMeeting", "MeetingsOfOrganisation", "PledgesOfOrganisation"}
    related = {
        each.related_model._meta.label
        if each.related_model._meta.auto_created
        else f"{each.related_model._meta.label}.{each.field.name}"
        for model in (Organisation, Person)
        for each in model._meta.get_fields(include_hidden=True)
        if each.auto_created and not each.concrete and not each.many_to_many
        if each.related_model._meta.object_name not in tallies
    }
    assert related == declared
    assert tallies <= {model._meta.object_name for model in apps.get_models()}


def test_what_names_a_double_follows_the_merge(double, forum, cast, meeting, facilitator):
    other = factories.make_person("orang-lain", by=facilitator)
    guest = factories.make_guest(meeting, double, by=facilitator, position="Humas")
    mandate = Mandate.objects.create(person=other, organisation=double, position="Humas")
    pledge = factories.make_submitted(double, by=facilitator)
    partnered = factories.make_submitted(forum.taman, by=facilitator)
    partnered.partners.add(double)
    meeting.organisers.add(double)
    Meeting.objects.filter(pk=meeting.pk).update(host=double)
    scheme = SupportProgramme.objects.create(organisation=double, name="TJSL")
    moves = {str(each.title): len(each.following) for each in list_moves(double, forum.inka)}
    assert moves == {
        "mandates": 1,
        "support programmes": 1,
        "pledges": 1,
        "participants": 1,
        "meetings as a host": 1,
        "meetings as an organiser": 1,
        "pledges as a partner": 1,
    }
    done = merge(double, forum.inka, facilitator)
    for row, field in (
        (guest, "organisation"),
        (mandate, "organisation"),
        (pledge, "lead"),
        (meeting, "host"),
        (scheme, "organisation"),
    ):
        row.refresh_from_db()
        assert getattr(row, field) == forum.inka
    assert list(partnered.partners.all()) == [forum.inka]
    assert list(meeting.organisers.all()) == [forum.inka]
    assert (done.merged_id, done.kept_id, done.kind) == (double.pk, forum.inka.pk, "organisasi")
    assert list_moves(double, forum.inka) == []


def test_the_double_is_hidden_and_its_names_lead_to_the_kept_one(double, forum, facilitator):
    merge(double, forum.inka, facilitator)
    double.refresh_from_db()
    assert double.merged_into == forum.inka
    assert double not in Organisation.objects.visible_to(facilitator)
    assert list(Organisation.objects.known_as("pt inka madiun")) == [forum.inka]
    found = NameMatcher().find_organisation("Inka")
    assert found is not None
    assert found.pk == forum.inka.pk
    assert sorted(forum.inka.other_names.values_list("name", flat=True)) == [
        "Inka",
        "PT Inka Madiun",
    ]


def test_the_chosen_fields_win(double, forum, facilitator):
    Organisation.objects.filter(pk=double.pk).update(about="Kereta", is_verified=True)
    double.refresh_from_db()
    differences = {each.name: each for each in list_differences(double, forum.inka)}
    assert {name: each.is_taken for name, each in differences.items()} == {
        "name": False,
        "short_name": True,
        "about": True,
        "is_verified": True,
    }
    before = forum.inka.revision
    merge(double, forum.inka, facilitator, taken=["name", "about"])
    kept = Organisation.objects.get(pk=forum.inka.pk)
    assert (kept.name, kept.short_name, kept.about) == ("PT Inka Madiun", "", "Kereta")
    assert kept.is_verified is False
    assert (kept.slug, kept.revision) == ("inka", before + 1)
    assert set(kept.other_names.values_list("name", flat=True)) == {"PT INKA", "Inka"}


def test_undoing_puts_everything_back(double, forum, cast, meeting, facilitator):
    Organisation.objects.filter(pk=double.pk).update(parent=forum.forpemma, about="Kereta")
    double.refresh_from_db()
    factories.make_guest(meeting, double, by=facilitator, position="Humas")
    factories.make_submitted(double, by=facilitator)
    both = factories.make_submitted(forum.taman, by=facilitator)
    both.partners.add(double, forum.inka)
    led = factories.make_submitted(forum.inka, by=facilitator)
    led.partners.add(double)
    Organisation.objects.filter(pk=forum.outside.pk).update(parent=double)
    add_organisation_name(organisation=double, name="Industri Kereta", by=facilitator)
    before = snapshot()
    done = merge(double, forum.inka, facilitator, taken=["name", "parent", "about", "short_name"])
    assert list(both.partners.all()) == [forum.inka]
    assert list(led.partners.all()) == []
    assert snapshot() != before
    assert undo_merge(merge=done, by=facilitator) == []
    assert snapshot() == before


def test_a_partner_that_becomes_the_lead_is_no_partner_until_undone(double, forum, facilitator):
    pledge = factories.make_submitted(double, by=facilitator)
    pledge.partners.add(forum.inka)
    done = merge(double, forum.inka, facilitator)
    pledge.refresh_from_db()
    assert (pledge.lead, list(pledge.partners.all())) == (forum.inka, [])
    undo_merge(merge=done, by=facilitator)
    pledge.refresh_from_db()
    assert (pledge.lead, list(pledge.partners.all())) == (double, [forum.inka])


def test_a_member_of_its_own_double_belongs_to_nothing(double, forum, facilitator):
    Organisation.objects.filter(pk=forum.inka.pk).update(parent=double)
    forum.inka.refresh_from_db()
    done = merge(double, forum.inka, facilitator)
    forum.inka.refresh_from_db()
    assert forum.inka.parent is None
    undo_merge(merge=done, by=facilitator)
    forum.inka.refresh_from_db()
    assert forum.inka.parent == double


def test_what_the_kept_one_has_already_stays(double, forum, cast, meeting, facilitator):
    factories.make_guest(meeting, forum.inka, by=facilitator, position="Humas")
    twice = factories.make_guest(meeting, double, by=facilitator, position="Humas")
    [move] = list_moves(double, forum.inka)
    assert (move.following, move.doubled, move.staying) == ([], 1, 0)
    merge(double, forum.inka, facilitator)
    twice.refresh_from_db()
    assert twice.organisation == double


def test_the_tally_of_the_sector_follows_both_ways(double, forum, facilitator):
    def read():
        return read_tally(OrganisationsBySector)["company"].public

    before = read()
    done = merge(double, forum.inka, facilitator)
    assert read() == before - 1
    undo_merge(merge=done, by=facilitator)
    assert read() == before


def test_an_introduced_entry_that_absorbs_a_public_one_is_public(double, forum, facilitator):
    Organisation.objects.filter(pk=forum.inka.pk).update(is_introduced=True)
    forum.inka.refresh_from_db()
    done = merge(double, forum.inka, facilitator)
    forum.inka.refresh_from_db()
    assert forum.inka.is_introduced is False
    undo_merge(merge=done, by=facilitator)
    forum.inka.refresh_from_db()
    assert forum.inka.is_introduced is True


def test_the_history_of_both_tells(double, forum, facilitator):
    done = merge(double, forum.inka, facilitator)
    undo_merge(merge=done, by=facilitator)
    mark_distinct(one=double, other=forum.inka, by=facilitator)
    mark_distinct(one=forum.inka, other=double, by=facilitator)
    assert [entry.key for entry in find_history(forum.inka)][:3] == [
        "organisation_distinct",
        "organisation_released",
        "organisation_absorbed",
    ]
    assert [entry.key for entry in find_history(double)][:3] == [
        "organisation_distinct",
        "organisation_unmerged",
        "organisation_merged",
    ]
    assert DistinctPair.objects.count() == 1


# ── Documents ────────────────────────────────────────────────────────────────────────────────


def test_a_draft_follows_and_a_frozen_document_keeps_whom_it_named(
    frozen, meeting, letterhead, forum, cast, facilitator
):
    draft = make_draft(meeting, letterhead, by=facilitator)
    kept = factories.make_organisation("inka-baru", name="INKA Baru", by=facilitator)
    of_draft = draft.signatories.get(organisation=forum.inka)
    of_frozen = frozen.signatories.get(organisation=forum.inka)
    [move] = [each for each in list_moves(forum.inka, kept) if each.title == "signatories"]
    assert (move.following, move.staying) == ([of_draft.pk], 1)
    text = frozen.versions.get().content_sha256
    merge(forum.inka, kept, facilitator)
    of_draft.refresh_from_db()
    of_frozen.refresh_from_db()
    assert (of_draft.organisation, of_frozen.organisation) == (kept, forum.inka)
    assert frozen.versions.get().content_sha256 == text
    # Who represents the kept one goes on with what the frozen document asks of the double.
    account = User.objects.get(pk=cast.inka.pk)
    assert represents(account, kept.pk)
    assert represents(account, of_frozen.organisation_id)


def test_a_draft_that_has_both_stands_in_the_way(draft, forum, facilitator):
    [obstacle] = list_obstacles(forum.taman, forum.inka)
    assert obstacle == (
        f"The draft {draft} has both as signatories. Take one of them out there first."
    )
    with pytest.raises(Refused, match="has both as signatories"):
        merge(forum.taman, forum.inka, facilitator)
    assert not Merge.objects.exists()


def test_a_draft_that_froze_since_stays_with_the_kept_one(
    draft, forum, facilitator, secretary, request
):
    kept = factories.make_organisation("inka-baru", name="INKA Baru", by=facilitator)
    done = merge(forum.inka, kept, facilitator)
    request.getfixturevalue("frozen")
    [lost] = undo_merge(merge=done, by=facilitator)
    assert lost == "signatories: 1 changed since, and stay where they are."
    assert Signatory.objects.get(document=draft, organisation=kept)


# ── Refusals ─────────────────────────────────────────────────────────────────────────────────


def test_nobody_else_merges(double, forum, cast):
    allowed = set()
    for name in cast.names:
        try:
            undo_merge(merge=merge(double, forum.inka, cast[name]), by=cast[name])
            allowed.add(name)
        except PermissionDenied:
            pass
    assert allowed == {"facilitator", "secretary", "administrator"}


def test_an_entry_is_not_merged_into_itself(forum, facilitator):
    with pytest.raises(Refused, match="cannot be merged into itself"):
        merge(forum.inka, forum.inka, facilitator)


def test_a_merged_entry_is_no_target_and_no_source(double, forum, facilitator):
    merge(double, forum.inka, facilitator)
    with pytest.raises(Refused, match="Choose that one"):
        merge(forum.outside, double, facilitator)
    with pytest.raises(Refused, match="was merged already"):
        merge(double, forum.outside, facilitator)
    with pytest.raises(Refused, match="was merged already"):
        merge(double, forum.inka, facilitator)


def test_a_chain_is_undone_from_its_end(double, forum, facilitator):
    before = snapshot()
    first = merge(double, forum.inka, facilitator)
    second = merge(forum.inka, forum.outside, facilitator)
    double.refresh_from_db()
    assert double.merged_into == forum.outside
    with pytest.raises(Refused, match="was itself merged"):
        undo_merge(merge=first, by=facilitator)
    undo_merge(merge=second, by=facilitator)
    undo_merge(merge=first, by=facilitator)
    assert snapshot() == before
    with pytest.raises(Refused, match="undone already"):
        undo_merge(merge=first, by=facilitator)


def test_a_name_that_was_registered_since_stands_in_the_way(double, forum, facilitator):
    done = merge(double, forum.inka, facilitator)
    factories.make_organisation("baru-lagi", name="PT INKA MADIUN", by=facilitator)
    with pytest.raises(Refused, match="Rename it first"):
        undo_merge(merge=done, by=facilitator)


def test_what_changed_since_stays_and_is_told(double, forum, facilitator):
    Organisation.objects.filter(pk=double.pk).update(about="Kereta")
    double.refresh_from_db()
    pledge = factories.make_submitted(double, by=facilitator)
    done = merge(double, forum.inka, facilitator, taken=["about"])
    Organisation.objects.filter(pk=forum.inka.pk).update(about="Kereta api")
    Pledge.objects.filter(pk=pledge.pk).update(lead=forum.outside)
    assert undo_merge(merge=done, by=facilitator) == [
        "pledges: 1 changed since, and stay where they are.",
        "about was changed since; it stays as it is.",
    ]
    forum.inka.refresh_from_db()
    assert forum.inka.about == "Kereta api"


def test_a_link_to_sign_stays_with_its_signatory(double, forum, frozen, meeting, facilitator):
    def make_link(purpose, target):
        return issue_link(
            purpose=purpose,
            target=target,
            organisation=forum.inka,
            expires_at=timezone.now() + timedelta(days=1),
            by=facilitator,
        )

    signing = make_link(LinkPurpose.SIGN, frozen.signatories.get(organisation=forum.inka))
    other = make_link(LinkPurpose.CONFIRM, meeting)
    merge(forum.inka, double, facilitator)
    assert PersonalLink.objects.get(pk=signing.pk).organisation == forum.inka
    assert PersonalLink.objects.get(pk=other.pk).organisation == double
