"""Every kind of write that a public page shows makes the page new in all caches."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.conf import settings as portal_settings
from django.test import Client
from django.urls import reverse

from agreements.actions.freezing import freeze_document, store_rendition
from agreements.actions.outside import register_outside_document
from core.audit_trail.recording import append_audit_entry
from core.content_version import read_content_version
from meetings.actions.logging import edit_entry, log_entry
from meetings.actions.planning import publish_meeting
from meetings.actions.pursuing import finish_follow_up
from meetings.models import FollowUp
from pilots.models import Problem
from pledges.actions.deciding import decline_pledge, reopen_pledge
from portal.sample.load import load_sample
from signing.actions.deciding import void_document
from signing.actions.erasing import erase_overdue_values
from stakeholders.actions.registers import add_organisation_name, edit_organisation, edit_person
from tests.support import factories
from tests.support.document_factories import IN_ROOM, sign

pytestmark = pytest.mark.both_databases


@dataclass
class Story:
    """What the writes are about; each finds what the one before left."""

    cast: object
    forum: object
    ground: object
    meeting: object
    draft: object

    @property
    def pledge(self):
        return self.draft.pledges.get()

    @property
    def page(self):
        return self.meeting.get_absolute_url()


def rename_by_administration(story):
    """Changes a problem on Django's own administration page, as a browser would."""
    problem = Problem.objects.get(code="M1")
    browser = Client()
    browser.force_login(story.cast.administrator)
    path = reverse("admin:pilots_problem_change", args=[problem.pk])
    fields = browser.get(path).context["adminform"].form.initial
    sent = {name: value for name, value in fields.items() if value is not None}
    answer = browser.post(path, {**sent, "title": "Wirausaha muda"})
    assert answer.status_code == 302, answer.context["errors"]


def withdraw(story):
    """Takes a meeting back from the public, which no action does: by hand."""
    type(story.meeting).objects.filter(pk=story.meeting.pk).update(published_at=None)


