"""Collecting signatures: links, letters, delegation, refusal; what each refuses."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from agreements.actions.freezing import freeze_document
from agreements.actions.signatories import edit_signatory
from agreements.models import Signatory
from core.models import OutboxMessage
from core.optimistic_lock import Conflict
from core.refusals import Refused
from signing.actions.closing import close_signing
from signing.actions.collecting import allow_routes, delegate_signature, set_signing_rules
from signing.actions.links import (
    create_signing_links,
    is_link_active,
    renew_signing_link,
    revoke_signing_link,
)
from signing.actions.refusing import decline_signature, reopen_signatory
from signing.actions.reminding import remind_before_deadline, remind_signatories, remind_signatory
from signing.emails.signing import build_signing_url
from signing.models import Closing
from signing.reports.progress import read_progress
from stakeholders.actions.links import find_link
from stakeholders.models import LinkPurpose, PersonalLink
from tests.support.document_factories import IN_ROOM, sign, take_document_to
from tests.support.expect import refused, told
from tests.support.signing_desk import LETTER, chain, days, letters, link_of, sign_by_link

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture(autouse=True)
def _english_letters(settings):
    """Letters are in the city's language."""
    settings.LANGUAGE_CODE = "en"


def seal_after_signing(document, signatories, *, by):
    """The document, its first place signed and the collection closed."""
    sign(document, signatories[:1], by=by)
    return close_signing(document=document, reason="Cukup", by=by)


# ── Links ────────────────────────────────────────────────────────────────────────────────────


def test_each_awaited_place_gets_one_link_to_the_last_day(frozen, signatories, facilitator):
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(5),
        needs_email_code=False,
        by=facilitator,
    )
    assert len(create_signing_links(document=frozen, by=facilitator)) == 2
    assert create_signing_links(document=frozen, by=facilitator) == []
    link = link_of(signatories[0])
    assert (link.target, link.person, link.organisation) == (
        signatories[0],
        signatories[0].person,
        signatories[0].organisation,
    )
    assert timezone.localdate(link.expires_at) == days(5)
    assert chain(frozen)[-1] == (
        "links_made",
        {"signatories": [1, 2], "until": days(5).isoformat()},
    )
    assert told(frozen)[-1] == "2 links to sign were made."


def test_a_later_last_day_lets_the_same_addresses_live_on(frozen, signatories, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    before = link_of(signatories[0])
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(60),
        needs_email_code=True,
        by=facilitator,
    )
    after = link_of(signatories[0])
    assert (after.token, timezone.localdate(after.expires_at)) == (before.token, days(60))
    frozen.refresh_from_db()
    assert (frozen.sign_until, frozen.needs_email_code) == (days(60), True)
    due = OutboxMessage.objects.get(kind="signing.remind_signatories").due_at
    assert timezone.localdate(due) == days(57)
    with pytest.raises(Conflict):
        set_signing_rules(
            document=frozen,
            seen_revision=1,
            sign_until=days(9),
            needs_email_code=False,
            by=facilitator,
        )


