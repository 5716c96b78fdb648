"""The history of every object: an append-only change log, written by actions, read as sentences.

An entry stores a key and parameters. Each app's `history.py` has the sentence for each key;
`settings.HISTORY_SENTENCES` lists those modules. It is for readers of a page and cannot prove
anything: the tamper-evident log is the audit trail (`core.audit_trail`).
"""

import re
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import date
from functools import cache

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext, override

from core.actors import Actor
from core.models import HistoryEntry

# An object, the key of the sentence and its parameters.
type HistoryEvent = tuple[models.Model, str, Mapping[str, object]]

DAY = re.compile(r"\d{4}-\d\d-\d\d")


def record(
    target: models.Model, key: str, *, by: Actor | None = None, **params: object
) -> HistoryEntry:
    """Append one entry about `target`; `by` is the actor, or None for the system.

    A user is stored by account and name, the bearer of a personal link by name only.
    A parameter that is a lazy translation (a label) is shown in each reader's language.
    """
    entry = _build_entry(target, key, by, params)
    entry.save(force_insert=True)
    return entry


def record_for_each(
    key: str,
    events: Iterable[tuple[models.Model, Mapping[str, object]]],
    *,
    by: Actor | None = None,
) -> None:
    """Append one entry with the same key for each object and its parameters, in one query."""
    record_events(*[(target, key, params) for target, params in events], by=by)


def build_event(target: models.Model, key: str, **params: object) -> HistoryEvent:
    """Return a history event about `target`, to be saved by `record_events`."""
    return target, key, params


def record_events(*events: HistoryEvent, by: Actor | None = None) -> None:
    """Append the entries of several events, of any objects, in one query."""
    entries = [_build_entry(target, key, by, params) for target, key, params in events]
    HistoryEntry.objects.bulk_create(entries)


def _build_entry(
    target: models.Model, key: str, by: Actor | None, params: Mapping[str, object]
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


def _serialise_param(value: object) -> str | dict[str, str]:
    if not isinstance(value, Promise):
        return str(value)
    with override(None):  # the msgid, whatever the language of the actor
        return {"translate": str(value)}


def _format_param(value: str | dict[str, str]) -> str:
    if isinstance(value, dict):
        return gettext(value["translate"])
    if DAY.fullmatch(value):
        # A typed text, such as a reason, may look like a date without being one.
        with suppress(ValueError):
            return date_format(date.fromisoformat(value), "j F Y")
    return value


def find_history(target: models.Model) -> models.QuerySet[HistoryEntry]:
    """Return the history entries of `target`, newest first."""
    # A join, so that no page needs a separate query for the content type.
    return HistoryEntry.objects.filter(
        content_type__app_label=target._meta.app_label,
        content_type__model=target._meta.model_name,
        object_id=target.pk,
    )


def build_last_time(model: type[models.Model], *keys: str) -> models.Subquery:
    """Return a subquery for `annotate`: when a row last got an entry with one of these keys."""
    # A subquery of its own is run once, a join for every row.
    content_type = ContentType.objects.filter(
        app_label=model._meta.app_label, model=model._meta.model_name
    )
    entries = HistoryEntry.objects.filter(
        content_type=models.Subquery(content_type.values("pk")[:1]),
        object_id=models.OuterRef("pk"),
        key__in=keys,
    )
    return models.Subquery(entries.order_by("-at", "-pk").values("at")[:1])


def map_keys_by_id(targets: Iterable[models.Model], keys: Collection[str]) -> dict[int, str]:
    """Return, by id, which of `keys` the history of each object has; all are of one model."""
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
def load_sentences() -> Mapping[str, object]:
    """Return the sentences of all apps by key."""
    merged: dict[str, object] = {}
    for path in settings.HISTORY_SENTENCES:
        for key, sentence in import_string(path).items():
            if key in merged:
                raise ValueError(f"History key {key!r} is defined twice")
            merged[key] = sentence
    return merged


def describe_entry(entry: HistoryEntry) -> str:
    """Return an entry as a sentence in the reader's language; for an unknown key, the key."""
    sentence = load_sentences().get(entry.key)
    if sentence is None:
        return entry.key
    return str(sentence) % {name: _format_param(value) for name, value in entry.params.items()}