# What is done, on which page it shows, and a word that stands there afterwards.
WRITES = {
    "a meeting is published": (
        lambda s: publish_meeting(meeting=s.meeting, by=s.cast.facilitator),
        lambda s: s.page,
        "Lokasi percontohan",
    ),
    "a line is written": (
        lambda s: log_entry(meeting=s.meeting, text="Lapak sudah ada", by=s.cast.facilitator),
        lambda s: s.page,
        "Lapak sudah ada",
    ),
    "a line is corrected": (
        lambda s: edit_entry(
            entry=s.meeting.log.get(text="Lapak sudah ada"),
            seen_revision=1,
            text="Lapak belum ada",
            by=s.cast.facilitator,
        ),
        lambda s: s.page,
        "Lapak belum ada",
    ),
    "a follow-up is finished": (
        lambda s: finish_follow_up(follow_up=FollowUp.objects.get(), by=s.cast.facilitator),
        lambda s: FollowUp.objects.get().get_absolute_url(),
        None,
    ),
    "a person is renamed": (
        lambda s: edit_person(
            person=s.cast.inka.person,
            seen_revision=1,
            name="Nama Lain (contoh)",
            by=s.cast.facilitator,
        ),
        lambda s: s.page,
        "Nama Lain (contoh)",
    ),
    "an organisation is renamed": (
        lambda s: edit_organisation(
            organisation=s.forum.inka, seen_revision=1, name="PT INKA Baru", by=s.cast.facilitator
        ),
        lambda s: "/parapihak/",
        "PT INKA Baru",
    ),
    "an organisation gets another name": (
        lambda s: add_organisation_name(
            organisation=s.forum.inka, name="Industri Kereta", by=s.cast.facilitator
        ),
        lambda s: s.forum.inka.get_absolute_url(),
        "Industri Kereta",
    ),
    "a kelurahan is registered": (
        lambda s: factories.make_region(
            "35.77.03.1008", "kelurahan", "Banjarejo", parent=s.ground.city, by=s.cast.facilitator
        ),
        lambda s: "/kelurahan/",
        "Banjarejo",
    ),
    "a problem is recorded": (
        lambda s: factories.make_problem(
            s.ground.programme, code="M2", rank=2, title="Sampah", by=s.cast.facilitator
        ),
        lambda s: "/program/",
        "Sampah",
    ),
    "a contribution is deferred": (
        lambda s: factories.make_pledge_in(
            "deferred", s.forum.inka, own_words="Sumur", by=s.cast.facilitator
        ),
        lambda s: "/komitmen/",
        None,
    ),
    "a contribution is declined, which hides it": (
        lambda s: decline_pledge(
            pledge=reopen_pledge(pledge=s.pledge, by=s.cast.facilitator),
            reason="Di luar program",
            by=s.cast.facilitator,
        ),
        lambda s: s.pledge.get_absolute_url(),
        404,
    ),
    "a contribution is accommodated again": (
        lambda s: factories.take_pledge_to(
            "accommodated",
            reopen_pledge(pledge=s.pledge, by=s.cast.facilitator),
            by=s.cast.facilitator,
        ),
        lambda s: s.pledge.get_absolute_url(),
        "Kami membantu 10 lapak",
    ),
    "a document is frozen": (
        lambda s: freeze_document(document=s.draft, review_skipped=IN_ROOM, by=s.cast.secretary),
        lambda s: s.draft.get_absolute_url(),
        "BERITA ACARA",
    ),
    "its print is kept": (
        lambda s: store_rendition(
            version=s.draft.versions.get(), paper="A4", layout="two_columns", pdf=b"%PDF-"
        ),
        lambda s: s.draft.get_absolute_url(),
        None,
    ),
    "a place is signed": (
        lambda s: sign(s.draft, s.draft.signatories.all()[:1], by=s.cast.secretary),
        lambda s: s.draft.get_absolute_url(),
        None,
    ),
    "the audit trail grows": (
        lambda s: append_audit_entry(s.draft, "signed", personal={"address": "192.0.2.1"}),
        lambda s: s.draft.get_absolute_url(),
        None,
    ),
    "personal values are erased": (
        lambda s: erase_overdue_values(today=date(2099, 1, 1)),
        lambda s: s.draft.get_absolute_url(),
        None,
    ),
    "a document is voided": (
        lambda s: void_document(document=s.draft, reason="Salah ketik", by=s.cast.secretary),
        lambda s: s.draft.get_absolute_url(),
        "Salah ketik",
    ),
    "a document from outside is registered": (
        lambda s: register_outside_document(
            kind="nota_kesepakatan",
            title="Kesepakatan lama",
            date=date(2021, 2, 26),
            by=s.cast.secretary,
        ),
        lambda s: "/berita-acara/",
        "Kesepakatan lama",
    ),
    "the administration changes a row": (
        rename_by_administration,
        lambda s: "/program/",
        "Wirausaha muda",
    ),
    "a row is changed by hand": (
        lambda s: type(s.ground.programme).objects.update(forum_name="Forum Lain"),
        lambda s: "/",
        "Forum Lain",
    ),
    "a meeting is withdrawn": (withdraw, lambda s: s.page, 404),
}


@pytest.mark.django_db(transaction=True)
def test_each_kind_of_write_that_a_public_page_shows_makes_it_new(
    client, cast, forum, ground, meeting, draft
):
    story = Story(cast, forum, ground, meeting, draft)
    for name, (write, path_of, expected) in WRITES.items():
        path = path_of(story)
        before = client.get(path)
        version = read_content_version()
        write(story)
        story.meeting.refresh_from_db()
        story.draft.refresh_from_db()
        assert read_content_version() != version, name
        after = client.get(path, headers={"If-None-Match": before.headers.get("ETag", "")})
        assert after.status_code == (404 if expected == 404 else 200), name
        if isinstance(expected, str):
            assert expected not in before.content.decode(), name
            assert expected in after.content.decode(), name
        assert before.headers.get("ETag") != after.headers.get("ETag"), name


@pytest.mark.django_db(transaction=True)
def test_loading_the_example_makes_a_page_new(client):
    before = client.get("/rapat/")
    load_sample(portal_settings.BASE_DIR / "sample" / "madiun-2021")
    after = client.get("/rapat/", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert "RPT-2021-0002" in after.content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_new_name_of_the_forum_is_never_kept_out_of_a_page_by_the_memory_of_a_process(
    client, ground, settings
):
    memory = {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "TIMEOUT": 60}
    settings.CACHES = {**settings.CACHES, "process": memory}
    before = client.get("/privasi/")
    assert "Forum Lain" not in before.content.decode()
    type(ground.programme).objects.update(name="Forum Lain", forum_name="Forum Lain")
    after = client.get("/privasi/", headers={"If-None-Match": before.headers["ETag"]})
    assert "Forum Lain" in after.content.decode()
