"""The audit trail: a chain that tells when it was touched, read on its page, forgotten in part."""

import ast
import json
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from agreements import actions as drafting
from agreements.actions.freezing import freeze_document
from core.audit_trail.chain import Break, ChainLink, find_first_break
from core.audit_trail.reading import find_trail, read_links
from core.audit_trail.recording import append_audit_entry
from core.models import AuditEntry, AuditValue
from core.outbox import run_due
from signing import actions as signing
from signing.actions.erasing import erase_overdue_values, erase_values_of_person
from signing.integrity import find_document_flaws
from signing.permissions import can_see_audit_trail
from signing.reports.audit_trail import SENTENCES
from tests.support.document_factories import IN_ROOM, make_draft, sign
from tests.support.expect import told
from tests.support.sealed import bytes_of
from tests.support.tampering import byte_flipped

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TRACES = {"ip": "203.0.113.7", "user_agent": "Peramban (contoh)"}


@pytest.fixture
def witnessed(frozen, signatories, lurah):
    """A document with three entries; the second holds an address and a browser."""
    facts = {
        "signatory": signatories[1].order,
        "name": "Lurah",
        "organisation": "Taman",
        "route": "account",
    }
    append_audit_entry(frozen, "signed", by=lurah, personal=TRACES, **facts)
    append_audit_entry(frozen, "closed", reason="")
    return frozen


def chain_of(document):
    head = find_trail(document)
    return {
        "links": list(read_links(head)),
        "reference": document.reference,
        "length": head.length,
        "head_sha256": head.head_sha256,
    }


def broken(chain, **changes):
    said = {**chain, **changes}
    return find_first_break(said.pop("links"), **said)


def test_the_first_entry_that_was_touched_is_named(witnessed):
    """Each of these needs a database that lets itself be changed: the locks forbid them all."""
    chain = chain_of(witnessed)
    one, two, three = chain["links"]
    reworded = two._replace(body=two.body.replace("Lurah", "Camat"))
    rehashed = three._replace(body="[]", sha256="0" * 64)
    assert broken(chain) is None
    assert [broken(chain, links=links) for links in (
        [one, reworded, three],
        [one, two._replace(kind="void"), three],
        [one, three],
        [one, two],
        [],
        [two, one, three],
        [one, two, rehashed],
    )] == [
        Break(2, "altered"),
        Break(2, "altered"),
        Break(2, "missing"),
        Break(3, "cut off"),
        Break(1, "cut off"),
        Break(1, "missing"),
        Break(3, "altered"),
    ]  # fmt: skip
    assert broken(chain, reference="BA-2021-0002") == Break(1, "moved")
    assert broken(chain, links=[*chain["links"], ChainLink(4, "x", "{}", "0")]) == Break(
        4, "altered"
    )


def without_locks(*statements):
    """What somebody does who owns the database: takes the locks off first."""
    with connection.cursor() as cursor:
        for table in ("core_auditentry", "agreements_documentversion"):
            for name in ("kept", "stays"):
                on = "" if connection.vendor == "sqlite" else f" ON {table}"
                cursor.execute(f"DROP TRIGGER {table}_{name}{on}")
        for statement in statements:
            cursor.execute(statement)


def test_the_command_names_the_first_broken_entry_and_fails(
    witnessed, meeting, letterhead, secretary
):
    other = make_draft(meeting, letterhead, by=secretary)
    out = StringIO()
    call_command("verify_audit_trails", stdout=out)
    assert out.getvalue() == "2 documents checked: every audit trail is intact.\n"
    without_locks(
        "UPDATE core_auditentry SET body = REPLACE(body, 'Lurah', 'Camat')",
        "UPDATE agreements_documentversion SET canonical = '{}'",
    )
    out = StringIO()
    with pytest.raises(CommandError, match=f"The audit trail of {witnessed} is broken."):
        call_command("verify_audit_trails", stdout=out)
    assert out.getvalue().splitlines() == [
        f"{witnessed}: Entry 2 was changed after it was written.",
        f"{witnessed}: The frozen text does not have the fingerprint that was signed.",
    ]
    call_command("verify_audit_trails", other.reference, stdout=StringIO())
    with pytest.raises(CommandError, match="There is nothing with the reference BA-1999-0001"):
        call_command("verify_audit_trails", "BA-1999-0001")


def test_a_file_that_was_exchanged_or_lost_is_named(frozen, signatories, secretary, seal_keys):
    sign(frozen, signatories, by=secretary)
    run_due()
    assert list(find_document_flaws(frozen, with_files=True)) == []
    issued = frozen.issued_files.get()
    final = issued.file
    Path(final.path).write_bytes(byte_flipped(bytes_of(issued), 0.5))
    rendition = frozen.versions.get().renditions.first().file
    rendition.storage.delete(rendition.name)
    assert {flaw.sentence for flaw in find_document_flaws(frozen, with_files=True)} == {
        f"The file {final.name} was changed after it was stored.",
        f"The file {rendition.name} is missing.",
    }


