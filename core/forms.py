"""Forms that change something: idempotent, safe against lost updates, with errors at the field.

An `IdempotentForm` has an idempotency key, a `RevisedForm` also an optimistic lock. A form's fields
have the names of the action's arguments, so the error of an action is shown at the field that it is
about, and everything typed is kept.
"""

import hashlib
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import OperationalError
from django.db.models import Manager, Model, QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from core.choosing.fields import RowsField
from core.choosing.widgets import TypedAnswer
from core.idempotency import AlreadySubmitted, find_earlier_answer, perform_once
from core.optimistic_lock import Conflict
from core.refusals import Refused
from core.statement_timeout import TOO_SLOW, is_timeout
from files.refusals import FileRefused

IDEMPOTENCY_KEY, REVISION = "idempotency_key", "revision"
# Only in the data of a form that is shown again after sign-in (core/kept_forms.py): what it holds
# tells whether files have to be chosen again.
RESTORED = "restored"
# How long ago something was typed on a device that could not send it at once: another number with
# each attempt to send the same.
SECONDS_AGO = "seconds_ago"
# The idempotency key of what the device sent before it.
SENT_AFTER = "sent_after"
# The header of a request by the queue on the device, which is told the address instead of being
# sent there, and of the answer to it.
BY_QUEUE = "X-Queue"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a field's name; Django masks its value anew each time
LONGEST_ID = 18  # digits; larger numbers do not fit the database column
REFUSED = 422  # the form has errors; nothing was done


class IdempotencyKeyField(forms.UUIDField):
    """The hidden idempotency key of a form; a missing or malformed one is replaced by a new one."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def clean(self, value: object) -> uuid.UUID:
        """Return the key; never raises, since no user typed it."""
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class RevisionField(forms.IntegerField):
    """The revision that the editor saw; a malformed one counts as 0, so that saving conflicts."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: object) -> int:
        """Return the revision; never raises."""
        try:
            return max(super().clean(value) or 0, 0)
        except ValidationError:
            return 0


