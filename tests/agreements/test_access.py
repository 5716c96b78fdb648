"""Who may draft, freeze, record and see a document; person by action, person by state."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import timezone

from agreements import permissions
from agreements.actions import (
    Brought,
    Outcome,
    add_clause,
    add_signatory,
    allow_routes,
    arrange_signing,
    ask_for_preview,
    ask_for_sample,
    begin_round,
    bring_into_force,
    close_signing,
    decline_signature,
    delegate_place,
    edit_clause,
    edit_document,
    edit_letter,
    edit_outside_document,
    edit_signatory,
    erase_evidence_of,
    file_to_certify,
    fill_signatories,
    freeze_document,
    gather_pledges,
    give_signing_code,
    keep_logo,
    keep_outside_scan,
    make_signing_links,
    move_clause,
    move_signatory,
    number_document,
    place_page,
    propose_ink_signatures,
    read_scan_again,
    record_ink_signatures,
    register_outside_document,
    remind_signatories,
    remind_signatory,
    remove_clause,
    remove_logo,
    remove_signatory,
    renew_signing_link,
    reopen_place,
    request_archive,
    request_document_print,
    request_meeting_print,
    request_print_batch,
    retry_archive,
    retry_print,
    retry_print_batch,
    retry_seal,
    return_ink_signatures,
    revoke_signing_link,
    save_formula,
    send_signing_code,
    sign_by_certificate,
    stop_print_batch,
    store_issued_file,
    take_in_scans,
    take_over_decision,
    void_document,
    withdraw_consent,
)
from agreements.actions.amending import change_clause, draft_addendum, edit_change
from agreements.actions.commenting import comment_on_draft, resolve_comment, withdraw_comment
from agreements.actions.handing_over import add_item, draft_bast, edit_item, remove_item
from agreements.actions.reviewing import (
    mail_review_link,
    note_reading,
    prolong_review,
    remind_reviewers,
    review_links,
    start_review,
    withdraw_review,
)
from agreements.models import (
    ArchiveJob,
    Clause,
    Document,
    DocumentState,
    InkRecord,
    LetterTemplate,
    Route,
    ScannedPage,
    ScanPile,
)
from agreements.sealing.certificate import CertificateSignature
from meetings.actions import record_decision
from tests.agreements.factories import (
    IN_ROOM,
    SIGNED_DAY,
    make_draft,
    make_letter,
    propose,
    sign,
    sign_on_tablet,
    take_document_to,
)
from tests.agreements.logos import a_logo
from tests.agreements.piles import a_scan, pdf, picture
from tests.expect import allow_only

pytestmark = pytest.mark.django_db

STAFF = {"facilitator", "secretary"}
SECRETARIAT = {"secretary"}
KEEPERS = {*STAFF, "administrator"}
PARTIES = {"inka", "lurah"}
LETTER_EDITORS = {*SECRETARIAT, "administrator"}


@pytest.fixture
def world(draft, meeting, letter, forum, cast):
    return SimpleNamespace(
        draft=draft, meeting=meeting, letter=letter, forum=forum, by=cast.secretary
    )


def in_state(state, call):
    """A call on a document that the secretariat has brought to `state` before."""

    def prepare(w):
        document = take_document_to(state, w.draft, by=w.by)
        return lambda by: call(document, by)

    return prepare


def in_review(call):
    return in_state(DocumentState.IN_REVIEW, call)


def on_clause(call):
    return lambda w: lambda by: call(Clause.objects.get(), by)


def on_place(call):
    return lambda w: lambda by: call(w.draft.signatories.order_by("order").first(), by)


def on_frozen(call):
    """A call on the first place of a frozen document."""
    return in_state(
        DocumentState.FINAL, lambda d, by: call(d.signatories.order_by("order").first(), by)
    )


SIGNATURE = CertificateSignature(b"%PDF-1.7 lagi", "Lurah (contoh)", "CA (contoh)", "0" * 64)
ACTIONS = {
    "save_letter": (
        LETTER_EDITORS,
        lambda w: lambda by: make_letter(w.forum.bappelitbangda, slug="dua", by=by),
    ),
    "edit_letter": (
        LETTER_EDITORS,
        lambda w: lambda by: edit_letter(letter=w.letter, seen=1, by=by, agency="DINAS"),
    ),
    "save_formula": (
        LETTER_EDITORS,
        lambda w: (
            lambda by: save_formula(letter=w.letter, kind="minutes", seen=1, by=by, title="NOTULEN")
        ),
    ),
    "keep_logo": (
        LETTER_EDITORS,
        lambda w: lambda by: keep_logo(letter=w.letter, logo=a_logo(), by=by),
    ),
    "remove_logo": (LETTER_EDITORS, lambda w: lambda by: remove_logo(letter=w.letter, by=by)),
    "ask_for_sample": (
        LETTER_EDITORS,
        lambda w: lambda by: ask_for_sample(letter=w.letter, kind="minutes", by=by),
    ),
    "edit_outside_document": (
        SECRETARIAT,
        in_state(
            DocumentState.REGISTERED,
            lambda d, by: edit_outside_document(document=d, seen=1, by=by, title="Nota lain"),
        ),
    ),
    "keep_outside_scan": (
        SECRETARIAT,
        in_state(
            DocumentState.REGISTERED,
            lambda d, by: keep_outside_scan(document=d, scan=a_scan(pdf()), by=by),
        ),
    ),
    "register_outside_document": (
        SECRETARIAT,
        lambda w: (
            lambda by: register_outside_document(
                kind="nota_kesepakatan", title="Nota", date=date(2021, 2, 26), by=by
            )
        ),
    ),
    "request_archive": (
        SECRETARIAT,
        lambda w: lambda by: request_archive(document=None, by=by),
    ),
    "retry_archive": (
        SECRETARIAT,
        lambda w: _on_archive(w, lambda job, by: retry_archive(job=job, by=by)),
    ),
    "erase_evidence_of": (
        LETTER_EDITORS,
        lambda w: lambda by: erase_evidence_of(person=w.by.person, by=by),
    ),
    "draft_document": (STAFF, lambda w: lambda by: make_draft(w.meeting, w.letter, by=by)),
    "gather_pledges": (STAFF, lambda w: lambda by: gather_pledges(document=w.draft, by=by)),
    "add_clause": (STAFF, lambda w: lambda by: add_clause(document=w.draft, text="x", by=by)),
    "edit_clause": (
        STAFF,
        on_clause(lambda clause, by: edit_clause(clause=clause, seen=1, text="x", by=by)),
    ),
    "move_clause": (STAFF, on_clause(lambda clause, by: move_clause(clause=clause, to=1, by=by))),
    "remove_clause": (STAFF, on_clause(lambda clause, by: remove_clause(clause=clause, by=by))),
    "add_signatory": (
        STAFF,
        lambda w: (
            lambda by: add_signatory(
                document=w.draft, organisation=w.forum.outside, position="Wakil", by=by
            )
        ),
    ),
    "take_over_decision": (
        STAFF,
        lambda w: _with_decision(
            w,
            lambda decision, by: take_over_decision(document=w.draft, decision=decision, by=by),
        ),
    ),
    "fill_signatories": (STAFF, lambda w: lambda by: fill_signatories(document=w.draft, by=by)),
    "edit_signatory": (
        STAFF,
        on_place(lambda place, by: edit_signatory(signatory=place, seen=1, position="x", by=by)),
    ),
    "move_signatory": (
        STAFF,
        on_place(lambda place, by: move_signatory(signatory=place, to=2, by=by)),
    ),
    "remove_signatory": (
        STAFF,
        on_place(lambda place, by: remove_signatory(signatory=place, by=by)),
    ),
    "edit_document": (
        STAFF,
        lambda w: lambda by: edit_document(document=w.draft, seen=1, place="x", by=by),
    ),
    "ask_for_preview": (
        KEEPERS,
        lambda w: lambda by: ask_for_preview(document=w.draft, paper="A4", by=by),
    ),
    "take_in_scans": (STAFF, lambda w: take_pile),
    "read_scan_again": (
        STAFF,
        lambda w: _on_scan(w, lambda file, by: read_scan_again(file=file, by=by)),
    ),
    "place_page": (
        STAFF,
        lambda w: _on_scan(
            w,
            lambda file, by: place_page(
                page=a_page(file), document=None, page_number=None, seen=1, by=by
            ),
        ),
    ),
    "number_document": (
        SECRETARIAT,
        lambda w: lambda by: number_document(document=w.draft, number="050/7", by=by),
    ),
    "freeze_document": (
        SECRETARIAT,
        lambda w: lambda by: freeze_document(document=w.draft, review_skipped=IN_ROOM, by=by),
    ),
    "propose_ink_signatures": (
        SECRETARIAT,
        in_state(
            DocumentState.FINAL,
            lambda d, by: propose_ink_signatures(
                document=d,
                signed_date=SIGNED_DAY,
                outcomes={d.signatories.first().pk: Outcome("signed")},
                by=by,
            ),
        ),
    ),
    "record_ink_signatures": (
        KEEPERS,
        lambda w: _on_ink(w, lambda ink, by: record_ink_signatures(record=ink, by=by)),
    ),
    "return_ink_signatures": (
        KEEPERS,
        lambda w: _on_ink(
            w, lambda ink, by: return_ink_signatures(record=ink, reason="Kabur", by=by)
        ),
    ),
    "begin_round": (
        STAFF,
        in_state(DocumentState.FINAL, lambda d, by: begin_round(document=d, by=by)),
    ),
    "sign_on_screen": (
        STAFF,
        in_state(
            DocumentState.FINAL,
            lambda d, by: sign_on_tablet(d, d.signatories.order_by("order").first(), by=by),
        ),
    ),
    "retry_seal": (
        SECRETARIAT,
        in_state(DocumentState.IN_FORCE, lambda d, by: retry_seal(closing=d.closing, by=by)),
    ),
    "file_to_certify": (
        {"lurah"},
        lambda w: _with_seal(w, lambda place, _file, by: file_to_certify(signatory=place, by=by)),
    ),
    "sign_by_certificate": (
        {"lurah"},
        lambda w: _with_seal(
            w,
            lambda place, file, by: sign_by_certificate(
                signatory=place, after=file, signature=SIGNATURE, by=by
            ),
        ),
    ),
    # A code is for the bearer of a link, who has no account.
    "send_signing_code": (
        set(),
        on_place(lambda place, by: send_signing_code(signatory=place, by=by)),
    ),
    "give_signing_code": (
        set(),
        on_place(lambda place, by: give_signing_code(signatory=place, code="123456", by=by)),
    ),
    "arrange_signing": (
        STAFF,
        in_state(
            DocumentState.FINAL,
            lambda d, by: arrange_signing(
                document=d, seen=d.revision, sign_until=None, needs_mail_code=False, by=by
            ),
        ),
    ),
    "make_signing_links": (
        STAFF,
        in_state(DocumentState.FINAL, lambda d, by: make_signing_links(document=d, by=by)),
    ),
    "renew_signing_link": (STAFF, on_frozen(lambda p, by: renew_signing_link(signatory=p, by=by))),
    "revoke_signing_link": (
        STAFF,
        on_frozen(lambda p, by: revoke_signing_link(signatory=p, by=by)),
    ),
    "remind_signatories": (
        STAFF,
        in_state(DocumentState.FINAL, lambda d, by: remind_signatories(document=d, by=by)),
    ),
    "remind_signatory": (STAFF, on_frozen(lambda p, by: remind_signatory(signatory=p, by=by))),
    "allow_routes": (
        STAFF,
        on_frozen(
            lambda p, by: allow_routes(
                signatory=p,
                seen=p.revision,
                allows_screen=True,
                allows_ink=False,
                allows_certificate=False,
                by=by,
            )
        ),
    ),
    "delegate_place": (
        STAFF,
        on_frozen(
            lambda p, by: delegate_place(signatory=p, name="Agus", letter="Surat kuasa 1", by=by)
        ),
    ),
    # The first place is the company's, whose representative has an account.
    "decline_signature": (
        {*STAFF, "inka"},
        on_frozen(lambda p, by: decline_signature(signatory=p, reason="Tidak", by=by)),
    ),
    "reopen_place": (
        STAFF,
        lambda w: _on_declined(w, lambda p, by: reopen_place(signatory=p, reason="Ya", by=by)),
    ),
    "withdraw_consent": (
        {*STAFF, "inka"},
        lambda w: _on_signed(
            w, lambda p, by: withdraw_consent(signatory=p, reason="Berubah", by=by)
        ),
    ),
    "close_signing": (
        SECRETARIAT,
        in_state(
            DocumentState.PARTLY_SIGNED,
            lambda d, by: close_signing(document=d, reason="Cukup", by=by),
        ),
    ),
    "request_document_print": (
        STAFF,
        lambda w: lambda by: request_document_print(document=w.draft, paper="A4", by=by),
    ),
    "request_meeting_print": (
        STAFF,
        lambda w: (
            lambda by: request_meeting_print(meeting=w.meeting, kind="minutes", paper="A4", by=by)
        ),
    ),
    "request_print_batch": (
        STAFF,
        lambda w: (
            lambda by: request_print_batch(documents=[w.draft], bundle="zip", paper="A4", by=by)
        ),
    ),
    "retry_print_batch": (
        SECRETARIAT,
        lambda w: _on_batch(w, lambda batch, by: retry_print_batch(batch=batch, by=by)),
    ),
    "stop_print_batch": (
        SECRETARIAT,
        lambda w: _on_batch(w, lambda batch, by: stop_print_batch(batch=batch, by=by)),
    ),
    "retry_print": (
        SECRETARIAT,
        lambda w: _on_print(w, lambda job, by: retry_print(job=job, by=by)),
    ),
    "bring_into_force": (
        SECRETARIAT,
        lambda w: _with_open_place(
            w, lambda d, by: bring_into_force(document=d, reason="Sepakat", by=by)
        ),
    ),
    "void_document": (
        SECRETARIAT,
        in_state(
            DocumentState.FINAL, lambda d, by: void_document(document=d, reason="Salah", by=by)
        ),
    ),
}


def _today():
    return timezone.localdate()


def _first_party(document):
    return document.signatories.order_by("order").first().organisation


def _comment(document, by):
    organisation = _first_party(document)
    return comment_on_draft(
        document=document, place="whole", text="Baik", organisation=organisation, by=by
    )


def _on_comment(w, call):
    """A call on a comment that the staff entered for the company."""
    document = take_document_to(DocumentState.IN_REVIEW, w.draft, by=w.by)
    comment = _comment(document, w.by)
    return lambda by: call(comment, by)


def _on_force(w, call):
    document = take_document_to(DocumentState.IN_FORCE, w.draft, by=w.by)
    return lambda by: call(document, by)


def _addendum(document, by):
    return draft_addendum(
        amended=document, letter=document.letter, title="Adendum", date=SIGNED_DAY, by=by
    )


def _on_addendum(w, call):
    """A call on an addendum that adds a clause."""
    addendum = _on_force(w, _addendum)(w.by)
    change_clause(document=addendum, kind="adds", text="Baru", by=w.by)
    return lambda by: call(addendum, by)


def _handover(document, receiver, by):
    return draft_bast(
        rests_on=document,
        pledges=list(document.pledges.all()),
        receiver=receiver,
        letter=document.letter,
        title="BAST",
        date=SIGNED_DAY,
        by=by,
    )


def _on_handover(w, call):
    """A call on a record that hands the company's pledge over to the kelurahan."""
    handed = _on_force(w, lambda d, by: _handover(d, w.forum.taman, by))(w.by)
    return lambda by: call(handed, by)


