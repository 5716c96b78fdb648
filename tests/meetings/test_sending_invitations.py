"""Guests are told of a meeting: invitations, changes, reminders, and links to hand on."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from core.models import OutgoingEmail
from core.outbox import run_due
from meetings.actions.answering_invitations import answer_invitation
from meetings.actions.planning import cancel_meeting, edit_meeting
from meetings.actions.sending_invitations import (
    Told,
    note_handed_on,
    remind_guests,
    renew_invitation_link,
    revoke_invitation_link,
    tell_guests,
)
from meetings.models import Invitation, Reply
from meetings.reports.invitations import select_invitation_links
from stakeholders.models import Person, PersonalLink
from tests.support.expect import refused
from tests.support.factories import make_guest, make_meeting, open_meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def planned(cast, forum):
    """A meeting in ten days: the company has an e-mail address, the kelurahan none."""
    meeting = make_meeting(
        by=cast.facilitator,
        date=timezone.localdate() + timedelta(days=10),
        starts_at=time(9),
        venue="Balai Kota (contoh)",
    )
    make_guest(meeting, forum.inka, cast.inka, by=cast.facilitator)
    make_guest(meeting, forum.taman, position="Lurah", by=cast.facilitator)
    Person.objects.filter(pk=cast.inka.person.pk).update(email="wakil@inka.example")
    return meeting


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator's browser."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def no_mail_server(settings):
    """E-mails are written to files: nothing leaves the portal."""
    backend = "django.core.mail.backends.filebased.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": backend, "OPTIONS": {"file_path": "/nowhere"}}}


def desk(meeting):
    return reverse("meetings:invitation_desk", args=[meeting.reference])


def press(client, meeting, button, **more):
    sent = {"idempotency_key": str(uuid4()), button: "ya"}
    return client.post(desk(meeting), sent, **more)


def act(client, meeting, what, guest, **headers):
    address = reverse("meetings:invitation_link", args=[meeting.reference])
    return client.post(address, {"act": f"{what}.{guest.pk}"}, headers=headers)


def test_who_has_an_address_gets_a_mail_and_the_others_a_link(planned, facilitator):
    assert tell_guests(meeting=planned, by=facilitator) == Told(mailed=1, to_hand_on=1)
    [letter] = OutgoingEmail.objects.all()
    by_mail, by_hand = planned.participants.all()
    link = select_invitation_links([by_mail]).get()
    assert letter.to == "wakil@inka.example"
    assert letter.text.splitlines()[-1].endswith(f"/undangan/{link.token}/")
    assert by_mail.invitation.channel == "email"
    assert not Invitation.objects.filter(participant=by_hand).exists()
    assert select_invitation_links([by_hand]).count() == 1


def test_telling_again_sends_nothing_twice(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    assert tell_guests(meeting=planned, by=facilitator) == Told(mailed=0, to_hand_on=1)
    assert OutgoingEmail.objects.count() == 1
    assert PersonalLink.objects.filter(purpose="confirm").count() == 2


def test_the_mail_carries_the_calendar_file(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    run_due()
    [message] = mail.outbox
    [attached] = [part for part in message.message().walk() if part.get_filename()]
    assert attached.get_filename() == f"{planned.reference}.ics"
    assert attached.get_content_type() == "text/calendar"
    assert b"METHOD:PUBLISH" in attached.get_payload(decode=True)
    [kept] = OutgoingEmail.objects.all()
    assert (kept.text, kept.attachment) == ("", "")


def test_a_new_place_is_told_to_those_who_were_invited(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    planned.refresh_from_db()
    edit_meeting(
        meeting=planned, seen_revision=planned.revision, by=facilitator, venue="Aula (contoh)"
    )
    assert tell_guests(meeting=planned, by=facilitator) == Told(mailed=1, to_hand_on=1)
    letter = OutgoingEmail.objects.order_by("pk").last()
    assert letter.subject.startswith("Berubah")
    assert "Aula (contoh)" in letter.text
    assert "SEQUENCE:1" in letter.attachment


def test_a_new_theme_is_nothing_to_be_told_again(planned, facilitator):
    edited = edit_meeting(
        meeting=planned, seen_revision=planned.revision, by=facilitator, theme="Tema baru"
    )
    assert edited.calendar_sequence == 0


def test_a_cancelled_meeting_is_told_to_those_who_were_invited_alone(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    cancel_meeting(meeting=planned, reason="Banjir", by=facilitator)
    assert tell_guests(meeting=planned, by=facilitator) == Told(mailed=1, to_hand_on=0)
    letter = OutgoingEmail.objects.order_by("pk").last()
    assert "METHOD:CANCEL" in letter.attachment
    assert "STATUS:CANCELLED" in letter.attachment


def test_a_guest_is_reminded_at_most_once_a_day(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    assert remind_guests(meeting=planned, by=facilitator) == Told(mailed=1, to_hand_on=0)
    assert remind_guests(meeting=planned, by=facilitator) == Told(mailed=0, to_hand_on=0)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert remind_guests(meeting=planned, by=facilitator) == Told(mailed=1, to_hand_on=0)
    assert OutgoingEmail.objects.count() == 3


def test_a_reminder_after_a_change_tells_of_the_change(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    edit_meeting(meeting=planned, seen_revision=planned.revision, by=facilitator, venue="Aula")
    remind_guests(meeting=planned, by=facilitator)
    texts = [letter.subject for letter in OutgoingEmail.objects.order_by("pk")]
    assert [text.partition(" ")[0] for text in texts] == ["Undangan", "Berubah:"]
    assert tell_guests(meeting=planned, by=facilitator).mailed == 0


def test_who_has_answered_is_not_reminded(planned, facilitator):
    tell_guests(meeting=planned, by=facilitator)
    planned.participants.update(reply=Reply.DECLINED)
    assert remind_guests(meeting=planned, by=facilitator) == Told(mailed=0, to_hand_on=0)


def test_nobody_is_told_once_the_meeting_has_begun(planned, facilitator):
    open_meeting(planned, by=facilitator)
    with refused("The meeting has begun; nobody is invited by message now."):
        tell_guests(meeting=planned, by=facilitator)
    with refused("The meeting has begun; nobody is invited by message now."):
        remind_guests(meeting=planned, by=facilitator)


def test_only_the_staff_tells_guests(planned, inka):
    with pytest.raises(PermissionDenied):
        tell_guests(meeting=planned, by=inka)
    with pytest.raises(PermissionDenied):
        revoke_invitation_link(participant=planned.participants.first(), by=inka)


def test_a_new_link_makes_the_former_one_invalid_and_has_to_be_sent(planned, facilitator, client):
    tell_guests(meeting=planned, by=facilitator)
    guest = planned.participants.first()
    former = select_invitation_links([guest]).get()
    link = renew_invitation_link(participant=guest, by=facilitator)
    assert client.get(f"/undangan/{former.token}/").status_code == 410
    assert client.get(f"/undangan/{link.token}/").status_code == 200
    assert tell_guests(meeting=planned, by=facilitator).mailed == 1


def test_a_revoked_link_opens_nothing_and_is_not_sent(planned, facilitator, client):
    tell_guests(meeting=planned, by=facilitator)
    guest = planned.participants.last()
    link = select_invitation_links([guest]).get()
    revoke_invitation_link(participant=guest, by=facilitator)
    with refused("There is no link to hand on yet."):
        note_handed_on(participant=guest, by=facilitator)
    assert client.get(f"/undangan/{link.token}/").status_code == 410


# ── The desk ─────────────────────────────────────────────────────────────────────────────


def test_the_desk_invites_with_one_button(staff, planned):
    assert "Invite 2 guests" in staff.get(desk(planned)).text
    answer = press(staff, planned, "kirim", follow=True)
    assert "1 e-mail is being sent. 1 link is ready for WhatsApp." in answer.text
    assert "Remind 1 who has not answered" in answer.text
    assert "https://wa.me/?text=" in answer.text


def test_a_link_that_was_handed_on_counts_as_an_invitation(staff, planned):
    press(staff, planned, "kirim")
    guest = planned.participants.last()
    answer = act(staff, planned, "handed_on", guest, hx_request="true")
    assert "by WhatsApp" in answer.text
    assert 'id="answers"' in answer.text
    act(staff, planned, "handed_on", guest)
    assert Invitation.objects.get(participant=guest).channel == "whatsapp"
    assert "Invite 1 guest" not in staff.get(desk(planned)).text


def test_the_number_of_a_guest_is_in_the_whatsapp_link(staff, planned, cast):
    Person.objects.filter(pk=cast.inka.person.pk).update(phone="0812 3456 7890", email="")
    press(staff, planned, "kirim")
    assert "https://wa.me/6281234567890?text=" in staff.get(desk(planned)).text


@pytest.mark.usefixtures("no_mail_server")
def test_without_a_mail_server_the_page_says_that_nothing_is_sent(staff, planned):
    page = staff.get(desk(planned)).text
    assert "The portal sends no e-mail" in page
    assert "Make 2 links" in page
    answer = press(staff, planned, "kirim", follow=True)
    assert "2 links are ready for WhatsApp." in answer.text
    assert not OutgoingEmail.objects.exists()
    assert "Remind" not in staff.get(desk(planned)).text.replace("reminders", "")


def test_the_desk_says_who_comes_for_whom(staff, planned):
    press(staff, planned, "kirim")
    sending, other = planned.participants.all()
    token = select_invitation_links([sending]).get().token
    answer_invitation(token=token, reply=Reply.SUBSTITUTED, name="Ani (contoh)")
    page = staff.get(desk(planned)).text
    assert "Substitute: Ani (contoh)" in " ".join(page.split())
    assert f"In place of: {sending}" in " ".join(page.split())
    assert f"In place of: {other}" not in page


def test_an_unknown_act_and_a_foreign_guest_are_refused(staff, planned, meeting):
    foreign = meeting.participants.first()
    assert act(staff, planned, "handed_on", foreign).status_code == 404
    assert act(staff, planned, "delete", planned.participants.first()).status_code == 400


def test_the_desk_costs_the_same_with_more_guests(
    staff, planned, forum, facilitator, django_assert_num_queries
):
    press(staff, planned, "kirim")
    with CaptureQueriesContext(connection) as few:
        staff.get(desk(planned))
    count = len(few)
    for number in range(20):
        make_guest(planned, forum.inka, position=f"Staf {number}", by=facilitator)
    press(staff, planned, "kirim")
    with django_assert_num_queries(count):
        staff.get(desk(planned))
