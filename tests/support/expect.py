"""What tests say about refusals and history, in whole sentences."""

from contextlib import contextmanager

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import override

from core.history import describe_entry, find_history
from core.refusals import Refused
from files.refusals import FileRefused


@contextmanager
def refused(sentence, *, field=None, code=None):
    """The block is refused in exactly this sentence."""
    with pytest.raises((Refused, FileRefused)) as caught:
        yield caught
    assert str(caught.value) == sentence
    assert caught.value.field == field
    if code is not None:
        assert caught.value.code == code


@contextmanager
def invalid(sentence=None, **fields):
    """The block raises a ValidationError with exactly these sentences; one for the whole."""
    wanted = {name: [text] for name, text in fields.items()}
    if sentence is not None:
        wanted[NON_FIELD_ERRORS] = [sentence]
    with pytest.raises(ValidationError) as caught:
        yield
    assert not isinstance(caught.value, (Refused, FileRefused))
    assert caught.value.message_dict == wanted


@contextmanager
def stopped_by_the_database():
    """The database itself refuses the block, if somebody goes round the forms."""
    with pytest.raises(IntegrityError), transaction.atomic():
        yield


def told(target):
    """The history of an object in English, oldest first; it can be told in Indonesian too."""
    entries = list(find_history(target))[::-1]
    for language in ("id", "en"):
        with override(language):
            sentences = [describe_entry(entry) for entry in entries]
            assert [text for text in sentences if "%(" in text] == []
    return sentences


def allow_only(cast, allowed, call):
    """Demands that `call(by=user)` works for those named and is forbidden to everybody else.

    What each does is rolled back, so that all stand before the same objects.
    """
    outcome = {}
    for name in cast.names:
        with transaction.atomic():
            try:
                call(by=cast[name])
                outcome[name] = True
            except PermissionDenied:
                outcome[name] = False
            transaction.set_rollback(True)
    assert {name for name, may in outcome.items() if may} == set(allowed)
