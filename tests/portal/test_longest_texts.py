"""What is put together of longest names goes through, whole: mail, history, evidence, prints.

SQLite keeps any text in any column: what does not fit shows on PostgreSQL.
"""

from types import SimpleNamespace

import pytest
from django.core import mail

from agreements.actions.amending import draft_addendum
from agreements.actions.commenting import comment_on_draft, read_by_link, resolve_comment
from agreements.actions.freezing import freeze_document
from agreements.actions.handing_over import draft_bast, list_pledges_to_hand_over
from agreements.actions.outside import edit_outside_document, register_outside_document
from agreements.actions.printing import request_document_print
from agreements.actions.reviewing import (
    list_review_links,
    prolong_review,
    remind_reviewers,
    send_review_link,
    start_review,
    withdraw_review,
)
from agreements.models import Document, DocumentState, PrintJob, ReviewReading
from core.emails import LONGEST_SUBJECT
from core.models import HistoryEntry, OutboxMessage, OutgoingEmail
from core.outbox import run_due
from meetings.actions.contributing import contribute_by_link, send_link_by_email
from meetings.actions.logging import log_pledge
from meetings.models import Attendance, Participant
from pledges.actions.deciding import accommodate_pledge
from pledges.models import Pledge
from signing.actions.codes import send_signing_code
from signing.actions.collecting import delegate_signature, set_signing_rules
from signing.actions.deciding import void_document
from signing.actions.ink import return_ink_signatures
from signing.actions.issuing import store_issued_file
from signing.actions.links import create_signing_links
from signing.actions.refusing import decline_signature, reopen_signatory, withdraw_signature
from signing.actions.reminding import remind_signatories
from signing.actions.scans import UploadedScan, upload_scans
from signing.models import FileStage, Signature
from stakeholders.actions.links import issue_link
from stakeholders.actions.registers import edit_person
from stakeholders.models import LONGEST_FULL_NAME, LinkPurpose, Organisation, Person
from tests.support import factories
from tests.support.contributions import in_days
from tests.support.document_factories import make_draft, make_letterhead, propose, take_document_to
from tests.support.lengths import swell, text_of
from tests.support.scan_batches import a_scan, pdf
from tests.support.signing_desk import bearer_of, chain, days, sign_by_link

pytestmark = pytest.mark.django_db

REASON, PRINTED = text_of(1000), text_of(300)  # as forms take them


@pytest.fixture
def longest(cast, forum, meeting):
    """The forum with a draft of its meeting and an open link, every text as long as it may be."""
    by = cast.facilitator
    letterhead = make_letterhead(forum.bappelitbangda, by=cast.secretary)
    held, pledge = factories.hold_meeting(meeting, forum.inka, by=by)
    accommodate_pledge(pledge=pledge, title="Lapak", by=by)
    draft = make_draft(held, letterhead, subject="Tentang lapak", by=cast.secretary)
    swell()
    for name in cast.names:  # read once, with the short names
        person = getattr(cast[name], "person", None)
        if person:
            person.refresh_from_db()
    held.refresh_from_db()
    draft.refresh_from_db()
    organisation = Organisation.objects.get(pk=forum.inka.pk)
    letterhead.refresh_from_db()
    place = draft.signatories.get(organisation=organisation)
    return SimpleNamespace(
        draft=draft, meeting=held, letterhead=letterhead, organisation=organisation, place=place
    )


@pytest.fixture
def frozen(longest, cast):
    freeze_document(document=longest.draft, review_skipped=PRINTED, by=cast.secretary)
    longest.draft.refresh_from_db()
    return longest.draft


@pytest.fixture
def place(longest, frozen):
    """The place of the company, as it is read anew."""
    return frozen.signatories.select_related("organisation", "person").get(pk=longest.place.pk)


def subjects():
    return [letter.subject for letter in OutgoingEmail.objects.all()]


def test_names_are_as_long_as_their_columns(longest, cast):
    assert len(str(cast.inka.person)) == len(str(cast.secretary)) == LONGEST_FULL_NAME
    assert (len(longest.organisation.name), len(longest.draft.subject)) == (200, 500)


# ── A draft ──────────────────────────────────────────────────────────────────────────────────


