"""Who may keep the registers and hand out links; person by action."""

from datetime import timedelta

import pytest
from django.utils import timezone

from stakeholders import permissions
from stakeholders.actions.deleting import delete_entry
from stakeholders.actions.inviting import appoint_representative, invite_to_sign_in
from stakeholders.actions.links import (
    issue_link,
    issue_links,
    issue_links_to_targets,
    prolong_links,
    renew_link,
    revoke_link,
)
from stakeholders.actions.merging import mark_distinct, merge_entries, undo_merge
from stakeholders.actions.offices import (
    change_account_address,
    end_mandate,
    give_mandate,
    open_account,
    register_newcomers,
)
from stakeholders.actions.registers import (
    add_organisation_name,
    confirm_organisation,
    edit_organisation,
    edit_person,
    register_organisation,
    register_organisations,
    register_person,
    register_support_programme,
    remove_organisation_name,
)
from stakeholders.models import LinkPurpose, Mandate, Sector
from stakeholders.naming import FullName
from tests.support import factories
from tests.support.expect import allow_only

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}
KEEPERS = {*STAFF, "administrator"}


def tomorrow():
    return timezone.now() + timedelta(days=1)


def _prepare_undoing(world):
    merge = merge_entries(
        merged=world.forum.outside, kept=world.forum.inka, taken=(), by=world.cast.secretary
    )
    return lambda by: undo_merge(merge=merge, by=by)


def _prepare_deleting(world):
    row = factories.make_organisation("salah", name="Salah Ketik", by=world.cast.secretary)
    return lambda by: delete_entry(row=row, by=by)


ACTIONS = {
    "merge_entries": (
        KEEPERS,
        lambda w: (
            lambda by: merge_entries(merged=w.forum.outside, kept=w.forum.inka, taken=(), by=by)
        ),
    ),
    "undo_merge": (KEEPERS, _prepare_undoing),
    "mark_distinct": (
        KEEPERS,
        lambda w: lambda by: mark_distinct(one=w.forum.inka, other=w.forum.outside, by=by),
    ),
    "delete_entry": (KEEPERS, _prepare_deleting),
    "register_organisation": (
        KEEPERS,
        lambda w: (
            lambda by: register_organisation(slug="baru", name="Baru", sector=Sector.MEDIA, by=by)
        ),
    ),
    "confirm_organisation": (
        KEEPERS,
        lambda w: lambda by: confirm_organisation(organisation=w.forum.inka, by=by),
    ),
    "register_organisations": (
        KEEPERS,
        lambda w: lambda by: register_organisations(sectors={"Baru": Sector.MEDIA}, by=by),
    ),
    "register_newcomers": (
        KEEPERS,
        lambda w: (
            lambda by: register_newcomers(
                newcomers=[(FullName("Siti"), w.forum.inka, "Staf")], by=by
            )
        ),
    ),
    "add_organisation_name": (
        KEEPERS,
        lambda w: lambda by: add_organisation_name(organisation=w.forum.inka, name="INKA", by=by),
    ),
    "edit_organisation": (
        KEEPERS,
        lambda w: (
            lambda by: edit_organisation(
                organisation=w.forum.inka, seen_revision=1, short_name="INKA", by=by
            )
        ),
    ),
    "remove_organisation_name": (
        KEEPERS,
        lambda w: lambda by: remove_organisation_name(other=w.other, by=by),
    ),
    "edit_person": (
        KEEPERS,
        lambda w: (
            lambda by: edit_person(person=w.cast.inka.person, seen_revision=1, nip="1", by=by)
        ),
    ),
    "appoint_representative": (
        KEEPERS,
        lambda w: (
            lambda by: appoint_representative(
                organisation=w.forum.inka, person=w.cast.citizen.person, by=by
            )
        ),
    ),
    "invite_to_sign_in": (
        KEEPERS,
        lambda w: (
            lambda by: invite_to_sign_in(
                mandate=Mandate.objects.get(person=w.cast.inka.person), by=by
            )
        ),
    ),
    "register_support_programme": (
        KEEPERS,
        lambda w: (
            lambda by: register_support_programme(organisation=w.forum.inka, name="TJSL", by=by)
        ),
    ),
    "register_person": (
        KEEPERS,
        lambda w: lambda by: register_person(slug="baru", name="Baru (contoh)", by=by),
    ),
    "give_mandate": (
        KEEPERS,
        lambda w: (
            lambda by: give_mandate(person=w.cast.citizen.person, organisation=w.forum.inka, by=by)
        ),
    ),
    "end_mandate": (
        KEEPERS,
        lambda w: (
            lambda by: end_mandate(
                mandate=Mandate.objects.get(person=w.cast.inka.person),
                on=timezone.localdate(),
                by=by,
            )
        ),
    ),
    "open_account": (
        KEEPERS,
        lambda w: lambda by: open_account(email="baru@rembug.example", person=None, by=by),
    ),
    "change_account_address": (
        {"administrator"},
        lambda w: (
            lambda by: change_account_address(user=w.cast.inka, email="baru@rembug.example", by=by)
        ),
    ),
    "issue_link": (
        STAFF,
        lambda w: (
            lambda by: issue_link(
                purpose=LinkPurpose.CONFIRM,
                target=w.forum.inka,
                organisation=w.forum.inka,
                expires_at=tomorrow(),
                by=by,
            )
        ),
    ),
    "issue_links": (
        STAFF,
        lambda w: (
            lambda by: issue_links(
                purpose=LinkPurpose.CONFIRM,
                target=w.forum.inka,
                bearers=[(None, w.forum.inka)],
                expires_at=tomorrow(),
                by=by,
            )
        ),
    ),
    "issue_links_to_targets": (
        STAFF,
        lambda w: (
            lambda by: issue_links_to_targets(
                purpose=LinkPurpose.CONFIRM,
                targets=[(w.forum.inka, None, w.forum.inka)],
                expires_at=tomorrow(),
                by=by,
            )
        ),
    ),
    "prolong_links": (
        STAFF,
        lambda w: lambda by: prolong_links(links=[w.link], expires_at=tomorrow(), by=by),
    ),
    "renew_link": (
        STAFF,
        lambda w: lambda by: renew_link(link=w.link, expires_at=tomorrow(), by=by),
    ),
    "revoke_link": (STAFF, lambda w: lambda by: revoke_link(link=w.link, by=by)),
}


