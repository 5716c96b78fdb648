"""A voided document frees its pledges and keeps its number."""

from datetime import date

import pytest

from agreements.actions.drafting import number_document
from agreements.actions.freezing import freeze_document
from signing.actions.deciding import void_document
from tests.support.document_factories import IN_ROOM, make_draft
from tests.support.expect import refused, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def freeze(document, by):
    return freeze_document(document=document, review_skipped=IN_ROOM, by=by)


def test_a_voided_document_frees_its_pledges_but_not_its_number(
    frozen, letterhead, secretary, pledge
):
    void_document(document=frozen, reason="Salah ketik", by=secretary)
    frozen.refresh_from_db()
    pledge.refresh_from_db()
    assert (frozen.state, frozen.reason, frozen.number) == (
        "void",
        "Salah ketik",
        "050/001/CONTOH/2021",
    )
    assert pledge.locked_in == ""
    assert told(frozen)[-1] == "The document was voided: Salah ketik"

    again = make_draft(frozen.meeting, letterhead, by=secretary)
    with refused("Number 050/001/CONTOH/2021 is already taken.", field="number"):
        number_document(document=again, number="050/001/CONTOH/2021", by=secretary)
    freeze(again, secretary)
    again.refresh_from_db()
    pledge.refresh_from_db()
    assert (again.number, pledge.locked_in) == ("050/002/CONTOH/2021", "BA-2021-0002")


@pytest.mark.parametrize("reason", ["", "  "])
def test_a_document_is_not_voided_without_a_reason(frozen, secretary, pledge, reason):
    with refused("Please give a reason.", field="reason"):
        void_document(document=frozen, reason=reason, by=secretary)
    frozen.refresh_from_db()
    pledge.refresh_from_db()
    assert (frozen.state, pledge.locked_in) == ("final", "BA-2021-0001")


def test_a_voided_document_still_shows_what_was_frozen(frozen, secretary):
    before = frozen.versions.get().canonical
    void_document(document=frozen, reason="Salah", by=secretary)
    assert frozen.versions.get().canonical == before
    assert frozen.date == date(2021, 11, 8)
