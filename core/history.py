"""The history of every object: append-only, written by actions, read as plain sentences.

An entry stores a key and parameters. Each app's `history.py` gives the sentence for each key;
`settings.HISTORY_SENTENCES` lists those modules.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.module_loading import import_string

from core.models import HistoryEntry


def record(target: models.Model, key: str, *, by: Any = None, **params: Any) -> HistoryEntry:
    """Append one entry about `target`; `by` is the user who acted, or None for the system."""
    if key not in sentences():
        raise KeyError(f"No history sentence for {key!r}")
    return HistoryEntry.objects.create(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        key=key,
        params={name: str(value) for name, value in params.items()},
        actor=by,
        actor_name=str(by) if by else "",
    )


def entries_of(target: models.Model) -> models.QuerySet[HistoryEntry]:
    """Return what happened to `target`, newest first."""
    return HistoryEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(target), object_id=target.pk
    )


@cache
def sentences() -> Mapping[str, Any]:
    """Return every sentence by key, from the modules that the settings list."""
    merged: dict[str, Any] = {}
    for path in settings.HISTORY_SENTENCES:
        for key, sentence in import_string(path).items():
            if key in merged:
                raise ValueError(f"History key {key!r} stands twice")
            merged[key] = sentence
    return merged


def sentence_of(entry: HistoryEntry) -> str:
    """Write an entry out in the reader's language; an unknown key shows itself, never fails."""
    sentence = sentences().get(entry.key)
    return str(sentence) % entry.params if sentence else entry.key
