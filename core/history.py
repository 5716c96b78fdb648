"""The history of every object: append-only, written by actions, read as plain sentences.

An entry stores a key and parameters. Each app's `history.py` gives the sentence for each key;
`settings.HISTORY_SENTENCES` lists those modules.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override

from core.actors import Actor
from core.models import HistoryEntry

# An object, the key of its sentence and the parameters.
type HistoryEvent = tuple[models.Model, str, dict[str, Any]]

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def record(
    target: models.Model, key: str, *, by: Actor | None = None, **params: Any
) -> HistoryEntry:
    """Append one entry about `target`; `by` is who acted, or None for the system.

    A user is kept by account and name, the bearer of a personal link by name only.
    A parameter that is a lazy translation (a label) reads in each reader's own language.
    """
    entry = _build_entry(target, key, by, params)
    entry.save(force_insert=True)
    return entry


def record_for_each(
    key: str, told: Iterable[tuple[models.Model, dict[str, Any]]], *, by: Actor | None = None
) -> None:
    """Append one entry about each object, given with its parameters, in one query."""
    record_events(*[(target, key, params) for target, params in told], by=by)


def build_event(target: models.Model, key: str, **params: Any) -> HistoryEvent:
    """Return what `record` would append about `target`, for `record_all`."""
    return target, key, params


def record_events(*happenings: HistoryEvent, by: Actor | None = None) -> None:
    """Append all that one act did, whatever it was and to whichever objects, in one query."""
    entries = [_build_entry(target, key, by, params) for target, key, params in happenings]
    HistoryEntry.objects.bulk_create(entries)


def _build_entry(
    target: models.Model, key: str, by: Actor | None, params: dict[str, Any]
) -> HistoryEntry:
    if key not in load_sentences():
        raise KeyError(f"No history sentence for {key!r}")
    return HistoryEntry(
        content_type=ContentType.objects.get_for_model(target),
        object_id=target.pk,
        key=key,
        params={name: _serialise_param(value) for name, value in params.items()},
        actor_id=by.pk if by else None,
        actor_name=str(by) if by else "",
    )


def _serialise_param(value: Any) -> str | dict[str, str]:
    if not isinstance(value, Promise):
        return str(value)
    with override(None):  # the source text, whatever the language of the one who acts
        return {"translate": str(value)}


def _format_param(value: str | dict[str, str]) -> str:
    if isinstance(value, dict):
        return gettext(value["translate"])
    if DAY.fullmatch(value):
        # Somebody may have typed what only looks like a day, as a reason or a name.
        with suppress(ValueError):
            return date_format(date.fromisoformat(value), "j F Y")
    return value


def find_history(target: models.Model) -> models.QuerySet[HistoryEntry]:
    """Return what happened to `target`, newest first."""
    # Joined, so that a page never needs a query of its own for the content type.
    return HistoryEntry.objects.filter(
        content_type__app_label=target._meta.app_label,
        content_type__model=target._meta.model_name,
        object_id=target.pk,
    )


def build_last_time(model: type[models.Model], *keys: str) -> models.Subquery:
    """Return when one of these last happened to a row, for annotating a query of `model`."""
    entries = HistoryEntry.objects.filter(
        content_type__app_label=model._meta.app_label,
        content_type__model=model._meta.model_name,
        object_id=models.OuterRef("pk"),
        key__in=keys,
    )
    return models.Subquery(entries.order_by("-at", "-pk").values("at")[:1])


def map_keys_by_id(targets: Iterable[models.Model], keys: Collection[str]) -> dict[int, str]:
    """Return by id which one of `keys` the history of each object holds; all are of one model."""
    found = list(targets)
    if not found:
        return {}
    rows = HistoryEntry.objects.filter(
        content_type__app_label=found[0]._meta.app_label,
        content_type__model=found[0]._meta.model_name,
        object_id__in=[target.pk for target in found],
        key__in=keys,
    )
    return dict(rows.order_by("at", "pk").values_list("object_id", "key"))


@cache
def load_sentences() -> Mapping[str, Any]:
    """Return every sentence by key, from the modules that the settings list."""
    merged: dict[str, Any] = {}
    for path in settings.HISTORY_SENTENCES:
        for key, sentence in import_string(path).items():
            if key in merged:
                raise ValueError(f"History key {key!r} stands twice")
            merged[key] = sentence
    return merged


def describe_entry(entry: HistoryEntry) -> str:
    """Write an entry out in the reader's language; an unknown key shows itself, never fails."""
    sentence = load_sentences().get(entry.key)
    if sentence is None:
        return entry.key
    return str(sentence) % {name: _format_param(value) for name, value in entry.params.items()}
