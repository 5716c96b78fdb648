"""Forms of the agreements."""

from agreements.forms.verification import CodeForm

__all__ = ["CodeForm"]
