"""Forms that change something: once, with every refusal in its place and nothing typed lost."""

from uuid import UUID, uuid4

import pytest
from django import forms
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import translation

from core.forms import IdempotentForm, ReasonForm, RevisedForm, answer_form, confirm, submit_once
from core.models import Submission
from core.refusals import Refused
from meetings.actions.planning import edit_meeting
from meetings.models import Meeting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


class NameForm(IdempotentForm):
    name = forms.CharField(max_length=20)


class ThemeForm(RevisedForm):
    theme = forms.CharField(label="Theme")
    venue = forms.CharField(label="Venue", required=False)


def filled(**values):
    return NameForm({"idempotency_key": str(uuid4()), "name": "Siti", **values})


# ── Once ─────────────────────────────────────────────────────────────────────────────────


def test_a_form_sent_twice_does_its_work_once():
    done = []
    key = str(uuid4())

    def work():
        done.append(1)
        return "/there/"

    assert [submit_once(filled(idempotency_key=key), work) for _time in range(2)] == ["/there/"] * 2
    assert len(done) == 1


def test_a_form_that_its_own_work_made_invalid_gets_its_answer_again():
    class FreeNameForm(NameForm):
        def clean_name(self):
            if taken:
                raise ValidationError("Taken.")
            return self.cleaned_data["name"]

    taken, typed = [], {"idempotency_key": str(uuid4()), "name": "Siti"}

    def work():
        taken.append(1)
        return "/there/"

    assert submit_once(FreeNameForm(typed), work) == "/there/"
    assert submit_once(FreeNameForm(typed), work) == "/there/"
    assert submit_once(FreeNameForm(typed | {"idempotency_key": str(uuid4())}), work) is None


@pytest.mark.parametrize("changed", ["Budi", ""])
def test_going_back_and_changing_what_was_sent_loses_nothing(changed):
    key = str(uuid4())
    assert submit_once(filled(idempotency_key=key), lambda: "/there/") == "/there/"
    form = filled(idempotency_key=key, name=changed)
    assert submit_once(form, lambda: "/elsewhere/") is None
    assert form["name"].value() == changed
    if changed:
        sentence = (
            "This form was already sent and saved. Your changes since then are not saved yet:"
            " send it again to save them as well."
        )
        assert form.non_field_errors() == [sentence]
        again = filled(idempotency_key=form["idempotency_key"].value(), name=changed)
        assert submit_once(again, lambda: "/elsewhere/") == "/elsewhere/"


def test_another_file_is_another_form():
    key = str(uuid4())

    def send(name, content):
        file = SimpleUploadedFile(name, content)
        form = NameForm({"idempotency_key": key, "name": "Siti"}, {"scan": file})
        return submit_once(form, lambda: "/there/")

    assert [send("a.pdf", b"1"), send("a.pdf", b"1")] == ["/there/"] * 2
    assert [send("b.pdf", b"1"), send("a.pdf", b"12")] == [None, None]


@pytest.mark.parametrize("key", ["", "x", "9" * 5000, "\ud800"])
def test_a_spoilt_key_is_replaced_without_a_word(key):
    form = filled(idempotency_key=key)
    assert submit_once(form, lambda: "/there/") == "/there/"
    assert isinstance(form.cleaned_data["idempotency_key"], UUID)


def test_an_empty_form_of_another_page_has_another_key():
    assert NameForm()["idempotency_key"].value() != NameForm()["idempotency_key"].value()


def test_what_was_typed_is_given_without_the_forms_own_fields():
    form = filled()
    assert form.is_valid()
    assert form.values == {"name": "Siti"}


# ── Refused ──────────────────────────────────────────────────────────────────────────────


def raising(error):
    def work():
        raise error

    return work


