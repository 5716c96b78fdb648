"""What a meeting costs its staff: no page, file or save asks more with many on the list."""

from functools import partial
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from meetings.models import Attendance
from tests.support.counting import count_queries
from tests.support.crowds import fill_with_people

pytestmark = pytest.mark.django_db

FEW, MANY = 18, 40  # on either side of the 25 rows of a page
A_PAGE = 12
THE_MEETING = 25
HTMX = {"HX-Request": "true"}
DESKS = (
    *("meetings:meeting_agenda", "meetings:meeting_invitations", "meetings:meeting_attendance"),
    *("meetings:meeting_log", "meetings:meeting_contributions", "agreements:meeting_documents"),
)


def address_of(name, meeting):
    return reverse(name, args=[meeting.reference])


def mark(staff, meeting, attendance):
    guest = meeting.participants.get(organisation__slug="taman")
    return partial(
        staff.post,
        reverse("meetings:attendance_mark", args=[meeting.reference, guest.pk]),
        {"attendance": attendance, "revision": guest.revision},
        headers=HTMX,
    )


def write(staff, meeting, name, **fields):
    data = {"text": "P inka: Halo", "idempotency_key": str(uuid4()), **fields}
    return partial(staff.post, address_of(name, meeting), data, headers=HTMX)


def test_no_desk_asks_more_for_many_participants(staff, running):
    def count_all():
        return {
            name: count_queries(partial(staff.get, address_of(name, running))) for name in DESKS
        }

    fill_with_people(running, FEW)
    few = count_all()
    fill_with_people(running, MANY)
    assert count_all() == few
    assert {name: count for name, count in few.items() if count > A_PAGE} == {}


def test_the_page_of_a_meeting_asks_nobody_more_for_many_participants(staff, published):
    def count_both():
        page = published.get_absolute_url()
        return [count_queries(partial(client.get, page)) for client in (Client(), staff)]

    fill_with_people(published, FEW)
    few = count_both()
    fill_with_people(published, MANY)
    assert count_both() == few
    assert max(few) <= THE_MEETING


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_list_of_participants_asks_more_for_many(staff, running, kind):
    export = partial(
        staff.post, address_of("meetings:attendance_export", running), {"format": kind}
    )
    fill_with_people(running, FEW)
    few = count_queries(export)
    fill_with_people(running, MANY)
    assert count_queries(export) == few <= A_PAGE


def test_no_save_asks_more_for_many_participants(staff, running, item):
    line = {"kind": "statement", "agenda_item": item.pk}

    def count_all(attendance):
        return [
            count_queries(mark(staff, running, attendance)),
            count_queries(write(staff, running, "meetings:meeting_log", **line)),
            count_queries(write(staff, running, "meetings:meeting_room")),
        ]

    count_all(Attendance.ABSENT)  # what a process reads once
    fill_with_people(running, FEW)
    few = count_all(Attendance.PRESENT)
    fill_with_people(running, MANY)
    assert count_all(Attendance.ABSENT) == few
