"""Who may collect, record, seal and archive signatures: action by action."""

from agreements.models import DocumentState
from signing.actions.archiving import request_archive, retry_archive
from signing.actions.certificates import get_file_to_certify, sign_by_certificate
from signing.actions.closing import close_signing
from signing.actions.codes import check_signing_code, send_signing_code
from signing.actions.collecting import allow_routes, delegate_signature, set_signing_rules
from signing.actions.deciding import bring_into_force, void_document
from signing.actions.erasing import erase_values_of_person
from signing.actions.ink import (
    Outcome,
    propose_ink_signatures,
    record_ink_signatures,
    return_ink_signatures,
)
from signing.actions.issuing import retry_seal
from signing.actions.links import create_signing_links, renew_signing_link, revoke_signing_link
from signing.actions.printing import request_signed_batch, request_signed_print
from signing.actions.refusing import decline_signature, reopen_signatory, withdraw_signature
from signing.actions.reminding import remind_signatories, remind_signatory
from signing.actions.scans import assign_page, retry_scan
from signing.actions.screen import start_tablet_round
from tests.support.access_situations import (
    KEEPERS,
    LETTERHEAD_EDITORS,
    PARTIES,
    SECRETARIAT,
    SIGNATURE,
    STAFF,
    a_page,
    in_state,
    on_archive,
    on_declined,
    on_frozen,
    on_ink,
    on_scan,
    on_signatory,
    on_signed,
    upload_batch,
    with_open_place,
    with_seal,
)
from tests.support.document_factories import SIGNED_DAY, sign_on_tablet

SIGNING = {
    # Copies are made once the collection is closed, which the last signature does.
    "request_signed_print": (
        {*KEEPERS, *PARTIES},
        in_state(
            DocumentState.IN_FORCE,
            lambda d, by: request_signed_print(document=d, paper="A4", by=by),
        ),
    ),
    "request_signed_batch": (
        STAFF,
        lambda w: (
            lambda by: request_signed_batch(documents=[w.draft], bundle="zip", paper="A4", by=by)
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
    "erase_values_of_person": (
        LETTERHEAD_EDITORS,
        lambda w: lambda by: erase_values_of_person(person=w.by.person, by=by),
    ),
    "upload_scans": (STAFF, lambda w: upload_batch),
    "retry_scan": (
        STAFF,
        lambda w: on_scan(w, lambda file, by: retry_scan(file=file, by=by)),
    ),
    "assign_page": (
        STAFF,
        lambda w: on_scan(
            w,
            lambda file, by: assign_page(
                page=a_page(file), document=None, page_number=None, seen_revision=1, by=by
            ),
        ),
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
    "start_tablet_round": (
        STAFF,
        in_state(DocumentState.FINAL, lambda d, by: start_tablet_round(document=d, by=by)),
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
    "get_file_to_certify": (
        {"lurah"},
        lambda w: with_seal(
            w, lambda place, _file, by: get_file_to_certify(signatory=place, by=by)
        ),
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
        on_signatory(lambda place, by: send_signing_code(signatory=place, by=by)),
    ),
    "check_signing_code": (
        set(),
        on_signatory(lambda place, by: check_signing_code(signatory=place, code="123456", by=by)),
    ),
    "set_signing_rules": (
        STAFF,
        in_state(
            DocumentState.FINAL,
            lambda d, by: set_signing_rules(
                document=d, seen_revision=d.revision, sign_until=None, needs_email_code=False, by=by
            ),
        ),
    ),
    "create_signing_links": (
        STAFF,
        in_state(DocumentState.FINAL, lambda d, by: create_signing_links(document=d, by=by)),
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
                seen_revision=p.revision,
                allows_screen=True,
                allows_ink=False,
                allows_certificate=False,
                by=by,
            )
        ),
    ),
    "delegate_signature": (
        STAFF,
        on_frozen(
            lambda p, by: delegate_signature(
                signatory=p, name="Agus", letter="Surat kuasa 1", by=by
            )
        ),
    ),
    # The first place is the company's, whose representative has an account.
    "decline_signature": (
        {*STAFF, "inka"},
        on_frozen(lambda p, by: decline_signature(signatory=p, reason="Tidak", by=by)),
    ),
    "reopen_signatory": (
        STAFF,
        lambda w: on_declined(w, lambda p, by: reopen_signatory(signatory=p, reason="Ya", by=by)),
    ),
    "withdraw_signature": (
        {*STAFF, "inka"},
        lambda w: on_signed(
            w, lambda p, by: withdraw_signature(signatory=p, reason="Berubah", by=by)
        ),
    ),
    "close_signing": (
        SECRETARIAT,
        in_state(
            DocumentState.PARTLY_SIGNED,
            lambda d, by: close_signing(document=d, reason="Cukup", by=by),
        ),
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
