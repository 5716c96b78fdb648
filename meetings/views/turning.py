"""What a desk answers when its meeting no longer takes what the desk is for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from meetings.models import Meeting


def turn_away(request: HttpRequest, meeting: Meeting, sentence: str) -> HttpResponse:
    """Lead to the meeting's page, and say there why."""
    messages.warning(request, sentence)
    return redirect(meeting)