def test_a_draft_is_reviewed_by_link_and_taken_back(longest, cast):
    draft, by = longest.draft, cast.facilitator
    start_review(document=draft, review_until=days(10), by=by)
    link = list_review_links(draft).get(person=cast.inka.person)
    draft.refresh_from_db()
    remind_reviewers(document=draft, by=by)
    send_review_link(document=draft, link=link, by=by)
    read_by_link(token=link.token)
    [reading] = ReviewReading.objects.all()
    assert reading.name == str(cast.inka.person)
    comment = comment_on_draft(
        document=draft,
        section="whole",
        text=text_of(5000),
        organisation=longest.organisation,
        written_by=text_of(LONGEST_FULL_NAME),
        by=cast.inka,
    )
    resolve_comment(comment=comment, state="accepted", answer=text_of(5000), by=by)
    prolong_review(document=draft, review_until=days(20), by=by)
    withdraw_review(document=draft, reason=REASON, by=by)
    assert draft.rounds.get().reason == REASON
    assert all(draft.subject in subject for subject in subjects())
    actors = set(HistoryEntry.objects.values_list("actor_name", flat=True))
    assert f"{cast.inka.person}, {longest.organisation}" in actors


def test_the_name_of_who_saved_last_is_kept_whole(longest, cast):
    person = cast.lurah.person
    edit_person(person=person, seen_revision=person.revision, phone="0812", by=cast.facilitator)
    person.refresh_from_db()
    assert person.revised_by == str(cast.facilitator)
    assert len(person.revised_by) == LONGEST_FULL_NAME


def test_who_stood_in_signs_on_behalf_of_the_whole_office(longest, cast):
    Participant.objects.filter(organisation=longest.organisation).update(
        attendance=Attendance.REPRESENTED, represented_by=text_of(200)
    )
    office = longest.meeting.participants.get(organisation=longest.organisation).position
    draft = make_draft(longest.meeting, longest.letterhead, by=cast.secretary)
    place = draft.signatories.get(organisation=longest.organisation)
    assert (place.name, place.position) == (text_of(200), f"a.n. {office}")


def test_a_subject_is_shortened_behind_a_word_when_it_is_sent(longest, cast):
    start_review(document=longest.draft, review_until=days(10), by=cast.facilitator)
    run_due()
    assert mail.outbox
    for letter in mail.outbox:
        begun, _space, ellipsis = letter.subject.rpartition(" ")
        assert (ellipsis, len(letter.subject) <= LONGEST_SUBJECT) == ("…", True)
        whole = next(each for each in subjects() if each.startswith(begun))
        assert whole.removeprefix(begun).startswith(" ")
        assert longest.draft.subject in letter.body


# ── A frozen text ────────────────────────────────────────────────────────────────────────────


def test_a_place_is_signed_by_link_and_taken_back(frozen, place, cast):
    by = cast.facilitator
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(20),
        needs_email_code=False,
        by=by,
    )
    remind_signatories(document=frozen, by=by)
    create_signing_links(document=frozen, by=by)
    place.document.refresh_from_db()
    send_signing_code(signatory=place, by=bearer_of(place))
    signature = sign_by_link(place, by=by)
    signature = Signature.objects.get(pk=signature.pk)
    assert (signature.name, signature.position) == (str(cast.inka.person), place.position)
    withdraw_signature(signatory=place, reason=PRINTED, by=cast.inka)
    run_due()
    assert not OutboxMessage.objects.exclude(last_error="").exists()


def test_a_place_is_delegated_declined_and_opened_again(frozen, place, cast):
    by = cast.facilitator
    place = delegate_signature(
        signatory=place,
        person=cast.lurah.person,
        position=text_of(200),
        letter=text_of(200),
        by=by,
    )
    place.refresh_from_db()
    assert place.delegate_name == str(cast.lurah.person)
    decline_signature(signatory=place, reason=PRINTED, by=bearer_of(place))
    assert any(place.organisation.name in subject for subject in subjects())
    reopen_signatory(signatory=place, reason=PRINTED, by=by)
    signature = sign_by_link(place, by=by)
    assert (signature.name, signature.position) == (str(cast.lurah.person), text_of(200))
    kinds = [kind for kind, _facts in chain(frozen)]
    assert kinds[-1] == "signed"