def _on_declined(w, call):
    document = take_document_to(DocumentState.FINAL, w.draft, by=w.by)
    place = document.signatories.order_by("order").first()
    decline_signature(signatory=place, reason="Tidak", by=w.by)
    return lambda by: call(place, by)


def _on_signed(w, call):
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    place = document.signatories.get(state="signed")
    return lambda by: call(place, by)


def take_pile(*, by):
    return take_in_scans(files=[Brought("foto.png", a_scan(picture("PNG")))], by=by)


def a_page(file):
    return ScannedPage.objects.create(file=file, number=1, width=40, height=60)


def _on_scan(w, call):
    """A call on a file of a pile that nobody has read yet."""
    pile = take_pile(by=w.by)
    return lambda by: call(pile.files.get(), by)


def _on_ink(w, call):
    """A call on a record whose proposer is somebody else, whoever calls: their account is gone."""
    document = take_document_to(DocumentState.FINAL, w.draft, by=w.by)
    ink = propose(document, document.signatories.all(), by=w.by)
    InkRecord.objects.update(recorded_by=None)
    ink.refresh_from_db()
    return lambda by: call(ink, by)


def _on_print(w, call):
    job = request_document_print(document=w.draft, paper="A4", by=w.by)
    return lambda by: call(job, by)


