"""A draft goes out to its parties, comes back with comments, and is frozen when all are answered.

By personal link on a phone, with an account, or entered by the staff.
"""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from agreements.actions.clauses import edit_clause
from agreements.actions.commenting import (
    comment_by_link,
    comment_on_draft,
    get_bearer,
    resolve_comment,
    withdraw_comment,
)
from agreements.actions.reviewing import (
    list_review_links,
    note_reading,
    prolong_review,
    remind_reviewers,
    send_review_link,
    start_review,
    withdraw_review,
)
from agreements.models import Document, ReviewComment, ReviewReading
from core.models import OutgoingEmail
from stakeholders.actions.links import renew_link, revoke_link
from stakeholders.models import PersonalLink
from tests.support.desk import desk, says, sent, shown
from tests.support.document_factories import make_draft
from tests.support.expect import refused, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def until():
    return timezone.localdate() + timedelta(days=7)


@pytest.fixture
def review(draft, facilitator, until):
    """The draft, out with its two parties."""
    start_review(document=draft, review_until=until, by=facilitator)
    draft.refresh_from_db()
    return draft


@pytest.fixture
def link(review, forum):
    return list_review_links(review).get(organisation=forum.inka)


@pytest.fixture
def phone():
    """A browser that has never been here, without any cookie, and that checks forms' tokens."""
    client = Client(enforce_csrf_checks=True)
    client.cookies["django_language"] = "en"
    return client


@pytest.fixture
def at_desk(client, secretary):
    client.cookies["django_language"] = "en"
    client.force_login(secretary)
    return client


def at(link):
    return f"/tanggapi/{link.token}/"


def letters(address):
    """Subject and words of what was written to an address."""
    mails = OutgoingEmail.objects.filter(to=address).order_by("pk")
    return [(mail.subject, mail.text) for mail in mails]


# ── The whole walk ───────────────────────────────────────────────────────────────────────────


def test_comments_by_link_are_answered_by_mail_and_then_the_text_is_frozen(
    review, link, phone, at_desk, inka, secretary
):
    clause = review.clauses.get()
    (subject, words), *_ = letters(inka.email)
    assert review.subject in subject
    assert at(link) in words
    html = shown(phone, at(link))
    assert html.index("Kami membantu 10 lapak") < html.index("The draft, section by section")
    assert "Lokasi percontohan: Taman." in html

    about = f"clause-{clause.pk}"
    answer = sent(phone, at(link), about=about, text="Sebut juga <b>Demangan</b>.", written_by="A")
    assert answer["Location"] == f"{at(link)}#{about}"
    comment = ReviewComment.objects.get()
    assert (comment.heading, comment.quoted) == ("KESATU", clause.text)
    assert (comment.organisation, comment.person) == (link.organisation, inka.person)
    assert "Sebut juga &lt;b&gt;Demangan&lt;/b&gt;." in shown(phone, at(link))

    says(sent(at_desk, desk(review, "bekukan/")), "1 comment is not answered.")
    edit_clause(
        clause=clause, seen_revision=clause.revision, text="Taman dan Demangan.", by=secretary
    )
    html = shown(at_desk, desk(review, "peninjauan/"))
    assert "1 of 1 comments waits for an answer." in html
    assert "<ins>" in html
    page = desk(review, f"peninjauan/tanggapan/{comment.pk}/")
    says(sent(at_desk, page, state="declined"), "This field is required.")
    sent(at_desk, page, state="accepted", answer="Sudah disebut.")
    subject, words = letters(inka.email)[-1]
    assert "→" in words
    assert "Sudah disebut." in words

    assert sent(at_desk, desk(review, "bekukan/")).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.review_skipped) == ("final", "")
    assert review.rounds.get().ended_at is not None
    assert "The text is frozen with number" in shown(phone, at(link))
    assert "Sudah disebut." in shown(phone, at(link))
    says(sent(phone, at(link), about=about, text="Lagi"), "This section is no longer in the draft.")


def test_a_part_of_a_party_is_read_with_an_account_too(review, client, inka, forum, cast):
    client.cookies["django_language"] = "en"
    client.force_login(inka)
    page = desk(review, "tanggapan/")
    assert f'href="{page}"' in shown(client, desk(review))
    assert "You read for PT INKA" in shown(client, page)
    sent(client, page, about="whole", text="Baik.")
    sent(client, page, dibaca="ya")
    comment = ReviewComment.objects.get()
    assert (comment.person, comment.is_on_behalf) == (inka.person, False)
    assert ReviewReading.objects.get().organisation == forum.inka
    sent(client, page, tarik=str(comment.pk))
    comment.refresh_from_db()
    assert comment.state == "withdrawn"
    for name in ("outsider", "citizen"):
        client.force_login(cast[name])
        shown(client, page, 404)  # a draft is not theirs to see
    client.force_login(cast.facilitator)
    shown(client, page, 403)  # signs nothing: the desk has a form of its own