def test_a_long_chain_is_read_piece_by_piece(frozen):
    """A hundred entries cost as many queries as three."""
    for number in range(100):
        append_audit_entry(frozen, "reminded", signatories=[number])
    with CaptureQueriesContext(connection) as queries:
        assert list(find_document_flaws(frozen)) == []
    assert len(queries) <= 8


# ── Forgetting ───────────────────────────────────────────────────────────────────────────


def test_values_are_erased_when_their_time_is_over_and_the_chain_holds(witnessed):
    today = timezone.localdate()
    assert erase_overdue_values(today=today + timedelta(days=300)) == 0
    out = StringIO()
    AuditValue.objects.update(keep_until=today - timedelta(days=1))
    call_command("erase_audit_values", stdout=out)
    assert out.getvalue() == "2 values erased.\n"
    assert set(AuditValue.objects.values_list("salt", "value")) == {("", "")}
    assert list(find_document_flaws(witnessed)) == []
    assert told(witnessed)[-1] == (
        "2 personal values of the audit trail were erased; its hash chain stays intact."
    )
    assert erase_overdue_values(today=today) == 0


def test_who_asks_is_forgotten_and_nobody_else(witnessed, signatories, cast):
    append_audit_entry(
        witnessed, "signed", personal=TRACES, signatory=signatories[0].order, name="INKA"
    )
    lurah = cast.lurah.person
    call_command(
        "erase_audit_values",
        person=lurah.slug,
        by=cast.secretary.email,
        stdout=StringIO(),
    )
    kept = AuditValue.objects.filter(erased_at=None).values_list("entry__number", flat=True)
    assert set(kept) == {4}
    assert list(find_document_flaws(witnessed)) == []
    with pytest.raises(PermissionDenied):
        erase_values_of_person(person=lurah, by=cast.facilitator)
    for wrong in ({"person": "tidak-ada"}, {"person": lurah.slug}, {"person": "x", "by": "x@y.z"}):
        with pytest.raises(CommandError):
            call_command("erase_audit_values", **wrong)


# ── The page ─────────────────────────────────────────────────────────────────────────────


def test_the_evidence_is_for_who_signs_and_for_the_staff(witnessed, cast):
    who = cast.who(lambda user: can_see_audit_trail(user, witnessed))
    assert who == {"inka", "lurah", "facilitator", "secretary", "administrator"}


def test_the_page_tells_what_happened_in_sentences(witnessed, cast, reader):
    address = f"{witnessed.get_absolute_url()}bukti/"
    reader.force_login(cast.outsider)
    assert reader.get(address).status_code == 403
    reader.force_login(cast.inka)
    html = reader.get(address).content.decode()
    for sentence in (
        f"The text was frozen as {witnessed.number}.",
        "Lurah (Taman) signed: On screen, by an account.",
        "The collection of signatures was closed.",
        "Recorded as salted hashes only: internet address, browser",
        "The audit trail is intact",
        f"Frozen without comments of the parties: {IN_ROOM}",
    ):
        assert sentence in " ".join(html.split()), sentence
    assert TRACES["ip"] not in html


def kinds_in(path):
    """What a file of actions appends to the audit trail, where the kind stands there as it is."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "append_audit_entry":
            [_document, kind, *_more] = node.args
            if isinstance(kind, ast.Constant):
                yield kind.value


def test_whatever_is_appended_has_a_sentence():
    folders = [Path(actions.__file__).parent for actions in (drafting, signing)]
    kinds = {kind for folder in folders for path in folder.glob("*.py") for kind in kinds_in(path)}
    assert len(kinds) > 10
    assert kinds - SENTENCES.keys() == set()


def test_a_broken_chain_says_so_on_its_page(witnessed, cast, reader):
    without_locks("UPDATE core_auditentry SET body = REPLACE(body, 'Lurah', 'Camat')")
    reader.force_login(cast.secretary)
    html = reader.get(f"{witnessed.get_absolute_url()}bukti/").content.decode()
    assert "The audit trail is damaged" in html
    assert "Entry 2 was changed after it was written." in html


def test_the_chain_is_given_away_without_personal_values(witnessed, cast, reader):
    reader.force_login(cast.lurah)
    answer = reader.get(f"{witnessed.get_absolute_url()}bukti.json")
    chain = json.loads(answer.content)
    assert answer["Content-Disposition"] == f'attachment; filename="Bukti-{witnessed}.json"'
    assert (chain["reference"], chain["length"]) == (witnessed.reference, 3)
    assert [entry["sha256"] for entry in chain["entries"]] == list(
        AuditEntry.objects.order_by("number").values_list("sha256", flat=True)
    )
    assert set(json.loads(chain["entries"][1]["body"])["commitments"]) == {"ip", "user_agent"}
    assert all(value not in answer.content.decode() for value in TRACES.values())


def test_a_draft_has_no_audit_trail_yet(draft, cast, reader):
    reader.force_login(cast.secretary)
    assert reader.get(f"{draft.get_absolute_url()}bukti/").status_code == 404
    freeze_document(document=draft, review_skipped=IN_ROOM, by=cast.secretary)
    assert reader.get(f"{draft.get_absolute_url()}bukti/").status_code == 200
