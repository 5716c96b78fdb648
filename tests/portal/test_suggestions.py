"""The suggestions while one types: who gets which, how many, and what nonsense gets."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from core.choosing.kinds import MOST_SUGGESTED
from core.choosing.widgets import SuggestingInput
from portal.pages.suggestions import KINDS
from stakeholders.models import Organisation
from tests.support.factories import make_meeting, make_pledge

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]

OPEN = {"organisasi", "nama-organisasi", "wilayah", "kelurahan", "kecamatan", "percontohan"}
OPEN |= {"komitmen", "rapat", "keputusan", "dokumen"}
STAFF = {"orang", "nama-orang", "jabatan"}
# Of these the staff are suggested what their own tests say.
OF_THE_DESKS = {"peserta", "kop-surat"}


def ask(client, kind, text, **headers):
    return client.get(reverse("portal:suggestions", args=[kind]), {"cari": text}, headers=headers)


def labels(answer):
    return [part.partition('"')[0] for part in answer.content.decode().split('value="')[1:]]


@pytest.fixture
def enter():
    def signed_in(user=None):
        client = Client()
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
        if user is not None:
            client.force_login(user)
        return client

    return signed_in


def test_every_kind_is_open_or_the_staffs():
    assert set(KINDS) == OPEN | STAFF | OF_THE_DESKS
    assert {kind.name for kind in KINDS.values() if kind.is_open} == OPEN


def test_people_and_their_offices_are_suggested_to_the_staff_alone(enter, forum, cast):
    for kind in OF_THE_DESKS:
        assert ask(enter(), kind, "inka").status_code == 403
        assert ask(enter(cast.inka), kind, "inka").status_code == 403
        assert ask(enter(cast.secretary), kind, "inka").status_code == 200
    for kind in STAFF:
        assert ask(enter(), kind, "inka").status_code == 403
        assert ask(enter(cast.inka), kind, "inka").status_code == 403
        assert labels(ask(enter(cast.facilitator), kind, "inka"))
        assert labels(ask(enter(cast.secretary), kind, "inka"))


@pytest.mark.parametrize("kind", sorted(OPEN))
def test_what_is_public_is_suggested_to_everybody(enter, cast, kind):
    for user in (None, cast.inka, cast.facilitator):
        assert ask(enter(user), kind, "taman").status_code == 200


def test_an_organisation_that_nobody_confirmed_is_suggested_to_the_staff_alone(enter, cast):
    Organisation.objects.create(
        slug="baru", name="Paguyuban Baru", sector="citizen", is_introduced=True
    )
    assert labels(ask(enter(), "organisasi", "paguyuban")) == []
    assert labels(ask(enter(cast.inka), "organisasi", "paguyuban")) == []
    assert labels(ask(enter(cast.facilitator), "organisasi", "paguyuban")) == ["Paguyuban Baru"]


def test_what_is_not_published_is_suggested_to_nobody_else(enter, forum, cast):
    meeting = make_meeting(by=cast.facilitator)
    pledge = make_pledge(forum.inka, by=cast.inka)
    assert labels(ask(enter(), "rapat", meeting.reference)) == []
    assert labels(ask(enter(), "komitmen", pledge.reference)) == []
    assert labels(ask(enter(cast.facilitator), "rapat", meeting.reference))
    assert labels(ask(enter(cast.facilitator), "komitmen", pledge.reference)) == []
    assert labels(ask(enter(cast.inka), "komitmen", pledge.reference))


def test_the_exact_name_comes_first_and_only_ten_come(enter):
    Organisation.objects.bulk_create(
        Organisation(slug=f"d{number}", name=f"Dinas {number:02}", sector="government")
        for number in range(20)
    )
    Organisation.objects.create(slug="zz", name="Yayasan", short_name="Dinas", sector="company")
    found = labels(ask(enter(), "organisasi", "dinas"))
    assert found[0] == "Dinas – Yayasan"
    assert len(found) == MOST_SUGGESTED


def test_htmx_sends_what_is_typed_by_the_name_of_its_input(enter, forum):
    answer = enter().get(
        reverse("portal:suggestions", args=["organisasi"]),
        {"host_text": "inka"},
        headers={"HX-Request": "true", "HX-Trigger-Name": "host_text"},
    )
    assert labels(answer) == ["PT INKA"]


@pytest.mark.parametrize("text", [" ", "x", "'); DROP TABLE", "& | ! *", "OR NOT", "x" * 10_000])
def test_nonsense_finds_nothing_and_breaks_nothing(enter, text):
    visitor = enter()
    for kind in OPEN:
        answer = ask(visitor, kind, text)
        assert (answer.status_code, labels(answer)) == (200, [])


def test_another_kind_is_not_there(enter):
    assert ask(enter(), "rahasia", "taman").status_code == 404


def test_a_visitor_who_asks_without_end_has_to_wait(enter, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "suggest": "2/m/ip"}
    visitor = enter()
    codes = [ask(visitor, "organisasi", "taman").status_code for _number in range(3)]
    assert codes == [200, 200, 429]


def test_a_free_text_has_suggestions_of_plain_names():
    html = SuggestingInput(KINDS["nama-organisasi"]).render("name", "PT", {"id": "id_name"})
    assert 'list="id_name_list"' in html
    assert 'value="PT"' in html
    assert 'data-hx-get="/saran/nama-organisasi/"' in html
