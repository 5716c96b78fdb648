"""A refusal is a sentence, beside the field that it is about."""

from django import forms
from django.core.exceptions import ValidationError

from core.refusals import Refused


def test_a_refusal_reads_as_its_sentence():
    refusal = Refused("The door is locked.", field="door", code="locked")
    assert (str(refusal), refusal.field, refusal.code) == ("The door is locked.", "door", "locked")


def test_a_refusal_is_about_the_whole_unless_it_names_a_field():
    refusal = Refused("No.")
    assert (refusal.field, refusal.code) == (None, "refused")


def test_a_form_shows_a_refusal_as_its_own_error():
    class DoorForm(forms.Form):
        door = forms.CharField()

        def clean_door(self):
            raise Refused("The door is locked.", field="door")

    form = DoorForm({"door": "red"})
    assert form.errors == {"door": ["The door is locked."]}
    assert issubclass(Refused, ValidationError)
