"""Who may write, freeze, collect, record and print documents: action by action."""

from datetime import date

from agreements.actions.batches import (
    request_print_batch,
    retry_print_batch,
    stop_print_batch,
)
from agreements.actions.clauses import (
    add_clause,
    edit_clause,
    move_clause,
    remove_clause,
    take_over_decision,
)
from agreements.actions.drafting import (
    edit_document,
    gather_pledges,
    number_document,
)
from agreements.actions.freezing import freeze_document
from agreements.actions.letters import (
    edit_letter,
    keep_logo,
    remove_logo,
    save_formula,
)
from agreements.actions.outside import (
    edit_outside_document,
    keep_outside_scan,
    register_outside_document,
)
from agreements.actions.previewing import (
    ask_for_preview,
    ask_for_sample,
)
from agreements.actions.printing import (
    request_document_print,
    request_meeting_print,
    retry_print,
)
from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.models import (
    DocumentState,
)
from signing.actions.archiving import (
    request_archive,
    retry_archive,
)
from signing.actions.certificates import (
    file_to_certify,
    sign_by_certificate,
)
from signing.actions.closing import close_signing
from signing.actions.codes import (
    give_signing_code,
    send_signing_code,
)
from signing.actions.collecting import (
    allow_routes,
    arrange_signing,
    delegate_place,
)
from signing.actions.deciding import (
    bring_into_force,
    void_document,
)
from signing.actions.erasing import erase_values_of
from signing.actions.ink import (
    Outcome,
    propose_ink_signatures,
    record_ink_signatures,
    return_ink_signatures,
)
from signing.actions.issuing import retry_seal
from signing.actions.links import (
    make_signing_links,
    renew_signing_link,
    revoke_signing_link,
)
from signing.actions.refusing import (
    decline_signature,
    reopen_place,
    withdraw_consent,
)
from signing.actions.reminding import (
    remind_signatories,
    remind_signatory,
)
from signing.actions.scans import (
    place_page,
    read_scan_again,
)
from signing.actions.screen import begin_round
from tests.agreements.access_situations import (
    KEEPERS,
    LETTER_EDITORS,
    SECRETARIAT,
    SIGNATURE,
    STAFF,
    a_page,
    in_state,
    on_archive,
    on_batch,
    on_clause,
    on_declined,
    on_frozen,
    on_ink,
    on_place,
    on_print,
    on_scan,
    on_signed,
    take_pile,
    with_decision,
    with_open_place,
    with_seal,
)
from tests.agreements.factories import (
    IN_ROOM,
    SIGNED_DAY,
    make_draft,
    make_letter,
    sign_on_tablet,
)
from tests.agreements.logos import a_logo
from tests.agreements.piles import a_scan, pdf

WRITING = {
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
        lambda w: on_archive(w, lambda job, by: retry_archive(job=job, by=by)),
    ),
    "erase_values_of": (
        LETTER_EDITORS,
        lambda w: lambda by: erase_values_of(person=w.by.person, by=by),
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
        lambda w: with_decision(
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
        lambda w: on_scan(w, lambda file, by: read_scan_again(file=file, by=by)),
    ),
    "place_page": (
        STAFF,
        lambda w: on_scan(
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
        lambda w: on_ink(w, lambda ink, by: record_ink_signatures(record=ink, by=by)),
    ),
    "return_ink_signatures": (
        KEEPERS,
        lambda w: on_ink(
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
        lambda w: with_seal(w, lambda place, _file, by: file_to_certify(signatory=place, by=by)),
    ),
    "sign_by_certificate": (
        {"lurah"},
        lambda w: with_seal(
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
        lambda w: on_declined(w, lambda p, by: reopen_place(signatory=p, reason="Ya", by=by)),
    ),
    "withdraw_consent": (
        {*STAFF, "inka"},
        lambda w: on_signed(
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
        lambda w: on_batch(w, lambda batch, by: retry_print_batch(batch=batch, by=by)),
    ),
    "stop_print_batch": (
        SECRETARIAT,
        lambda w: on_batch(w, lambda batch, by: stop_print_batch(batch=batch, by=by)),
    ),
    "retry_print": (
        SECRETARIAT,
        lambda w: on_print(w, lambda job, by: retry_print(job=job, by=by)),
    ),
    "bring_into_force": (
        SECRETARIAT,
        lambda w: with_open_place(
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