class TickedRowsField(forms.ModelMultipleChoiceField):
    """Checkboxes for rows of a table; an id too large for the database is an invalid choice."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Iterable[object] | None) -> QuerySet:
        """Return the rows; raises ValidationError for an id that was not offered."""
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:LONGEST_ID]},
                )
        rows: QuerySet = super().clean(value)
        return rows


class ConditionalField(forms.Field):
    """A field that is required only with a certain answer to another: not labelled "optional"."""

    is_conditional = True


class ConditionalCharField(ConditionalField, forms.CharField):
    """A text that is required only with a certain answer to another field."""


class ConditionalChoiceField(ConditionalField, forms.ChoiceField):
    """A choice that is required only with a certain answer to another field."""


class IdempotentForm(forms.Form):
    """A form with an idempotency key: submitted twice, even at the same instant, it works once."""

    idempotency_key = IdempotencyKeyField()

    is_adding = False

    def full_clean(self) -> None:
        """Validate; when a button only adds a row to a field, show the errors of that field alone.

        The form is then not valid, so nothing is done, and everything typed is shown again.
        """
        super().full_clean()
        if self.is_bound and RESTORED in self.data:
            for sentence in build_restored_sentences(self.data[RESTORED]):
                self.add_error(None, sentence)
        adding = {name for name in self.fields if self._is_adding_to(name)}
        self.is_adding = bool(adding)
        if adding:
            shown = {name: each for name, each in self.errors.items() if name in adding}
            self._errors = ErrorDict(shown, renderer=self.renderer)

    def _is_adding_to(self, name: str) -> bool:
        if not self.is_bound or not isinstance(self.fields[name], RowsField):
            return False
        answer = self[name].data
        return isinstance(answer, TypedAnswer) and answer.adds

    def is_valid(self) -> bool:
        """Tell whether the form is bound and without errors, and not only adds a row to a field."""
        return super().is_valid() and not self.is_adding

    @property
    def values(self) -> dict[str, Any]:
        """The cleaned data without the idempotency key and the revision."""
        own = {IDEMPOTENCY_KEY, REVISION}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}

    @property
    def data_sha256(self) -> str:
        """A hash of the submitted data without the key; of files, their names and sizes."""
        typed: Any = self.data
        own = {self.add_prefix(IDEMPOTENCY_KEY), TOKEN, RESTORED, SECONDS_AGO, SENT_AFTER}
        names = sorted(set(typed) - own)
        lists = typed.getlist if hasattr(typed, "getlist") else lambda name: [str(typed[name])]
        files: Any = self.files
        many = (
            files.lists() if hasattr(files, "lists") else ((name, [files[name]]) for name in files)
        )
        data = [
            [(name, lists(name)) for name in names],
            sorted((name, each.name, each.size) for name, uploads in many for each in uploads),
        ]
        return hashlib.sha256(repr(data).encode(errors="surrogatepass")).hexdigest()

    def refuse(self, refusal: ValidationError) -> None:
        """Add the errors of an action, each at the field that it names."""
        if isinstance(refusal, AlreadySubmitted):
            self.carry(IDEMPOTENCY_KEY, str(uuid.uuid4()))  # sent again, it is another submission
        if isinstance(refusal, Refused | FileRefused):
            self._add(refusal.field, refusal)
        elif hasattr(refusal, "error_dict"):
            for name, errors in refusal.error_dict.items():
                for error in errors:
                    self._add(name, error)
        else:
            self._add(None, refusal)

    def carry(self, name: str, value: str) -> None:
        """Set a value that the redisplayed form shall hold, such as a newer revision."""
        typed: Any = self.data
        data = typed.copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _add(self, name: str | None, error: ValidationError) -> None:
        self.add_error(name if name in self.fields else None, error)


class RevisedForm(IdempotentForm):
    """A form with an optimistic lock: it sends back the revision that its editor saw."""

    revision = RevisionField()

    conflict: Conflict | None = None

    @property
    def seen_revision(self) -> int:
        """The revision that the editor saw."""
        return int(self.cleaned_data[REVISION])

    def refuse(self, refusal: ValidationError) -> None:
        """Add the errors; after a conflict, take the newer revision, so the next submit saves."""
        super().refuse(refusal)
        if isinstance(refusal, Conflict):
            self.conflict = refusal
            self.carry(REVISION, str(refusal.revision))

    @property
    def differences(self) -> list[dict[str, Any]]:
        """The fields that differ after a conflict: label, saved value and own value."""
        if self.conflict is None:
            return []
        pairs = [
            (self[name], self.conflict.theirs[name], mine)
            for name, mine in self.conflict.mine.items()
            if name in self.fields and name in self.conflict.theirs
        ]
        return [
            {
                "label": field.label,
                "theirs": format_value(field, one),
                "mine": format_value(field, other),
            }
            for field, one, other in pairs
            if format_value(field, one) != format_value(field, other)
        ]


def build_restored_sentences(restored: str) -> list[str]:
    """Return what a form says that is shown again after sign-in."""
    sentences = [
        _("This was not sent yet, because you were signed out. Check it and send it again.")
    ]
    if restored == "files":
        sentences.append(_("Choose the files again: they were not kept."))
    return [str(sentence) for sentence in sentences]


class ReasonForm(IdempotentForm):
    """A form that asks for a reason, which others will read."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def format_value(field: forms.BoundField, value: object) -> str:
    """Return the value of a field as text: the label of a choice, the names of rows."""
    if isinstance(value, Manager):
        value = value.all()
    if isinstance(value, (QuerySet, list, tuple, set)):
        return ", ".join(sorted(str(each) for each in value))
    choices = getattr(field.field, "choices", None)
    if choices is not None and not isinstance(value, Model):
        for group in choices:
            if str(group[0]) == str(value):
                return str(group[1])
    return "" if value is None else str(localize(value))


