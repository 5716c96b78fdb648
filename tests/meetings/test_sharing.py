"""Links to contribute are made, shown again, sent, renewed and revoked at the staff's desk."""

from datetime import timedelta
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.utils import timezone

from core.emails import format_whatsapp_number
from core.models import OutgoingEmail
from meetings.actions.contributing import contribute_by_link, send_link_by_email
from meetings.forms.sharing import get_default_last_day
from meetings.reports.contributing import (
    find_author_link,
    find_guest_link,
    find_room_link,
    list_invited,
)
from meetings.sharing import build_invitation_email, build_link_url
from pledges.models import Pledge
from stakeholders.actions.links import issue_link, revoke_link
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support import factories
from tests.support.contributions import WORDS, in_days
from tests.support.expect import refused, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator, at the desk."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def desk(meeting):
    """The address of the desk."""
    return f"/rapat/{meeting.reference}/kontribusi/"


@pytest.fixture
def guest(meeting, cast, forum):
    """The company's person among those invited, whose number and address are known."""
    person = cast.inka.person
    person.phone, person.email = "0812-3456-7890", "rini@inka.example"
    person.save()
    return meeting.participants.get(organisation=forum.inka)


def day(days):
    return timezone.localdate() + timedelta(days=days)


def texts(answer):
    return answer.content.decode()


def make(staff, address, days=3):
    return staff.post(address, {"expires_at": day(days).isoformat()}, follow=True)


# ── Until when ───────────────────────────────────────────────────────────────────────────────


def test_a_link_is_offered_for_two_weeks_after_the_meeting(meeting):
    assert get_default_last_day(meeting) == day(14)
    meeting.date = day(10)
    assert get_default_last_day(meeting) == day(24)
    meeting.date = day(2000)
    assert get_default_last_day(meeting) == day(366)  # what is offered can be chosen


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "This field is required."),
        ("kapan saja", "Enter a valid date."),
        ("2021-11-08", "This day has passed. Choose today or a later day."),
        ("2099-12-31", "Choose a day within a year."),
        ("99999-01-01", "Enter a valid date."),
    ],
)
def test_a_day_that_cannot_be_is_said_beside_its_field(staff, desk, typed, sentence):
    answer = staff.post(f"{desk}qr/", {"expires_at": typed})
    assert answer.status_code == 422
    assert sentence in texts(answer)
    assert not PersonalLink.objects.exists()


def test_a_link_works_to_the_end_of_its_last_day(staff, desk, meeting):
    make(staff, f"{desk}qr/", days=0)
    until = timezone.localtime(find_room_link(meeting).expires_at)
    assert (until.date(), until.hour, until.minute) == (day(0), 23, 59)


# ── The room ─────────────────────────────────────────────────────────────────────────────────


def test_the_rooms_code_is_made_shown_renewed_and_closed(staff, desk, meeting):
    assert "Make the link" in texts(staff.get(f"{desk}qr/"))
    html = texts(make(staff, f"{desk}qr/"))
    first = find_room_link(meeting)
    assert build_link_url(first) in html
    assert "Show on the projector" in html
    make(staff, f"{desk}qr/", days=5)
    second = find_room_link(meeting)
    assert (second.pk, second.version) == (first.pk, 2)
    answer = staff.post(f"{desk}cabut/{second.pk}/", follow=True)
    assert "The link is revoked." in texts(answer)
    assert "The link was revoked on" in texts(staff.get(f"{desk}qr/"))
    assert staff.get(f"/kontribusi/{second.token}/").status_code == 410


def test_the_wall_shows_the_code_and_nothing_of_the_desk(staff, desk, meeting):
    make(staff, f"{desk}qr/")
    html = texts(staff.get(f"{desk}qr/?tampil=proyektor"))
    assert f"<title>Kode QR ke {build_link_url(find_room_link(meeting))}</title>" in html
    assert "Revoke" not in html
    assert "<script" not in html


def test_there_is_no_wall_without_a_living_link(staff, desk):
    assert "Make the link" in texts(staff.get(f"{desk}qr/?tampil=proyektor"))


# ── Those invited ────────────────────────────────────────────────────────────────────────────


def test_a_link_for_everybody_who_has_none(staff, desk, meeting, guest):
    assert "Make 2 links" in texts(staff.get(f"{desk}tautan/"))
    html = texts(make(staff, f"{desk}tautan/"))
    assert PersonalLink.objects.count() == 2
    assert find_guest_link(guest).person == guest.person
    assert "https://wa.me/6281234567890?text=" in html
    assert "Make 2 links" not in html
    make(staff, f"{desk}tautan/")
    assert PersonalLink.objects.count() == 2


def test_those_who_have_not_written_come_first(staff, desk, meeting, guest, facilitator):
    make(staff, f"{desk}tautan/")
    contribute_by_link(token=find_guest_link(guest).token, own_words=WORDS)
    rows = list_invited(meeting)
    assert [(row.guest.organisation.name, row.state) for row in rows] == [
        ("Kelurahan Taman", "living"),
        ("PT INKA", "written"),
    ]
    assert "1 of 2 invited comes from an organisation" in texts(staff.get(f"{desk}tautan/"))


def test_a_revoked_link_is_not_made_anew_behind_ones_back(staff, desk, guest, facilitator):
    make(staff, f"{desk}tautan/")
    revoke_link(link=find_guest_link(guest), by=facilitator)
    make(staff, f"{desk}tautan/")
    assert PersonalLink.objects.count() == 2