def test_the_staff_enters_what_was_said_otherwise(review, forum, at_desk):
    page = desk(review, "peninjauan/tanggapan/")
    assert "PT INKA" in shown(at_desk, page)
    says(
        sent(at_desk, page, organisation=forum.outside.pk, about="whole", text="x"),
        "What was chosen is no longer there.",
    )
    sent(at_desk, page, organisation=forum.inka.pk, about="basis", text="x")
    sent(at_desk, page, organisation=forum.inka.pk, about="whole", text="Baik.", written_by="Budi")
    comment = ReviewComment.objects.get()
    assert (comment.author, comment.is_on_behalf) == ("Budi, PT INKA", True)
    assert "entered by the staff" in shown(at_desk, desk(review, "peninjauan/"))


def test_one_tap_says_that_nothing_should_be_different(review, link, phone, at_desk):
    assert sent(phone, at(link), dibaca="ya")["Location"] == f"{at(link)}#selesai"
    sent(phone, at(link), dibaca="ya")
    assert ReviewReading.objects.count() == 1
    assert "Noted: PT INKA has read the draft." in shown(phone, at(link))
    assert "read, no comments" in shown(at_desk, desk(review, "peninjauan/"))


def test_an_author_is_told_once_everything_of_theirs_is_answered(review, link, inka, secretary):
    comments = [comment_by_link(token=link.token, section="whole", text=text) for text in "AB"]
    before = len(letters(inka.email))
    resolve_comment(comment=comments[0], state="accepted", answer="Ya.", by=secretary)
    assert len(letters(inka.email)) == before
    resolve_comment(comment=comments[1], state="declined", answer="Belum.", by=secretary)
    (_subject, words), *more = letters(inka.email)[before:]
    assert ("Ya." in words, "Belum." in words, more) == (True, True, [])
    resolve_comment(comment=comments[1], state="accepted", answer="Jadi.", by=secretary)
    assert "Jadi." in letters(inka.email)[-1][1]
    assert "Ya." not in letters(inka.email)[-1][1]


# ── For whom one speaks ──────────────────────────────────────────────────────────────────────