def test_a_paper_is_noted_sent_back_and_the_document_void(frozen, place, cast):
    record = propose(frozen, [place], by=cast.secretary, note=PRINTED)
    return_ink_signatures(record=record, reason=REASON, by=cast.administrator)
    propose(frozen, [place], by=cast.secretary, state="declined", reason=PRINTED)
    void_document(document=frozen, reason=REASON, by=cast.secretary)
    assert any(f"{frozen.title} {frozen.number}" in subject for subject in subjects())


def test_the_text_is_printed(frozen, cast):
    request_document_print(document=frozen, paper="A4", by=cast.secretary)
    request_document_print(document=frozen, paper="F4", by=cast.secretary, copies=2)
    run_due()
    assert not OutboxMessage.objects.exclude(last_error="").exists()
    assert all(job.made_at and job.pdf for job in PrintJob.objects.all())


def test_whom_a_certificate_names_is_kept_whole(frozen):
    subject = text_of(2000)
    store_issued_file(
        document=frozen, stage=FileStage.SEALED, pdf=b"%PDF-", after=None, subject=subject
    )
    issued = frozen.issued_files.get()
    assert (issued.subject, chain(frozen)[-1][1]["subject"]) == (subject, subject)


# ── What follows, and what comes from outside ────────────────────────────────────────────────


def test_what_is_in_force_is_amended_and_handed_over(longest, forum, cast):
    document = take_document_to(DocumentState.IN_FORCE, longest.draft, by=cast.secretary)
    given = {"letterhead": longest.letterhead, "title": text_of(200), "date": document.date}
    addendum = draft_addendum(amended=document, by=cast.secretary, **given)
    assert addendum.subject.startswith("Perubahan atas")
    pledges = list(list_pledges_to_hand_over(document))
    words = text_of(4000)
    Pledge.objects.update(title="", description=words)
    pledges = list(list_pledges_to_hand_over(document))
    record = draft_bast(
        rests_on=document, pledges=pledges, receiver=forum.taman, by=cast.secretary, **given
    )
    assert record.items.get().description == words


def test_a_document_from_outside_is_registered_with_longest_facts(longest, cast):
    texts = {
        "title": text_of(200),
        "subject": text_of(500),
        "number": text_of(100),
        "place": text_of(80),
        "source": text_of(300),
    }
    document = register_outside_document(
        kind="nota_kesepakatan", date=longest.draft.date, by=cast.secretary, **texts
    )
    edit_outside_document(document=document, seen_revision=1, by=cast.secretary, **texts)
    document = Document.objects.get(pk=document.pk)
    assert {name: getattr(document, name) for name in texts} == texts


def test_a_scan_keeps_the_name_that_it_came_with(cast):
    name = f"{'x' * 250}.pdf"
    batch = upload_scans(files=[UploadedScan(name, a_scan(pdf()))], by=cast.facilitator)
    assert batch.files.get().name == name


# ── Contributions ────────────────────────────────────────────────────────────────────────────


def test_a_guest_contributes_by_link(longest, cast):
    meeting, by = longest.meeting, cast.facilitator
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=meeting,
        person=cast.inka.person,
        organisation=longest.organisation,
        expires_at=in_days(1),
        by=by,
    )
    Person.objects.filter(pk=cast.inka.person.pk).update(email=cast.inka.email)
    link.person.refresh_from_db()
    send_link_by_email(link=link, meeting=meeting, by=by)
    name = text_of(LONGEST_FULL_NAME)
    contribute_by_link(token=link.token, own_words=text_of(4000), written_by=name)
    pledge = Pledge.objects.earliest("-pk")
    assert pledge.written_by == name
    actors = set(HistoryEntry.objects.values_list("actor_name", flat=True))
    assert f"{name}, {longest.organisation}" in actors


def test_a_contribution_of_a_known_speaker_is_logged(longest, cast):
    speaker = str(cast.inka.person)
    pledge = log_pledge(
        meeting=longest.meeting,
        lead=longest.organisation,
        own_words="Kami membantu",
        written_by=speaker,
        by=cast.facilitator,
    )
    assert Pledge.objects.get(pk=pledge.pk).written_by == speaker