def test_renewing_and_revoking_kill_what_was_handed_out(frozen, signatories, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    first = link_of(signatories[0]).token
    renew_signing_link(signatory=signatories[0], by=facilitator)
    with pytest.raises(Refused, match="replaced by a newer one"):
        find_link(first, purpose=LinkPurpose.SIGN)
    revoke_signing_link(signatory=signatories[0], by=facilitator)
    assert create_signing_links(document=frozen, by=facilitator) == []  # revoked by intention
    renew_signing_link(signatory=signatories[0], by=facilitator)
    assert (
        find_link(link_of(signatories[0]).token, purpose=LinkPurpose.SIGN).target == signatories[0]
    )
    assert [kind for kind, _facts in chain(frozen)][-3:] == [
        "link_renewed",
        "link_revoked",
        "link_renewed",
    ]


def test_an_expired_link_is_not_one_that_is_held(frozen, signatories, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    dead = link_of(signatories[0])
    assert is_link_active(dead)
    assert read_progress(frozen).missing_link_count == 0
    PersonalLink.objects.filter(pk=dead.pk).update(expires_at=timezone.now())
    assert not is_link_active(link_of(signatories[0]))
    rows = {row.signatory.pk: row for row in read_progress(frozen).rows}
    assert [
        (rows[signatory.pk].has_active_link, rows[signatory.pk].link_state)
        for signatory in signatories
    ] == [
        (False, "expired"),
        (True, "active"),
    ]
    assert (rows[signatories[0].pk].message, rows[signatories[0].pk].whatsapp) == (None, "")
    assert read_progress(frozen).missing_link_count == 1

    [made] = create_signing_links(document=frozen, by=facilitator)
    assert find_link(made.token, purpose=LinkPurpose.SIGN).target == signatories[0]
    assert made.token != dead.token
    assert chain(frozen)[-1][1]["signatories"] == [1]


def test_a_letter_brings_a_new_link_for_one_that_expired(frozen, signatories, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(2),
        needs_email_code=False,
        by=facilitator,
    )
    frozen.refresh_from_db()
    dead = link_of(signatories[0]).token
    PersonalLink.objects.update(expires_at=timezone.now())
    remind_before_deadline(document=frozen)  # unasked, nobody is sent to a door that is shut
    assert letters() == []
    remind_signatory(signatory=signatories[0], by=facilitator)
    assert dead not in letters()[0].text
    assert build_signing_url(link_of(signatories[0])) in letters()[0].text
    assert is_link_active(link_of(signatories[0]))


# ── Letters ──────────────────────────────────────────────────────────────────────────────────


def test_a_letter_holds_ones_own_link_and_nobody_elses_data(frozen, signatories, facilitator):
    reminded = remind_signatories(document=frozen, by=facilitator)
    assert (reminded.sent, reminded.without_address, reminded.sent_today) == (2, 0, 0)
    mine, theirs = letters()
    if mine.to != "inka@rembug.example":
        mine, theirs = theirs, mine
    assert mine.subject == f"Please sign “{frozen.title} {frozen.number}”"
    assert build_signing_url(link_of(signatories[0])) in mine.text
    assert link_of(signatories[1]).token not in mine.text
    assert "Lurah" not in mine.text
    assert theirs.to not in mine.text
    again = remind_signatories(document=frozen, by=facilitator)
    assert (again.sent, again.sent_today, len(letters())) == (0, 2, 2)
    with refused("An e-mail was sent today. One a day is enough.", code="too_soon"):
        remind_signatory(signatory=signatories[0], by=facilitator)


def test_the_next_day_it_is_a_reminder(frozen, signatories, facilitator):
    remind_signatory(signatory=signatories[0], by=facilitator)
    Signatory.objects.update(reminded_at=timezone.now() - timedelta(days=1))
    remind_signatory(signatory=signatories[0], by=facilitator)
    assert letters()[-1].subject.startswith("Still awaited: ")


def test_who_cannot_be_written_to_is_said(frozen, signatories, facilitator, secretary):
    Signatory.objects.filter(pk=signatories[0].pk).update(person=None, name="Bp. Agus (contoh)")
    with refused(
        "No e-mail address of this signatory is known. Send the link by WhatsApp.",
        code="no_address",
    ):
        remind_signatory(signatory=signatories[0], by=facilitator)
    Signatory.objects.filter(pk=signatories[1].pk).update(rank=2)
    with refused("It is not their turn yet: not everybody before them has signed.", code="not_yet"):
        remind_signatory(signatory=signatories[1], by=facilitator)
    reminded = remind_signatories(document=frozen, by=facilitator)
    assert (reminded.sent, reminded.without_address) == (0, 1)
    sign_by_link(signatories[0], by=facilitator)
    revoke_signing_link(signatory=signatories[1], by=facilitator)
    with refused("The link was revoked. Renew it first.", code="revoked"):
        remind_signatory(signatory=signatories[1], by=facilitator)


def test_a_paper_place_is_reminded_without_a_link(frozen, signatories, facilitator):
    allow_routes(
        signatory=signatories[0],
        seen_revision=1,
        allows_screen=False,
        allows_ink=True,
        allows_certificate=False,
        by=facilitator,
    )
    remind_signatory(signatory=signatories[0], by=facilitator)
    assert "without an account" not in letters()[-1].text
    assert frozen.get_absolute_url() in letters()[-1].text
    with refused("This signatory signs on paper only.", code="route"):
        renew_signing_link(signatory=signatories[0], by=facilitator)


def test_the_last_days_remind_by_themselves_and_once(frozen, facilitator):
    create_signing_links(document=frozen, by=facilitator)
    remind_before_deadline(document=frozen)  # no last day
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(4),
        needs_email_code=False,
        by=facilitator,
    )
    frozen.refresh_from_db()
    remind_before_deadline(document=frozen)  # too early: the last day was set later meanwhile
    assert letters() == []
    set_signing_rules(
        document=frozen,
        seen_revision=frozen.revision,
        sign_until=days(3),
        needs_email_code=False,
        by=facilitator,
    )
    frozen.refresh_from_db()
    remind_before_deadline(document=frozen)
    remind_before_deadline(document=frozen)
    assert len(letters()) == 2


# ── Ways, days and ends ──────────────────────────────────────────────────────────────────────


def test_ways_to_sign_change_while_a_place_is_awaited(frozen, signatories, facilitator, secretary):
    ways = {"allows_screen": False, "allows_ink": False, "allows_certificate": True}
    allow_routes(signatory=signatories[0], seen_revision=1, by=facilitator, **ways)
    assert told(frozen)[-1] == "Wakil INKA (contoh) (PT INKA) may now sign: with a certificate."
    with pytest.raises(Conflict):
        allow_routes(signatory=signatories[0], seen_revision=1, by=secretary, **ways)
    with refused("Leave at least one way to sign.", field="allows_screen"):
        allow_routes(
            signatory=signatories[0], seen_revision=2, by=facilitator, **dict.fromkeys(ways, False)
        )
    # Everybody else signed, so it closes by itself; the certificate signs the sealed file.
    sign(frozen, signatories[1:], by=secretary)
    assert Closing.objects.filter(document=frozen).exists()
    create_signing_links(document=frozen, by=facilitator)
    with refused(
        "The document is sealed: this signatory can only sign with a certificate.",
        field="allows_certificate",
    ):
        allow_routes(
            signatory=signatories[0],
            seen_revision=2,
            by=facilitator,
            allows_screen=True,
            allows_ink=False,
            allows_certificate=False,
        )
    decline_signature(signatory=signatories[0], reason="Sertifikat kedaluwarsa", by=facilitator)


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (date(2021, 1, 1), "This day has passed. Choose today or a later day."),
        (date(2199, 1, 1), "Choose a day within a year."),
    ],
)
def test_the_last_day_is_today_or_within_a_year(frozen, facilitator, day, sentence):
    with refused(sentence, field="sign_until"):
        set_signing_rules(
            document=frozen,
            seen_revision=frozen.revision,
            sign_until=day,
            needs_email_code=False,
            by=facilitator,
        )


