"""Who may write, freeze, collect, record and print documents: action by action."""

from datetime import date

from agreements.actions.batches import request_print_batch, retry_print_batch, stop_print_batch
from agreements.actions.clauses import (
    add_clause,
    edit_clause,
    move_clause,
    remove_clause,
    take_over_decision,
)
from agreements.actions.drafting import edit_document, gather_pledges, number_document
from agreements.actions.freezing import freeze_document
from agreements.actions.letterheads import edit_letterhead, keep_logo, remove_logo, save_formula
from agreements.actions.outside import (
    edit_outside_document,
    keep_outside_scan,
    register_outside_document,
)
from agreements.actions.previewing import ask_for_preview, ask_for_sample
from agreements.actions.printing import request_document_print, request_meeting_print, retry_print
from agreements.actions.signatories import (
    add_signatory,
    edit_signatory,
    fill_signatories,
    move_signatory,
    remove_signatory,
)
from agreements.models import DocumentState
from tests.support.access_situations import (
    KEEPERS,
    LETTERHEAD_EDITORS,
    SECRETARIAT,
    STAFF,
    in_state,
    on_batch,
    on_clause,
    on_print,
    on_signatory,
    with_decision,
)
from tests.support.document_factories import IN_ROOM, make_draft, make_letterhead
from tests.support.logos import a_logo
from tests.support.scan_batches import a_scan, pdf

WRITING = {
    "create_letterhead": (
        LETTERHEAD_EDITORS,
        lambda w: lambda by: make_letterhead(w.forum.bappelitbangda, slug="dua", by=by),
    ),
    "edit_letterhead": (
        LETTERHEAD_EDITORS,
        lambda w: (
            lambda by: edit_letterhead(
                letterhead=w.letterhead, seen_revision=1, by=by, agency="DINAS"
            )
        ),
    ),
    "save_formula": (
        LETTERHEAD_EDITORS,
        lambda w: (
            lambda by: save_formula(
                letterhead=w.letterhead, kind="minutes", seen_revision=1, by=by, title="NOTULEN"
            )
        ),
    ),
    "keep_logo": (
        LETTERHEAD_EDITORS,
        lambda w: lambda by: keep_logo(letterhead=w.letterhead, logo=a_logo(), by=by),
    ),
    "remove_logo": (
        LETTERHEAD_EDITORS,
        lambda w: lambda by: remove_logo(letterhead=w.letterhead, by=by),
    ),
    "ask_for_sample": (
        LETTERHEAD_EDITORS,
        lambda w: lambda by: ask_for_sample(letterhead=w.letterhead, kind="minutes", by=by),
    ),
    "edit_outside_document": (
        SECRETARIAT,
        in_state(
            DocumentState.REGISTERED,
            lambda d, by: edit_outside_document(
                document=d, seen_revision=1, by=by, title="Nota lain"
            ),
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
    "draft_document": (STAFF, lambda w: lambda by: make_draft(w.meeting, w.letterhead, by=by)),
    "gather_pledges": (STAFF, lambda w: lambda by: gather_pledges(document=w.draft, by=by)),
    "add_clause": (STAFF, lambda w: lambda by: add_clause(document=w.draft, text="x", by=by)),
    "edit_clause": (
        STAFF,
        on_clause(lambda clause, by: edit_clause(clause=clause, seen_revision=1, text="x", by=by)),
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
        on_signatory(
            lambda signatory, by: edit_signatory(
                signatory=signatory, seen_revision=1, position="x", by=by
            )
        ),
    ),
    "move_signatory": (
        STAFF,
        on_signatory(lambda signatory, by: move_signatory(signatory=signatory, to=2, by=by)),
    ),
    "remove_signatory": (
        STAFF,
        on_signatory(lambda signatory, by: remove_signatory(signatory=signatory, by=by)),
    ),
    "edit_document": (
        STAFF,
        lambda w: lambda by: edit_document(document=w.draft, seen_revision=1, place="x", by=by),
    ),
    "ask_for_preview": (
        KEEPERS,
        lambda w: lambda by: ask_for_preview(document=w.draft, paper="A4", by=by),
    ),
    "number_document": (
        SECRETARIAT,
        lambda w: lambda by: number_document(document=w.draft, number="050/7", by=by),
    ),
    "freeze_document": (
        SECRETARIAT,
        lambda w: lambda by: freeze_document(document=w.draft, review_skipped=IN_ROOM, by=by),
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
}
