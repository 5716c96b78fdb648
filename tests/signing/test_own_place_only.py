"""A link to sign opens its own place: of no other place does it show or change anything."""

from types import SimpleNamespace

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import get_resolver, reverse

from agreements.models import DocumentState, FrozenPage, Route
from signing.actions.certificates import get_file_to_certify, sign_by_certificate
from signing.actions.codes import check_signing_code, send_signing_code
from signing.actions.issuing import find_newest_file, store_issued_file
from signing.actions.links import create_signing_links
from signing.actions.refusing import decline_signature, withdraw_signature
from signing.actions.screen import sign_on_screen
from tests.support.access_situations import SIGNATURE
from tests.support.document_factories import make_draft, sign_on_tablet, take_document_to
from tests.support.signing_desk import DRAWN, bearer_of, chain, link_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

NOT_THERE = 404
WRONG_METHOD = 405  # an address that is only read, or only sent to


@pytest.fixture
def places(draft, letterhead, secretary):
    """Places of two documents, by whose they are; both are signed, sealed, and on their pages.

    So each address below them has something to show. The same two sign both documents.
    """
    other = make_draft(draft.meeting, letterhead, by=secretary)
    other.pledges.clear()
    made = SimpleNamespace()
    for name, document in (("here", draft), ("elsewhere", other)):
        take_document_to(DocumentState.FINAL, document, by=secretary)
        document.signatories.update(allows_certificate=True)
        create_signing_links(document=document, by=secretary)
        for place in document.signatories.all():
            sign_on_tablet(document, place, by=secretary)
        store_issued_file(document=document, stage="sealed", pdf=name.encode(), after=None)
        page = FrozenPage(version=document.versions.get(), number=1, width=595, height=842)
        page.image.save("halaman.webp", ContentFile(b"RIFF"))
        setattr(made, name, list(document.signatories.order_by("order")))
    return made


def addresses(resolver=None):
    """The pattern of every address below a place to sign."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from addresses(entry)
        elif str(entry.pattern).startswith("menandatangani/<int:pk>/"):
            yield str(entry.pattern)


def statuses(client, pattern, place):
    """What an address answers when it is read, and when an empty form is sent to it."""
    path = "/" + pattern.replace("<int:pk>", str(place.pk)).replace("<int:number>", "1")
    answers = [client.get(path), client.post(path)]
    for answer in answers:
        if answer.streaming:
            list(answer.streaming_content)  # to its end, so that the file is closed
    return {answer.status_code for answer in answers}


def trail_of(places):
    """What is kept of both documents."""
    return [chain(place.document) for place in (places.here[0], places.elsewhere[0])]


def test_a_link_opens_no_address_of_another_place(places):
    mine, theirs = places.here
    browser = Client()
    browser.post(reverse("signing:signing_link", args=[link_of(mine).token]))
    before = trail_of(places)
    patterns = list(addresses())
    assert len(patterns) >= 10
    for pattern in patterns:
        own = statuses(browser, pattern, mine)
        assert NOT_THERE not in own, pattern
        for other in (theirs, *places.elsewhere):
            assert statuses(browser, pattern, other) == {NOT_THERE} | own & {WRONG_METHOD}, pattern
    assert trail_of(places) == before


ACTS = {
    "sign": lambda place, by: sign_on_screen(
        signatory=place, mark=DRAWN, seen_sha256="", route=Route.LINK, by=by
    ),
    "decline": lambda place, by: decline_signature(signatory=place, reason="Tidak", by=by),
    "withdraw": lambda place, by: withdraw_signature(signatory=place, reason="Tidak", by=by),
    "send a code": lambda place, by: send_signing_code(signatory=place, by=by),
    "give a code": lambda place, by: check_signing_code(signatory=place, code="123456", by=by),
    "fetch the file": lambda place, by: get_file_to_certify(signatory=place, by=by),
    "certify": lambda place, by: sign_by_certificate(
        signatory=place,
        after=find_newest_file(place.document),  # type: ignore[arg-type]  # it is sealed
        signature=SIGNATURE,
        by=by,
    ),
}


def test_the_holder_of_a_link_does_nothing_in_another_place(places):
    mine, theirs = places.here
    before = trail_of(places)
    for name, act in ACTS.items():
        for other in (theirs, *places.elsewhere):
            with pytest.raises(PermissionDenied):
                act(other, bearer_of(mine))
            assert trail_of(places) == before, name
