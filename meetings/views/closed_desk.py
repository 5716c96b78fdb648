"""The redirect from a desk (work page) that is closed, because of its meeting's state."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.models import Meeting


def redirect_with_warning(request: HttpRequest, meeting: Meeting, sentence: str) -> HttpResponse:
    """Redirect to the meeting's page with the reason as a warning."""
    messages.warning(request, sentence)
    return redirect(meeting)
