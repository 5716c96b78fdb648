"""Prints with their signatures: to whom they are offered, when, and what they say."""

import io
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from agreements.actions.batches import keep_batch, request_print_batch
from agreements.models import PrintBatch, PrintJob
from agreements.permissions import can_fetch_batch, can_print_signatures
from agreements.prints import render_document
from core.outbox import run_due
from signing.actions.printing import request_signed_batch, request_signed_print
from signing.tasks.printing import make_signed_print
from stakeholders.actions.offices import end_mandate, give_mandate
from tests.support.document_factories import make_draft, sign_on_tablet, take_document_to
from tests.support.expect import refused, told
from tests.support.printing import body_of, page
from tests.support.tools import pdfread

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"


def ask(documents, by):
    return request_signed_batch(documents=documents, bundle="pdf", paper="A4", by=by)


def dialog(document):
    return f"/cetak/?dokumen={document.reference}"


def test_signatures_are_offered_to_whom_they_are_shown_and_when_they_are_there(
    reader, cast, frozen, secretary, signatories
):
    def said(who):
        reader.force_login(cast[who])
        html = page(reader, dialog(frozen))
        assert html.count('name="with_signatures"') == 1
        return (
            "disabled" in html.partition('name="with_signatures"')[2].partition(">")[0],
            "shown to the parties and the staff only" in html,
            "Possible once the collection of signatures is closed" in html,
        )

    everybody = ("citizen", "outsider")
    theirs = ("inka", "lurah", "facilitator", "administrator")
    assert {said(who) for who in theirs} == {(True, False, True)}
    assert {said(who) for who in everybody} == {(True, True, False)}
    for signatory in signatories:
        sign_on_tablet(frozen, signatory, by=secretary)
    assert {said(who) for who in theirs} == {(False, False, False)}
    assert {said(who) for who in everybody} == {(True, True, False)}


def test_a_copy_with_the_signatures_says_so_on_every_page(reader, frozen, signatories, secretary):
    for signatory in signatories:
        sign_on_tablet(frozen, signatory, by=secretary)
    reader.force_login(secretary)
    form = {"paper": "A4", "layout": "table", "copies": "2", "with_signatures": "on"}
    asked = reader.post(dialog(frozen), {**form, "idempotency_key": KEY})
    job = PrintJob.objects.get()
    assert asked["Location"] == job.get_absolute_url()
    make_signed_print(job.pk)
    assert "with, marked as a copy" in page(reader, job.get_absolute_url())
    job.refresh_from_db()
    assert job.file_name == f"{frozen.reference}-A4-salinan"
    pages = pdfread.text(body_of(reader.get(f"/cetak/{job.pk}/{job.file_name}.pdf"))).split("\f")
    assert all("SALINAN" in each for each in pages[:-1])
    assert "Nama (contoh)" in pages[0] + pages[1]
    assert told(frozen)[-1] == (
        "The document was printed with its signatures (A4, Table with numbers, copies: 2)."
    )
    assert "SALINAN" not in pdfread.text(render_document(frozen, paper="A4"))


def test_signatures_are_not_printed_while_they_are_collected(frozen, cast):
    asked = {"document": frozen, "paper": "A4"}
    with refused(
        "The signatures are still being collected; only the text can be printed.",
        field="with_signatures",
    ):
        request_signed_print(**asked, by=cast.inka)
    with pytest.raises(PermissionDenied):
        request_signed_print(**asked, by=cast.citizen)


def test_signatures_that_are_not_collected_yet_are_named(frozen, secretary):
    batch = ask([frozen], secretary)
    run_due()
    batch = PrintBatch.objects.counted().get(pk=batch.pk)
    assert (batch.made_at, batch.failed) == (None, 1)
    assert batch.items.get().error != ""


def test_signatures_of_others_are_refused_by_name(frozen, cast):
    with refused(
        f"The signatures of {frozen} are shown to its parties and the staff only.",
        field="with_signatures",
    ):
        ask([frozen], cast.outsider)
    assert ask([frozen], cast.inka).with_signatures


def test_signatures_are_handed_out_while_all_of_them_are_ones_to_see(
    frozen, letterhead, forum, cast, secretary
):
    other = make_draft(frozen.meeting, letterhead, by=secretary)
    other.pledges.clear()
    other.signatories.update(organisation=forum.outside, person=None)
    take_document_to("final", other, by=secretary)
    person = cast.citizen.person
    mandates = [
        give_mandate(person=person, organisation=organisation, by=secretary)
        for organisation in (forum.inka, forum.outside)
    ]

    def citizen():
        return type(cast.citizen).objects.get(pk=cast.citizen.pk)

    signed = ask([frozen, other], citizen())
    plain = request_print_batch(documents=[frozen, other], bundle="pdf", paper="A4", by=citizen())
    assert can_fetch_batch(citizen(), signed)
    end_mandate(mandate=mandates[1], on=timezone.localdate() - timedelta(days=1), by=secretary)
    assert can_print_signatures(citizen(), frozen)
    assert not can_fetch_batch(citizen(), signed)
    assert can_fetch_batch(citizen(), plain)


def test_whoever_may_no_longer_see_the_signatures_is_refused_the_file(
    reader, frozen, forum, cast, secretary
):
    mandate = give_mandate(person=cast.citizen.person, organisation=forum.inka, by=secretary)
    batch = ask([frozen], cast.citizen)
    batch = keep_batch(batch=batch, file=io.BytesIO(b"%PDF-1.7"))
    pages = [batch.get_absolute_url(), f"{batch.get_absolute_url()}hentikan/"]
    file = f"{batch.get_absolute_url()}{batch.file_name}.pdf"
    reader.force_login(cast.citizen)
    assert body_of(reader.get(file)) == b"%PDF-1.7"
    end_mandate(mandate=mandate, on=timezone.localdate() - timedelta(days=1), by=secretary)
    assert {reader.get(address).status_code for address in (file, *pages)} == {403}
    assert {reader.post(address).status_code for address in pages} == {403}