@pytest.fixture
def world(cast, forum):
    class World:
        pass

    World.cast, World.forum = cast, forum
    World.other = add_organisation_name(
        organisation=forum.inka, name="Industri Kereta Api", by=cast.facilitator
    )
    World.link = issue_link(
        purpose=LinkPurpose.CONFIRM,
        target=forum.inka,
        organisation=forum.inka,
        expires_at=tomorrow(),
        by=cast.facilitator,
    )
    return World


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(world, action):
    allowed, prepare = ACTIONS[action]
    allow_only(world.cast, allowed, prepare(world))


def test_only_an_administrator_opens_an_administrators_account(cast):
    def call(by):
        open_account(email="baru@rembug.example", person=None, is_administrator=True, by=by)

    allow_only(cast, {"administrator"}, call)


def test_nobody_gives_the_own_account_another_address_unproved(cast):
    who = cast.who(lambda user: permissions.can_change_account_address(user, cast.administrator))
    assert who == set()


@pytest.mark.parametrize(
    ("may", "who"),
    [
        (permissions.is_facilitator, {"facilitator"}),
        (permissions.is_secretariat, {"secretary"}),
        (permissions.is_forum_staff, STAFF),
        (permissions.sees_everything, KEEPERS),
        (permissions.can_edit_registers, KEEPERS),
        (permissions.can_issue_link, STAFF),
    ],
)
def test_a_permission_follows_from_the_office(cast, may, who):
    assert cast.who(may) == who


def test_organisations_are_merged_by_whoever_keeps_the_registers(cast, forum):
    who = cast.who(lambda user: permissions.can_merge(user, forum.inka, forum.outside))
    assert who == KEEPERS


def test_people_with_a_duty_are_merged_by_whoever_may_give_it(cast):
    secretary, lurah = cast.secretary.person, cast.lurah.person
    who = cast.who(lambda user: permissions.can_merge(user, secretary, lurah))
    assert who == {"secretary", "administrator"}


def test_only_its_own_people_represent_an_organisation(cast, forum):
    assert cast.who(lambda user: permissions.represents(user, forum.inka.pk)) == {"inka"}
    assert cast.who(lambda user: permissions.represents(user, None)) == set()


def test_contact_data_go_to_the_staff_and_to_colleagues(cast, forum):
    who = cast.who(lambda user: permissions.can_see_contact_data(user, forum.inka.pk))
    assert who == {"inka", "facilitator", "secretary"}


def test_a_standing_costs_one_query_and_then_none(cast, django_assert_num_queries):
    user = type(cast.inka).objects.get(pk=cast.inka.pk)
    with django_assert_num_queries(1):
        permissions.is_facilitator(user)
    with django_assert_num_queries(0):
        permissions.sees_everything(user)
        permissions.represents(user, 1)


def test_a_stranger_costs_no_query(cast, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert permissions.get_grants(cast.anonymous) == permissions.NO_GRANTS
        assert permissions.get_grants(cast.administrator) == permissions.NO_GRANTS
        assert permissions.get_grants(None) == permissions.NO_GRANTS


def test_a_facilitator_cannot_make_anybody_the_secretariat(world):
    cast, forum = world.cast, world.forum
    for duty in ("facilitator", "secretariat"):
        allow_only(
            cast,
            {"secretary", "administrator"},
            lambda by, duty=duty: give_mandate(
                person=cast.citizen.person, organisation=forum.forpemma, duty=duty, by=by
            ),
        )


def test_a_duty_is_ended_by_those_who_may_give_it(world):
    cast = world.cast
    duty = Mandate.objects.get(person=cast.secretary.person)
    allow_only(
        cast,
        {"secretary", "administrator"},
        lambda by: end_mandate(mandate=duty, on=timezone.localdate(), by=by),
    )
