"""The last day to sign counts: whoever comes on it still signs, the day after nobody does."""

from datetime import datetime, time, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from agreements.models import Route
from core.refusals import Refused
from signing.actions.certificates import get_file_to_certify
from signing.actions.collecting import set_signing_rules
from signing.actions.issuing import store_issued_file
from signing.actions.links import create_signing_links
from signing.actions.screen import sign_on_screen
from signing.models import Signature
from stakeholders.models import PersonalLink
from tests.support.expect import refused
from tests.support.signing_desk import DRAWN, bearer_of, days, link_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

OVER = "The deadline to sign has passed. Please ask the secretariat."


def on_last_day(document):
    """The clock stands at the last minute of the last day to sign."""
    return _at(document.sign_until, time(23, 59))


def a_day_late(document):
    """The clock stands at the first minute of the day after."""
    return _at(document.sign_until + timedelta(days=1), time(0, 0))


def _at(day, hour):
    return time_machine.travel(timezone.make_aware(datetime.combine(day, hour)), tick=False)


@pytest.fixture
def arranged(frozen, facilitator):
    """The document, to be signed until the third day from now; its links are out."""
    create_signing_links(document=frozen, by=facilitator)
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(3),
        needs_email_code=False,
        by=facilitator,
    )
    frozen.refresh_from_db()
    return frozen


@pytest.fixture
def place(arranged, signatories):
    return arranged.signatories.get(pk=signatories[0].pk)


def sign(place, *, by, route):
    sha256 = place.document.versions.get().content_sha256
    return sign_on_screen(signatory=place, mark=DRAWN, seen_sha256=sha256, route=route, by=by)


WAYS = {
    Route.LINK: lambda place, cast: bearer_of(place),
    Route.ACCOUNT: lambda place, cast: cast.inka,
    Route.TABLET: lambda place, cast: cast.facilitator,
}


@pytest.mark.parametrize("route", WAYS)
def test_a_place_is_signed_until_the_end_of_the_last_day(place, cast, route):
    by = WAYS[route](place, cast)
    with a_day_late(place.document), pytest.raises(Refused) as caught:
        sign(place, by=by, route=route)
    assert (caught.value.code, Signature.objects.count()) == ("expired", 0)
    with on_last_day(place.document):
        signature = sign(place, by=by, route=route)
    assert timezone.localdate(signature.signed_at) == place.document.sign_until


def test_the_link_opens_on_the_last_day_and_not_the_day_after(place, reader):
    path = reverse("signing:signing_link", args=[link_of(place).token])
    page = reverse("signing:signing_page", args=[place.pk])
    with on_last_day(place.document):
        assert reader.get(path).status_code == 200
        assert reader.post(path)["Location"] == page
        assert "data-sign" in reader.get(page).content.decode()
    with a_day_late(place.document):
        for answer in (reader.get(path), reader.post(path), reader.get(page)):
            assert answer.status_code == 410
            assert "This link has expired." in answer.content.decode()


def test_on_the_last_day_the_page_of_an_account_still_takes_a_signature(place, reader, inka):
    page = reverse("signing:signing_page", args=[place.pk])
    with on_last_day(place.document):
        reader.force_login(inka)
        assert "data-sign" in reader.get(page).content.decode()
    with a_day_late(place.document):
        html = reader.get(page).content.decode()
    assert OVER in html
    assert "data-sign" not in html


def test_a_certificate_signs_until_the_end_of_the_last_day(arranged, place, inka):
    arranged.signatories.filter(pk=place.pk).update(allows_certificate=True)
    sealed = store_issued_file(document=arranged, stage="sealed", pdf=b"%PDF-1.7", after=None)
    with on_last_day(arranged):
        assert get_file_to_certify(signatory=place, by=inka) == sealed
    with a_day_late(arranged), refused(OVER, code="expired"):
        get_file_to_certify(signatory=place, by=inka)


def test_links_are_made_on_the_last_day_and_not_the_day_after(arranged, facilitator):
    def newly_made():
        PersonalLink.objects.all().delete()
        return create_signing_links(document=arranged, by=facilitator)

    with on_last_day(arranged):
        ends = [timezone.localdate(link.expires_at) for link in newly_made()]
        assert ends == [arranged.sign_until] * 2
    with a_day_late(arranged), pytest.raises(Refused, match="The last day to sign has passed"):
        newly_made()


def test_today_can_be_the_last_day(frozen, facilitator):
    document = set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(0),
        needs_email_code=False,
        by=facilitator,
    )
    assert document.sign_until == timezone.localdate()
    assert create_signing_links(document=document, by=facilitator)