def _on_batch(w, call):
    batch = request_print_batch(documents=[w.draft], bundle="zip", paper="A4", by=w.by)
    return lambda by: call(batch, by)


def _on_archive(w, call):
    job = request_archive(document=None, by=w.by)
    return lambda by: call(job, by)


def _with_decision(w, call):
    decision = record_decision(meeting=w.meeting, text="Baru", by=w.by)
    return lambda by: call(decision, by)


def _with_open_place(w, call):
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    sign(document, document.signatories.all()[1:], state="to_follow", by=w.by)
    return lambda by: call(document, by)


def _with_seal(w, call):
    """A call on the lurah's place, which is signed with a certificate, and on the sealed file."""
    by_certificate = {"allows_certificate": True, "allows_screen": False, "allows_ink": False}
    w.draft.signatories.filter(order=2).update(**by_certificate)
    document = take_document_to(DocumentState.PARTLY_SIGNED, w.draft, by=w.by)
    file = store_issued_file(document=document, stage="sealed", pdf=b"%PDF-1.7", after=None)
    place = document.signatories.get(order=2)
    return lambda by: call(place, file, by)


# What a review asks and answers, and what follows from a document in force.
ACTIONS |= {
    "start_review": (
        STAFF,
        lambda w: lambda by: start_review(document=w.draft, review_until=_today(), by=by),
    ),
    "prolong_review": (
        STAFF,
        in_review(lambda d, by: prolong_review(document=d, review_until=_today(), by=by)),
    ),
    "withdraw_review": (
        STAFF,
        in_review(lambda d, by: withdraw_review(document=d, reason="Kurang", by=by)),
    ),
    "remind_reviewers": (STAFF, in_review(lambda d, by: remind_reviewers(document=d, by=by))),
    "mail_review_link": (
        STAFF,
        in_review(lambda d, by: mail_review_link(document=d, link=review_links(d)[0], by=by)),
    ),
    # The first place is the company's: it comments, or the staff does on its behalf.
    "comment_on_draft": ({*STAFF, "inka"}, in_review(_comment)),
    "note_reading": (
        {*STAFF, "inka"},
        in_review(lambda d, by: note_reading(document=d, organisation=_first_party(d), by=by)),
    ),
    "withdraw_comment": (
        {*STAFF, "inka"},
        lambda w: _on_comment(w, lambda comment, by: withdraw_comment(comment=comment, by=by)),
    ),
    "resolve_comment": (
        STAFF,
        lambda w: _on_comment(
            w,
            lambda comment, by: resolve_comment(
                comment=comment, state="accepted", answer="Ya", by=by
            ),
        ),
    ),
    "draft_addendum": (STAFF, in_state(DocumentState.IN_FORCE, _addendum)),
    "change_clause": (
        STAFF,
        lambda w: _on_addendum(
            w, lambda d, by: change_clause(document=d, kind="adds", text="Baru", by=by)
        ),
    ),
    "edit_change": (
        STAFF,
        lambda w: _on_addendum(
            w,
            lambda d, by: edit_change(clause=d.clauses.get(), seen=1, text="Lain", by=by),
        ),
    ),
    "draft_bast": (
        STAFF,
        lambda w: _on_force(w, lambda d, by: _handover(d, w.forum.taman, by)),
    ),
    "add_item": (
        STAFF,
        lambda w: _on_handover(w, lambda d, by: add_item(document=d, description="x", by=by)),
    ),
    "edit_item": (
        STAFF,
        lambda w: _on_handover(
            w, lambda d, by: edit_item(item=d.items.get(), seen=1, note="x", by=by)
        ),
    ),
    "remove_item": (
        STAFF,
        lambda w: _on_handover(w, lambda d, by: remove_item(item=d.items.get(), by=by)),
    ),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_an_action_is_open_to_just_those_whose_it_is(cast, world, action):
    allowed, prepare = ACTIONS[action]
    allow_only(cast, allowed, prepare(world))


@pytest.mark.parametrize(
    ("may", "who"),
    [
        (permissions.can_draft_document, STAFF),
        (permissions.can_edit_document, STAFF),
        (permissions.can_review_document, STAFF),
        (permissions.can_number_document, SECRETARIAT),
        (permissions.can_freeze_document, SECRETARIAT),
        (permissions.can_record_signatures, SECRETARIAT),
        (permissions.can_confirm_ink, KEEPERS),
        (permissions.can_void_document, SECRETARIAT),
        (permissions.can_witness_signing, STAFF),
        (permissions.can_collect_signatures, STAFF),
        (permissions.can_close_signing, SECRETARIAT),
        (permissions.can_preview_document, KEEPERS),
        (permissions.can_see_scan, KEEPERS),
        (permissions.can_see_history, STAFF),
    ],
)
def test_permissions_follow_from_the_office(cast, draft, may, who):
    assert cast.who(lambda user: may(user, draft)) == who


def test_permissions_about_no_document_follow_from_the_office(cast):
    assert cast.who(permissions.can_draft_document) == STAFF
    assert cast.who(permissions.can_register_document) == SECRETARIAT
    assert cast.who(permissions.can_take_in_scans) == STAFF
    assert cast.who(permissions.can_edit_letter) == LETTER_EDITORS
    assert cast.who(permissions.can_see_letters) == KEEPERS


# ── Who sees and prints ──────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("state", DocumentState)
def test_a_draft_is_the_staffs_one_in_review_the_parties_too_then_all_is_public(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    visible = Document.objects.filter(pk=document.pk)
    who = cast.who(lambda user: visible.visible_to(user).exists())
    unfinished = {DocumentState.DRAFT: KEEPERS, DocumentState.IN_REVIEW: {*KEEPERS, *PARTIES}}
    assert who == unfinished.get(state, set(cast.names))


def test_piles_of_scans_are_shown_to_the_staff(cast):
    take_pile(by=cast.facilitator)
    assert cast.who(lambda user: ScanPile.objects.visible_to(user).exists()) == KEEPERS


def test_letterheads_are_shown_to_the_staff(cast, letter):
    assert cast.who(lambda user: LetterTemplate.objects.visible_to(user).exists()) == KEEPERS


@pytest.mark.parametrize("state", ["draft", "final"])
def test_a_clause_is_seen_with_its_document(cast, draft, state):
    take_document_to(state, draft, by=cast.secretary)
    who = cast.who(lambda user: Clause.objects.visible_to(user).exists())
    assert who == (KEEPERS if state == "draft" else set(cast.names))


@pytest.mark.parametrize("state", DocumentState)
def test_what_is_frozen_is_everybodys_to_print(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    who = cast.who(lambda user: permissions.can_print_document(user, document))
    is_frozen = state in ("final", "partly_signed", "in_force", "amended", "void")
    assert (who, document.is_frozen) == (set(cast.names) if is_frozen else STAFF, is_frozen)


@pytest.mark.parametrize("state", DocumentState)
def test_what_can_be_printed_is_found_among_many(cast, draft, state):
    document = take_document_to(state, draft, by=cast.secretary)
    seen = Document.objects.filter(pk=document.pk)
    found = cast.who(lambda user: permissions.printable(seen, user).exists())
    one_by_one = cast.who(
        lambda user: permissions.can_print_document(user, document) and not document.is_outside
    )
    assert found == one_by_one


def test_a_certificate_is_used_by_whose_place_it_is(cast, frozen):
    place = frozen.signatories.get(order=2)
    who = cast.who(lambda user: permissions.can_sign_with_certificate(user, place))
    assert who == {"lurah"}


def test_drawn_signatures_are_for_the_parties_and_the_staff(cast, frozen):
    who = cast.who(lambda user: permissions.can_print_signatures(user, frozen))
    assert who == {*KEEPERS, "inka", "lurah"}


def test_a_batch_is_for_the_one_who_asked_for_it(cast, world):
    batch = request_print_batch(
        documents=[world.draft], bundle="pdf", paper="A4", by=cast.facilitator
    )
    assert cast.who(lambda user: permissions.can_fetch_batch(user, batch)) == {"facilitator"}


def test_the_evidence_is_for_who_signs_and_the_staff_its_archive_for_who_asked(cast, frozen):
    job = request_archive(document=frozen, by=cast.secretary)
    assert cast.who(lambda user: permissions.can_fetch_archive(user, job)) == SECRETARIAT
    assert cast.who(lambda user: ArchiveJob.objects.visible_to(user).exists()) == SECRETARIAT
    assert cast.who(permissions.can_archive) == SECRETARIAT
    assert cast.who(permissions.can_erase_evidence) == LETTER_EDITORS
    who = cast.who(lambda user: permissions.can_see_evidence(user, frozen))
    assert who == {*KEEPERS, *PARTIES}


def test_the_papers_of_a_meeting_are_the_staffs_to_print(cast, meeting):
    assert cast.who(lambda user: permissions.can_print_meeting(user, meeting)) == STAFF


def test_a_print_is_for_the_one_who_asked_for_it(cast, world):
    job = request_document_print(document=world.draft, paper="A4", by=cast.facilitator)
    assert cast.who(lambda user: permissions.can_fetch_print(user, job)) == {"facilitator"}


def test_a_place_is_its_own_persons_to_sign_by_account(cast, frozen, slots):
    def who(route):
        return cast.who(lambda user: permissions.can_sign_place(user, slots[0], route))

    assert {route: who(route) for route in Route} == {
        route: {"inka"} if route == Route.ACCOUNT else set() for route in Route
    }


def test_a_refusal_is_said_by_whose_place_it_is_or_noted_by_the_staff(cast, slots):
    who = cast.who(lambda user: permissions.can_answer_place(user, slots[0]))
    assert who == {*STAFF, "inka"}