def test_one_link_is_shown_again_with_all_ways_to_send_it(staff, desk, guest):
    address = f"{desk}tautan/{guest.pk}/"
    html = texts(make(staff, address))
    link = find_guest_link(guest)
    assert build_link_url(link) in html
    assert f"<title>Kode QR ke {build_link_url(link)}</title>" in html
    assert texts(staff.get(address)).count(build_link_url(link)) == html.count(build_link_url(link))
    assert "https://wa.me/6281234567890?text=" in html
    assert 'href="mailto:?subject=' in html
    assert f"{desk}surel/{link.pk}/" in html


def test_a_guest_of_another_meeting_has_no_link_here(staff, desk, guest, facilitator):
    other = factories.make_meeting(by=facilitator)
    assert staff.get(f"/rapat/{other.reference}/kontribusi/tautan/{guest.pk}/").status_code == 404
    make(staff, f"{desk}tautan/{guest.pk}/")
    link = find_guest_link(guest)
    for page in ("cabut", "surel"):
        address = f"/rapat/{other.reference}/kontribusi/{page}/{link.pk}/"
        assert staff.post(address).status_code == 404
    assert find_guest_link(guest).revoked_at is None


@pytest.mark.parametrize("pk", [0, 10**30])
def test_a_link_that_is_not_there(staff, desk, pk):
    for page in ("cabut", "surel", "tautan"):
        assert staff.get(f"{desk}{page}/{pk}/").status_code == 404


def test_the_list_asks_no_more_for_many_than_for_few(
    staff, desk, meeting, forum, facilitator, django_assert_max_num_queries
):
    for number in range(100):
        factories.make_guest(meeting, forum.inka, position=f"Wakil {number}", by=facilitator)
    make(staff, f"{desk}tautan/")
    with django_assert_max_num_queries(12):
        staff.get(f"{desk}tautan/")


# ── By mail, by messenger ────────────────────────────────────────────────────────────────────


def test_a_link_is_sent_by_mail_where_an_address_is_known(staff, desk, meeting, guest):
    make(staff, f"{desk}tautan/{guest.pk}/")
    link = find_guest_link(guest)
    assert "rini@inka.example" in texts(staff.get(f"{desk}surel/{link.pk}/"))
    assert not OutgoingEmail.objects.exists()
    staff.post(f"{desk}surel/{link.pk}/")
    letter = OutgoingEmail.objects.get()
    assert letter.to == "rini@inka.example"
    assert told(link)[-1] == "The link was sent by e-mail."


@pytest.mark.usefixtures("english")
def test_without_an_address_there_is_no_mail(staff, desk, meeting, forum, cast, facilitator):
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=cast.lurah.person,
        organisation=forum.taman,
        expires_at=in_days(1),
        by=facilitator,
    )
    with refused("No e-mail address of this person is known."):
        send_link_by_email(link=link, meeting=meeting, by=facilitator)
    assert staff.get(f"{desk}surel/{link.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("phone", "number"),
    [
        ("0812-3456-7890", "6281234567890"),
        ("+62 812 3456 7890", "6281234567890"),
        ("62 (0)812 34567890", "6281234567890"),
        ("0062-812-3456-7890", "6281234567890"),
        ("81234567890", "6281234567890"),
        ("(0351) 462 222", ""),  # a desk's telephone has no WhatsApp
        ("", ""),
        ("tidak ada", ""),
        ("0812", ""),
        ("08" + "1" * 40, ""),
    ],
)
def test_a_number_is_written_as_whatsapp_wants_it(phone, number):
    assert format_whatsapp_number(phone) == number


def test_the_words_are_in_the_citys_language_and_end_with_the_address(
    meeting, guest, facilitator, forum
):
    meeting.theme = "Tema & <b> 100% \N{PARTY POPPER}"
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        organisation=forum.inka,
        expires_at=in_days(1),
        by=facilitator,
    )
    message = build_invitation_email(link, meeting)
    address = urlsplit(message.build_whatsapp_url("0812 3456 7890"))
    assert (address.netloc, address.path) == ("wa.me", "/6281234567890")
    assert parse_qs(address.query)["text"] == [message.text]
    assert message.text.splitlines()[-1] == build_link_url(link)
    assert "8 November 2021" in message.text
    assert meeting.theme in unquote(message.mailto)


# ── The author's own link ────────────────────────────────────────────────────────────────────


def test_the_author_of_a_slip_gets_a_link_too(staff, desk, meeting, forum):
    staff.post(f"{desk}slip/", {"organisation": "PT INKA", "own_words": WORDS})
    pledge = Pledge.objects.get()
    html = texts(make(staff, f"{desk}{pledge.reference}/"))
    link = find_author_link(pledge)
    assert (link.target, link.organisation) == (pledge, forum.inka)
    assert build_link_url(link) in html
    assert pledge.reference in texts(staff.get(f"/kontribusi/{link.token}/"))


def test_an_authors_link_is_renewed_and_revoked(staff, desk, meeting, guest):
    make(staff, f"{desk}tautan/{guest.pk}/")
    own = contribute_by_link(token=find_guest_link(guest).token, own_words=WORDS)
    make(staff, f"{desk}{own.target.reference}/")
    renewed = find_author_link(own.target)
    assert (renewed.pk, renewed.version) == (own.pk, 2)
    staff.post(f"{desk}cabut/{own.pk}/")
    assert staff.get(f"/kontribusi/{renewed.token}/").status_code == 410


def test_a_contribution_of_another_meeting_has_no_page_here(staff, desk, forum, facilitator):
    pledge = factories.make_submitted(forum.inka, by=facilitator)
    assert staff.get(f"{desk}{pledge.reference}/").status_code == 404
