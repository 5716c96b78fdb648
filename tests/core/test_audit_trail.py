"""The audit trail of any object: numbered, hash-linked, checked, its personal values erasable."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from core.audit_trail.reading import (
    describe_break,
    find_entries,
    find_trail,
    list_value_problems,
    read_links,
)
from core.audit_trail.recording import append_audit_entry
from core.audit_trail.values import erase_values, find_overdue_values
from core.models import AuditEntry, AuditTrail, AuditValue

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@dataclass
class Subject:
    """Something that has a reference for life, and no table of ours."""

    reference: str


PUMP, ROOF = Subject("POMPA-1"), Subject("ATAP-1")


def flaw_of(subject):
    head = find_trail(subject)
    return describe_break(head, read_links(head))


def test_entries_are_numbered_and_hold_the_hash_of_the_one_before():
    first = append_audit_entry(PUMP, "bought", price="empty")
    append_audit_entry(ROOF, "bought")
    second = append_audit_entry(PUMP, "broken", by="Lurah (contoh)")
    assert list(find_entries(PUMP).values_list("number", "kind")) == [(1, "bought"), (2, "broken")]
    body = json.loads(second.body)
    assert (body["previous"], body["by"], body["facts"]) == (first.sha256, "Lurah (contoh)", {})
    head = find_trail(PUMP)
    assert (head.length, head.head_sha256) == (2, second.sha256)
    assert find_trail(Subject("LAIN-1")) is None


def test_a_fact_may_bear_any_name():
    entry = append_audit_entry(PUMP, "named", subject="x", kind="y")
    assert json.loads(entry.body)["facts"] == {"subject": "x", "kind": "y"}


def test_a_trail_that_is_as_it_was_written_has_no_flaw():
    for kind in ("bought", "broken"):
        append_audit_entry(PUMP, kind, personal={"ip": "192.0.2.1"})
    assert (flaw_of(PUMP), list(list_value_problems(PUMP))) == ("", [])


def test_entries_of_another_trail_are_told_from_ones_own():
    append_audit_entry(PUMP, "bought")
    append_audit_entry(ROOF, "bought")
    head = find_trail(PUMP)
    foreign = list(read_links(find_trail(ROOF)))
    assert (
        describe_break(head, foreign) == "Entry 1 is out of order or belongs to another document."
    )
    assert describe_break(head, []) == "Entry 1 and all later entries are missing."
    altered = [
        link._replace(body=link.body.replace("bought", "stolen")) for link in read_links(head)
    ]
    assert describe_break(head, altered) == "Entry 1 was changed after it was written."


def test_a_value_that_was_exchanged_is_noticed():
    append_audit_entry(PUMP, "bought", personal={"ip": "192.0.2.1", "browser": ""})
    AuditValue.objects.update(value="198.51.100.7")
    assert list(list_value_problems(PUMP)) == [
        "A personal value of entry 1 does not match its hash."
    ]


def test_erased_values_leave_a_trail_that_still_holds():
    append_audit_entry(PUMP, "bought", personal={"ip": "192.0.2.1"})
    append_audit_entry(ROOF, "bought", personal={"ip": "192.0.2.2"})
    assert not erase_values(find_overdue_values(today=timezone.localdate()))
    AuditValue.objects.filter(entry__trail__reference="POMPA-1").update(
        keep_until=timezone.localdate() - timedelta(days=1)
    )
    assert erase_values(find_overdue_values(today=timezone.localdate())) == {"POMPA-1": 1}
    assert list(AuditValue.objects.order_by("pk").values_list("value", flat=True)) == [
        "",
        "192.0.2.2",
    ]
    assert (flaw_of(PUMP), list(list_value_problems(PUMP))) == ("", [])
    assert not erase_values(AuditValue.objects.filter(erased_at__isnull=False))


def test_names_of_accounts_never_enter_a_trail_as_addresses(administrator):
    entry = append_audit_entry(PUMP, "bought", by=administrator)
    assert json.loads(entry.body)["by"] == "Administrator"
    assert "@" not in entry.body


def test_a_reference_has_one_trail():
    append_audit_entry(PUMP, "bought")
    append_audit_entry(Subject("POMPA-1"), "broken")
    assert AuditTrail.objects.count() == 1
    assert AuditEntry.objects.count() == 2