def test_a_link_comments_for_its_own_organisation_only(review, link, forum, lurah):
    by = get_bearer(link)
    theirs = comment_on_draft(
        document=review, section="whole", text="Dari lurah", organisation=forum.taman, by=lurah
    )
    said = {"document": review, "section": "whole", "text": "Usul", "by": by}
    for act in (
        lambda: comment_on_draft(organisation=forum.taman, **said),
        lambda: note_reading(document=review, organisation=forum.taman, by=by),
        lambda: withdraw_comment(comment=theirs, by=by),
        lambda: resolve_comment(comment=theirs, state="accepted", answer="Ya", by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    theirs.refresh_from_db()
    assert (theirs.state, ReviewComment.objects.get()) == ("open", theirs)
    assert ReviewReading.objects.get().organisation == forum.taman
    assert comment_on_draft(organisation=forum.inka, **said).organisation == forum.inka


def test_the_page_of_a_link_takes_back_nobody_elses_comment(review, link, phone, forum, lurah):
    theirs = comment_on_draft(
        document=review, section="whole", text="Dari lurah", organisation=forum.taman, by=lurah
    )
    assert sent(phone, at(link), tarik=str(theirs.pk)).status_code == 404
    theirs.refresh_from_db()
    assert theirs.state == "open"


@pytest.fixture
def other(review, letterhead, facilitator, until):
    """Another draft, out with the same two parties."""
    document = make_draft(review.meeting, letterhead, by=facilitator)
    start_review(document=document, review_until=until, by=facilitator)
    document.refresh_from_db()
    return document


def test_a_link_comments_in_its_own_draft_only(other, link, phone, forum, inka):
    by = get_bearer(link)
    mine = comment_on_draft(
        document=other, section="whole", text="Di sana", organisation=forum.inka, by=inka
    )
    for act in (
        lambda: comment_on_draft(
            document=other, section="whole", text="Usul", organisation=forum.inka, by=by
        ),
        lambda: note_reading(document=other, organisation=forum.inka, by=by),
        lambda: withdraw_comment(comment=mine, by=by),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert sent(phone, at(link), tarik=str(mine.pk)).status_code == 404
    says(sent(phone, at(link), about=f"clause-{other.clauses.get().pk}", text="Usul"), "Usul")
    mine.refresh_from_db()
    assert (mine.state, ReviewComment.objects.get()) == ("open", mine)


# ── Who is asked, and until when ─────────────────────────────────────────────────────────────


def test_only_those_who_said_nothing_are_reminded(review, link, lurah, inka, facilitator):
    comment_by_link(token=link.token, section="whole", text="Baik.")
    before = len(letters(inka.email))
    assert remind_reviewers(document=review, by=facilitator) == 1
    assert len(letters(inka.email)) == before
    asked, reminded = letters(lurah.email)
    assert asked[0] != reminded[0]
    assert "/tanggapi/" in reminded[1]


def test_prolonging_asks_those_who_came_since_and_leaves_the_revoked_one_dead(
    review, link, forum, facilitator, until
):
    revoke_link(link=link, by=facilitator)
    review.signatories.create(order=9, organisation=forum.outside, position="Wakil")
    prolong_review(document=review, review_until=until + timedelta(days=1), by=facilitator)
    links = {each.organisation_id: each for each in list_review_links(review)}
    assert len(links) == 3
    assert links[forum.inka.pk].revoked_at is not None
    assert links[forum.taman.pk].expires_at.date() > until


def test_a_revoked_link_is_not_mailed(review, link, inka, facilitator):
    revoke_link(link=link, by=facilitator)
    before = len(letters(inka.email))
    assert remind_reviewers(document=review, by=facilitator) == 1
    dead = list_review_links(review).get(pk=link.pk)
    with refused("The link was revoked. Renew it first.", code="revoked"):
        send_review_link(document=review, link=dead, by=facilitator)
    assert len(letters(inka.email)) == before


def test_a_draft_that_is_taken_back_takes_no_comments(review, link, phone, facilitator, lurah):
    withdraw_review(document=review, reason="Ada yang kurang", by=facilitator)
    assert "being revised" in shown(phone, at(link))
    answer = sent(phone, at(link), about="whole", text="Baik.")
    assert "Baik." in says(answer, "is “Draft”: it takes no comments now.")
    assert "Ada yang kurang" in letters(lurah.email)[-1][1]
    assert told(review)[-1] == "The review was withdrawn: Ada yang kurang"


@pytest.mark.parametrize("days", [-1, 400])
def test_the_last_day_lies_ahead_and_within_a_year(draft, at_desk, days):
    day = timezone.localdate() + timedelta(days=days)
    answer = sent(at_desk, desk(draft, "peninjauan/"), review_until=day.isoformat())
    assert answer.status_code == 422
    assert Document.objects.get(pk=draft.pk).state == "draft"


def test_nobody_is_asked_for_a_draft_that_nobody_signs(draft, facilitator, until):
    draft.signatories.all().delete()
    with refused("There are no signatories yet, so there is nobody to ask.", code="nobody"):
        start_review(document=draft, review_until=until, by=facilitator)


# ── Bad input ────────────────────────────────────────────────────────────────────────────────


def test_a_dead_link_says_why_and_gives_back_what_was_typed(review, link, phone, facilitator):
    def open_and_write(status):
        answer = sent(phone, at(link), about="whole", text="Kata-kata saya")
        assert answer.status_code == status
        assert "Kata-kata saya" in answer.content.decode()
        return shown(phone, at(link), status)

    revoke_link(link=link, by=facilitator)
    assert "This link was revoked." in open_and_write(410)
    old = link.token
    renewed = renew_link(link=link, expires_at=link.expires_at, by=facilitator)
    assert "replaced by a newer one" in shown(phone, f"/tanggapi/{old}/", 410)
    shown(phone, at(renewed))
    PersonalLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    link.refresh_from_db()
    assert "This link has expired." in open_and_write(410)
    PersonalLink.objects.filter(pk=link.pk).update(purpose="contribute")
    assert "This link is not complete." in open_and_write(404)
    for token in ("x", "1.1.x", "9" * 400):
        assert phone.get(f"/tanggapi/{token}/").status_code == 404


def test_reading_leaves_no_trace_no_cookie_and_no_referrer(review, link, phone):
    before = [link.version, len(told(review)), len(told(link))]
    for ask in (phone.get, phone.head):
        answer = ask(at(link))
        assert (answer.status_code, answer.cookies.output()) == (200, "")
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]
        assert "noindex" in answer["X-Robots-Tag"]
    assert [link.version, len(told(review)), len(told(link))] == before


def test_what_cannot_be_said_stands_beside_its_box(review, link, phone):
    clause = review.clauses.get()
    about = f"clause-{clause.pk}"
    says(sent(phone, at(link), about=about, text=" "), "This field is required.")
    assert "xyz" in says(sent(phone, at(link), about=about, text="xyz" * 2000), "at most 5000")
    for nonsense in ("clause-999999", "clause-x", "", "\x00"):
        says(sent(phone, at(link), about=nonsense, text="Hilangkah ini?"), "Hilangkah ini?")
    assert phone.post(at(link)).status_code in (200, 422)
    assert sent(phone, at(link), tarik="999999999999999999999").status_code == 404
    assert ReviewComment.objects.count() == 0


def test_a_comment_on_a_clause_that_is_taken_out_stays_to_be_answered(review, link, phone, at_desk):
    clause = review.clauses.get()
    sent(phone, at(link), about=f"clause-{clause.pk}", text="Mengapa begini?")
    clause.delete()
    html = shown(at_desk, desk(review, "peninjauan/"))
    assert "Removed since the draft was sent" in html
    assert "Mengapa begini?" in html
    assert "Mengapa begini?" in shown(phone, at(link))
