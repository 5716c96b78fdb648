"""The whole room checks in at the same instant, each phone for several guests."""

import pytest
from django.test import Client

from meetings.models import AttendeesOfMeeting
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support.check_ins import path_of, tap
from tests.support.crowds import crowd
from tests.support.threads import at_once

pytestmark = pytest.mark.both_databases

BROWSERS, GUESTS = 20, 60


@pytest.mark.django_db(transaction=True)
def test_sixty_check_ins_from_twenty_browsers_are_sixty(check_in_room, at_ten, forum):
    crowd(at_ten, forum, GUESTS)
    guests = list(at_ten.participants.all())

    def check_in_some(number):
        browser = Client()
        browser.get(path_of(check_in_room))  # whose cookie tells the phones of one Wi-Fi apart
        return [
            tap(browser, check_in_room, guest).status_code for guest in guests[number::BROWSERS]
        ]

    answers = at_once(*(lambda number=number: check_in_some(number) for number in range(BROWSERS)))
    assert answers == [[302] * (GUESTS // BROWSERS)] * BROWSERS
    marks = at_ten.participants.values_list("attendance", "mark_source", "revision")
    assert set(marks) == {("present", "check_in", guests[0].revision + 1)}
    assert AttendeesOfMeeting.objects.get(meeting=at_ten).public == GUESTS
    assert PersonalLink.objects.filter(purpose=LinkPurpose.CORRECT).count() == GUESTS


@pytest.mark.django_db(transaction=True)
def test_one_name_tapped_on_twenty_phones_at_once_is_present_once(check_in_room, at_ten):
    guest = at_ten.participants.first()

    def check_in():
        browser = Client()
        browser.get(path_of(check_in_room))
        return tap(browser, check_in_room, guest).status_code

    answers = at_once(*[check_in] * BROWSERS)
    assert sorted(answers) == [302] + [422] * (BROWSERS - 1)
    assert PersonalLink.objects.filter(purpose=LinkPurpose.CORRECT).count() == 1
