"""Who may review a draft, amend a document and hand over what it promised: action by action."""

from agreements.actions.amending import change_clause, edit_change
from agreements.actions.commenting import resolve_comment, withdraw_comment
from agreements.actions.handing_over import add_item, edit_item, remove_item
from agreements.actions.reviewing import (
    list_review_links,
    note_reading,
    prolong_review,
    remind_reviewers,
    send_review_link,
    start_review,
    withdraw_review,
)
from agreements.models import DocumentState
from tests.support.access_situations import (
    STAFF,
    begin_addendum,
    begin_handover,
    first_party,
    in_review,
    in_state,
    on_addendum,
    on_comment,
    on_force,
    on_handover,
    today,
    write_comment,
)

FOLLOWING = {
    "start_review": (
        STAFF,
        lambda w: lambda by: start_review(document=w.draft, review_until=today(), by=by),
    ),
    "prolong_review": (
        STAFF,
        in_review(lambda d, by: prolong_review(document=d, review_until=today(), by=by)),
    ),
    "withdraw_review": (
        STAFF,
        in_review(lambda d, by: withdraw_review(document=d, reason="Kurang", by=by)),
    ),
    "remind_reviewers": (STAFF, in_review(lambda d, by: remind_reviewers(document=d, by=by))),
    "send_review_link": (
        STAFF,
        in_review(lambda d, by: send_review_link(document=d, link=list_review_links(d)[0], by=by)),
    ),
    # The first signatory is the company's: it comments, or the staff does on its behalf.
    "comment_on_draft": ({*STAFF, "inka"}, in_review(write_comment)),
    "note_reading": (
        {*STAFF, "inka"},
        in_review(lambda d, by: note_reading(document=d, organisation=first_party(d), by=by)),
    ),
    "withdraw_comment": (
        {*STAFF, "inka"},
        lambda w: on_comment(w, lambda comment, by: withdraw_comment(comment=comment, by=by)),
    ),
    "resolve_comment": (
        STAFF,
        lambda w: on_comment(
            w,
            lambda comment, by: resolve_comment(
                comment=comment, state="accepted", answer="Ya", by=by
            ),
        ),
    ),
    "draft_addendum": (STAFF, in_state(DocumentState.IN_FORCE, begin_addendum)),
    "change_clause": (
        STAFF,
        lambda w: on_addendum(
            w, lambda d, by: change_clause(document=d, kind="adds", text="Baru", by=by)
        ),
    ),
    "edit_change": (
        STAFF,
        lambda w: on_addendum(
            w,
            lambda d, by: edit_change(clause=d.clauses.get(), seen_revision=1, text="Lain", by=by),
        ),
    ),
    "draft_bast": (
        STAFF,
        lambda w: on_force(w, lambda d, by: begin_handover(d, w.forum.taman, by)),
    ),
    "add_item": (
        STAFF,
        lambda w: on_handover(w, lambda d, by: add_item(document=d, description="x", by=by)),
    ),
    "edit_item": (
        STAFF,
        lambda w: on_handover(
            w, lambda d, by: edit_item(item=d.items.get(), seen_revision=1, note="x", by=by)
        ),
    ),
    "remove_item": (
        STAFF,
        lambda w: on_handover(w, lambda d, by: remove_item(item=d.items.get(), by=by)),
    ),
}