def test_after_the_last_day_nothing_is_sent_until_another_is_set(frozen, facilitator):
    type(frozen).objects.filter(pk=frozen.pk).update(sign_until=days(-1))
    for act in (create_signing_links, remind_signatories):
        with refused(
            "The last day to sign has passed. Set a later one first.",
            field="sign_until",
            code="expired",
        ):
            act(document=frozen, by=facilitator)


ON_A_PLACE = {
    "renew": lambda place, by: renew_signing_link(signatory=place, by=by),
    "revoke": lambda place, by: revoke_signing_link(signatory=place, by=by),
    "remind": lambda place, by: remind_signatory(signatory=place, by=by),
    "delegate": lambda place, by: delegate_signature(
        signatory=place, name="Agus", letter=LETTER, by=by
    ),
    "decline": lambda place, by: decline_signature(signatory=place, reason="Tidak", by=by),
    "reopen": lambda place, by: reopen_signatory(signatory=place, reason="Ya", by=by),
    "routes": lambda place, by: allow_routes(
        signatory=place,
        seen_revision=1,
        allows_screen=True,
        allows_ink=True,
        allows_certificate=False,
        by=by,
    ),
    "links": lambda place, by: create_signing_links(document=place.document, by=by),
    "letters": lambda place, by: remind_signatories(document=place.document, by=by),
    "arrange": lambda place, by: set_signing_rules(
        document=place.document, seen_revision=1, sign_until=None, needs_email_code=False, by=by
    ),
}


@pytest.mark.parametrize("act", ON_A_PLACE)
def test_nothing_is_collected_for_a_draft_or_a_closed_document(draft, signatories, secretary, act):
    def nobody_signs(code):
        with pytest.raises(Refused) as caught:
            ON_A_PLACE[act](Signatory.objects.get(pk=signatories[1].pk), secretary)
        assert caught.value.code == code

    nobody_signs("wrong_state")
    freeze_document(document=draft, review_skipped=IN_ROOM, by=secretary)
    draft.refresh_from_db()
    seal_after_signing(draft, signatories, by=secretary)
    nobody_signs("closed")


def test_voiding_is_told_to_everybody_who_signs(draft, signatories, secretary):
    take_document_to("void", draft, by=secretary)
    assert [letter.to for letter in letters()] == [
        "inka@rembug.example",
        "lurah.taman@rembug.example",
    ]
    assert "Salah ketik" in letters()[0].text


def test_a_place_that_only_a_certificate_signs_can_be_closed_unsigned(
    draft, signatories, secretary
):
    for signatory in signatories:
        edit_signatory(
            signatory=signatory,
            seen_revision=1,
            allows_screen=False,
            allows_ink=False,
            allows_certificate=True,
            by=secretary,
        )
    document = take_document_to("final", draft, by=secretary)
    assert close_signing(document=document, reason="Semua bersertifikat", by=secretary).pk
