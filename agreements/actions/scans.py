"""Scans that came with a form which was refused: held for a day, then forgotten."""

from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction

from agreements.models import Document, HeldScan
from agreements.permissions import can_record_signatures
from agreements.scans import Scan
from core.access import require
from core.outbox import enqueue

HELD_FOR = timedelta(days=1)


@transaction.atomic
def hold_scan(*, document: Document, scan: Scan, name: str, by: Any) -> HeldScan:
    """Hold a scan for who is still filling in the form; after a day it is deleted."""
    require(can_record_signatures(by, document))
    held = HeldScan(
        document=document,
        held_by=by,
        name=name[-200:],
        extension=scan.extension,
        sha256=scan.sha256,
    )
    held.file.save(f"{scan.sha256}.{scan.extension}", ContentFile(scan.content), save=False)
    held.full_clean()
    held.save()
    enqueue("agreements.drop_held_scan", held.pk, due_at=held.held_at + HELD_FOR)
    return held


@transaction.atomic
def drop_scan(*, held: HeldScan) -> None:
    """Forget a held scan, its file after the commit."""
    storage, name = held.file.storage, str(held.file.name)
    held.delete()
    transaction.on_commit(partial(storage.delete, name))
