"""Forms that change something: sent once, refused beside the field, never over a colleague's text.

A form's fields bear the names of the action's arguments, so that what the action refuses stands
beside the field that it is about, and everything typed stays.
"""

import hashlib
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Manager, Model, QuerySet
from django.forms.utils import ErrorDict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from core.conflicts import Conflict
from core.idempotency import SentBefore, earlier_answer, perform_once
from core.refusals import Refused
from files.refusals import FileRefused

KEY, REVISION = "kiriman", "revision"
TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - a field's name; Django masks its value anew each time
LONGEST_ID = 18  # figures; larger numbers do not fit the databases' columns
REFUSED = 422  # the page came back with sentences; nothing was done


class KeyField(forms.UUIDField):
    """The form's own key; one that is missing or spoilt is replaced, for nobody typed it."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, initial=uuid.uuid4, required=False)

    def clean(self, value: Any) -> uuid.UUID:
        """Return the key; never raises."""
        try:
            return super().clean(value) or uuid.uuid4()
        except ValidationError:
            return uuid.uuid4()


class RevisionField(forms.IntegerField):
    """The revision that the editor saw; a spoilt one is none, so the save becomes a conflict."""

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> int:
        """Return the revision; never raises."""
        try:
            return max(super().clean(value) or 0, 0)
        except ValidationError:
            return 0


class TickedRowsField(forms.ModelMultipleChoiceField):
    """Several rows of a table, ticked; an id that no database can hold is none of them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **options)

    def clean(self, value: Any) -> Any:
        """Return the rows; raises ValidationError for what was not offered."""
        for pk in value or ():
            if len(str(pk)) > LONGEST_ID:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:LONGEST_ID]},
                )
        return super().clean(value)


class SometimesNeeded(forms.Field):
    """A field that is needed once another one is answered so: it is not called optional."""

    is_sometimes_needed = True


class NeededText(SometimesNeeded, forms.CharField):
    """A text that another answer asks for."""


class NeededChoice(SometimesNeeded, forms.ChoiceField):
    """A choice that another answer asks for."""


class OnceForm(forms.Form):
    """A form whose work is done once, also when it is sent twice at the same instant."""

    kiriman = KeyField()

    @property
    def values(self) -> dict[str, Any]:
        """What was typed, cleaned, without the form's own key and revision."""
        own = {KEY, REVISION}
        return {name: value for name, value in self.cleaned_data.items() if name not in own}

    @property
    def sent(self) -> str:
        """A hash of all that was sent but the form's key, the names and sizes of files included."""
        typed: Any = self.data
        names = sorted(set(typed) - {self.add_prefix(KEY), TOKEN})
        lists = typed.getlist if hasattr(typed, "getlist") else lambda name: [str(typed[name])]
        files: Any = self.files
        many = (
            files.lists() if hasattr(files, "lists") else ((name, [files[name]]) for name in files)
        )
        said = [
            [(name, lists(name)) for name in names],
            sorted((name, each.name, each.size) for name, sent in many for each in sent),
        ]
        return hashlib.sha256(repr(said).encode(errors="surrogatepass")).hexdigest()

    def refuse(self, refusal: ValidationError) -> None:
        """Show what an action refused, each sentence beside the field that it names."""
        if isinstance(refusal, SentBefore):
            self.carry(KEY, str(uuid.uuid4()))  # sent again, it is another form
        if isinstance(refusal, Refused | FileRefused):
            self._add(refusal.field, refusal)
        elif hasattr(refusal, "error_dict"):
            for name, errors in refusal.error_dict.items():
                for error in errors:
                    self._add(name, error)
        else:
            self._add(None, refusal)

    def carry(self, name: str, value: str) -> None:
        """Let a form that comes back hold a value that nobody typed, such as a newer revision."""
        typed: Any = self.data
        data = typed.copy()
        data[self.add_prefix(name)] = value
        self.data = data

    def _add(self, name: str | None, error: ValidationError) -> None:
        self.add_error(name if name in self.fields else None, error)