def attempt[T](form: IdempotentForm, perform: Callable[[], T]) -> T | None:
    """Run `perform` for a valid form and return its result; None when there are errors.

    For work that is idempotent by itself; otherwise `submit_once`. A ValidationError raised by
    `perform` is shown in the form, and so is a statement timeout.
    """
    if not form.is_valid():
        return None
    try:
        return perform()
    except ValidationError as refusal:
        form.refuse(refusal)
    except OperationalError as error:
        if not is_timeout(error):
            raise
        form.refuse(Refused(TOO_SLOW))
    return None


def submit_once(form: IdempotentForm, perform: Callable[[], str]) -> str | None:
    """Run `perform` once for a valid form and return its answer; None when there are errors.

    `perform` returns what is needed to answer again (an address, at most 200 characters); a
    ValidationError that it raises is shown in the form. A form that became invalid because its work
    is done gets the earlier answer. A key that was used with other data (browser's back button) is
    an error of the form, which then has a new key.
    """
    data_sha256 = form.data_sha256  # before `carry` changes the data
    if form.is_bound and not form.is_valid():
        return find_earlier_answer(form.cleaned_data[IDEMPOTENCY_KEY], data_sha256=data_sha256)
    return attempt(
        form,
        lambda: perform_once(form.cleaned_data[IDEMPOTENCY_KEY], perform, data_sha256=data_sha256),
    )


def is_refused(form: forms.Form) -> bool:
    """Tell whether the submitted form is not valid, so that nothing was done."""
    return form.is_bound and not form.is_valid()


def answer_done(request: HttpRequest, address: str) -> HttpResponse:
    """Answer a form whose work is done: a redirect, or 201 to the queue on the device.

    The queue gets the address without the page, whose messages are for whoever opens it.
    """
    if BY_QUEUE in request.headers:
        return mark_done(HttpResponse(status=201, headers={"Location": address}))
    return redirect(address)


def mark_done(response: HttpResponse) -> HttpResponse:
    """Tell the queue on the device, by a header, that this answers work that is done.

    Its status alone does not: a page of a Wi-Fi, or one that a redirect led to, is 200 too.
    """
    response.headers[BY_QUEUE] = "done"
    return response


def answer_form(
    request: HttpRequest,
    form: IdempotentForm,
    perform: Callable[[], str],
    *,
    template: str = "layout/form.html",
    context: dict[str, Any] | None = None,
    message: object = None,
) -> HttpResponse:
    """Answer GET with the form's page; POST with a redirect, or with the form and its errors (422).

    `perform` does the work and returns the address of the redirect; `message` is shown there.
    """
    if request.method == "POST":
        address = submit_once(form, perform)
        if address is not None:
            if message:
                messages.success(request, str(message))
            return answer_done(request, address)
    page = {"form": form, **(context or {})}
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


def confirm(
    request: HttpRequest,
    perform: Callable[[], str],
    *,
    question: object,
    consequences: Sequence[object],
    label: object,
    back: str,
    back_label: object,
    form: IdempotentForm | None = None,
    danger: bool = False,
    reference: str = "",
    message: object = None,
    missing: Sequence[object] = (),
    template: str = "layout/confirm.html",
    context: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show a confirmation page, and run `perform` once when it is confirmed.

    `missing` are sentences about what is not done yet; they do not prevent the action.
    `form` is a bound form with further questions, such as a ReasonForm; `perform` and `message` are
    as in answer_form; a `template` of its own gets the `context` besides.
    """
    return answer_form(
        request,
        form or IdempotentForm(request.POST if request.method == "POST" else None),
        perform,
        template=template,
        context={
            **(context or {}),
            "question": question,
            "consequences": consequences,
            "confirm_label": label,
            "back_url": back,
            "back_label": back_label,
            "danger": danger,
            "reference": reference,
            "missing": missing,
        },
        message=message,
    )
