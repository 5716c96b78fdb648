"""Forms of the agreements."""

from agreements.forms.printing import DocumentPrintForm, MeetingPrintForm
from agreements.forms.verification import CodeForm

__all__ = ["CodeForm", "DocumentPrintForm", "MeetingPrintForm"]