class RevisedForm(OnceForm):
    """A form on a text that others edit too: it knows which revision its editor saw."""

    revision = RevisionField()

    conflict: Conflict | None = None

    @property
    def seen(self) -> int:
        """The revision that the editor saw."""
        return int(self.cleaned_data[REVISION])

    def refuse(self, refusal: ValidationError) -> None:
        """Show a refusal; after a conflict, sending again saves what the editor has now chosen."""
        super().refuse(refusal)
        if isinstance(refusal, Conflict):
            self.conflict = refusal
            self.carry(REVISION, str(refusal.revision))

    @property
    def differences(self) -> list[dict[str, Any]]:
        """What differs after a conflict: each field's label, the saved text and one's own."""
        if self.conflict is None:
            return []
        pairs = [
            (self[name], self.conflict.theirs[name], mine)
            for name, mine in self.conflict.mine.items()
            if name in self.fields and name in self.conflict.theirs
        ]
        return [
            {"label": field.label, "theirs": written(field, one), "mine": written(field, other)}
            for field, one, other in pairs
            if written(field, one) != written(field, other)
        ]


class ReasonForm(OnceForm):
    """Asks why; for acts that need a reason which others will read."""

    reason = forms.CharField(
        label=_("Reason"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )


def written(field: forms.BoundField, value: Any) -> str:
    """Return a value of a field as a person would write it."""
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


def attempt[T](form: OnceForm, perform: Callable[[], T]) -> T | None:
    """Do the work of a valid form and return what it gives; None when it was refused.

    For what is the same when it is done twice; else `done_once`. A refusal is a ValidationError
    and then stands in the form.
    """
    if not form.is_valid():
        return None
    try:
        return perform()
    except ValidationError as refusal:
        form.refuse(refusal)
        return None


def done_once(form: OnceForm, perform: Callable[[], str]) -> str | None:
    """Do the work of a valid form once and return its answer; None when it was refused.

    `perform` returns what is needed to answer again (an address, at most 200 characters) and
    refuses by a ValidationError, which then stands in the form. A form that is no longer valid
    because its work was done gets its answer again. One that says something else than when its work
    was done comes back with a sentence, for the browser's way back leads to it.
    """
    sent = form.sent  # before a form carries what nobody typed
    if form.is_bound and not form.is_valid():
        return earlier_answer(form.cleaned_data[KEY], sent=sent)
    return attempt(form, lambda: perform_once(form.cleaned_data[KEY], perform, sent=sent))


def is_refused(form: forms.Form) -> bool:
    """Tell whether the form came back with a sentence."""
    errors: ErrorDict = form.errors
    return form.is_bound and bool(errors)


def answer_form(
    request: HttpRequest,
    form: OnceForm,
    perform: Callable[[], str],
    *,
    template: str = "layout/form.html",
    context: dict[str, Any] | None = None,
    message: Any = None,
) -> HttpResponse:
    """Answer GET with the page of a form, and POST with the work done or the form come back.

    `perform` does the work and returns the address to go to; `message` says there what was done.
    """
    if request.method == "POST":
        address = done_once(form, perform)
        if address is not None:
            if message:
                messages.success(request, message)
            return redirect(address)
    page = {"form": form, **(context or {})}
    return render(request, template, page, status=REFUSED if is_refused(form) else 200)


def confirm(
    request: HttpRequest,
    perform: Callable[[], str],
    *,
    question: Any,
    consequences: list[Any],
    label: Any,
    back: str,
    back_label: Any,
    form: OnceForm | None = None,
    danger: bool = False,
    reference: str = "",
    message: Any = None,
    missing: Sequence[Any] = (),
) -> HttpResponse:
    """Ask before an act, on a page of its own, and do it once when it is confirmed.

    `missing` are sentences about what is not done yet, though nothing stands in the way.
    `form` is a bound form that asks more, such as a ReasonForm; `perform` and `message` are as in
    answer_form.
    """
    return answer_form(
        request,
        form or OnceForm(request.POST if request.method == "POST" else None),
        perform,
        template="layout/confirm.html",
        context={
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