@pytest.mark.parametrize(
    ("error", "errors"),
    [
        (Refused("Taken.", field="name"), {"name": ["Taken."]}),
        (Refused("Taken.", field="number"), {"__all__": ["Taken."]}),
        (Refused("Not now."), {"__all__": ["Not now."]}),
        (
            ValidationError({"name": "Too odd.", "slug": "Odd."}),
            {"name": ["Too odd."], "__all__": ["Odd."]},
        ),
        (ValidationError(["One.", "Two."]), {"__all__": ["One.", "Two."]}),
    ],
)
def test_a_refusal_stands_beside_its_field_and_the_text_stays(error, errors):
    form = filled()
    assert submit_once(form, raising(error)) is None
    assert form.errors == errors
    assert form["name"].value() == "Siti"
    assert not Submission.objects.exists()


def test_what_is_invalid_is_not_even_tried():
    assert submit_once(filled(name=""), raising(AssertionError)) is None


def test_who_may_not_is_not_answered_by_a_form():
    with pytest.raises(PermissionDenied):
        submit_once(filled(), raising(PermissionDenied))


# ── Two editors ──────────────────────────────────────────────────────────────────────────


@pytest.fixture
def edited(meeting, facilitator, secretary):
    """The meeting, which the secretary has changed since revision 1."""
    edit_meeting(meeting=meeting, seen_revision=1, by=secretary, theme="Hers", venue="Balai")
    return meeting


def send(meeting, by, **typed):
    form = ThemeForm({"theme": "His", "venue": "Balai", "revision": "1", **typed})

    def work():
        edit_meeting(meeting=meeting, seen_revision=form.seen_revision, by=by, **form.values)
        return "/there/"

    return form, submit_once(form, work)


def test_the_second_editor_sees_both_texts_and_who_wrote_the_other(edited, facilitator):
    form, answer = send(edited, facilitator)
    assert answer is None
    assert form.differences == [{"label": "Theme", "theirs": "Hers", "mine": "His"}]
    assert form.conflict.by == "Sekretaris (contoh)"
    assert form.conflict.at is not None
    assert form["theme"].value() == "His"
    assert Meeting.objects.get().theme == "Hers"


def test_sending_again_after_seeing_both_is_a_choice(edited, facilitator):
    form, _answer = send(edited, facilitator)
    _form, answer = send(edited, facilitator, revision=form["revision"].value())
    assert answer == "/there/"
    assert Meeting.objects.get().theme == "His"


@pytest.mark.parametrize("revision", ["", "x", "-1", "9" * 4000])
def test_a_spoilt_revision_overwrites_nothing(edited, facilitator, revision):
    form, answer = send(edited, facilitator, revision=revision)
    assert (answer, form.conflict is not None) == (None, True)
    assert Meeting.objects.get().theme == "Hers"


# ── The page ─────────────────────────────────────────────────────────────────────────────

PAGE = {"heading": "Name", "submit_label": "Save", "back_url": "/", "back_label": "Home"}


@pytest.fixture
def page(client):
    """A request with session and messages."""
    request = client.get("/akun/masuk/").wsgi_request
    with translation.override("en"):
        yield request


def test_a_form_leads_on_when_it_is_done_and_comes_back_when_it_is_refused(page):

    def answer(**typed):
        page.method, page.POST = "POST", typed
        return answer_form(page, NameForm(typed), lambda: "/there/", context=PAGE, message="Done.")

    refused = answer(name="")
    assert (refused.status_code, b"This field is required." in refused.content) == (422, True)
    done = answer(name="Siti")
    assert (done.status_code, done.headers["Location"]) == (302, "/there/")
    assert [str(message) for message in get_messages(page)] == ["Done."]


def test_an_act_is_asked_about_first_and_may_want_a_reason(page):

    def ask(method, **typed):
        page.method, page.POST = method, typed
        return confirm(
            page,
            lambda: "/there/",
            question="Cancel the meeting?",
            consequences=["Everybody is told."],
            label="Cancel it",
            back="/",
            back_label="Home",
            form=ReasonForm(typed or None),
            danger=True,
        )

    asked = ask("GET")
    assert asked.status_code == 200
    for part in (b"Cancel the meeting?", b"Everybody is told.", b"Cancel it", b"<textarea"):
        assert part in asked.content
    assert ask("POST", reason=" ").status_code == 422
    assert ask("POST", reason="Flood").status_code == 302
