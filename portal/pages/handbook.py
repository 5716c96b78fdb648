"""The user handbook: step-by-step guides with screenshots of the real pages.

Browser tests take the screenshots (`make handbook`): the replay of the meeting of 2021, the life of
a document, and what happens in the meeting room, at its door and after it. So they always show the
present pages. They name the people and places of that
forum, so the handbook of another city has no screenshots.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from PIL import Image

from core.access import allow_anonymous_read
from core.public_cache import cache_for_visitors
from pilots.models import Programme
from portal.pages.handbook_texts.guides import GUIDES
from portal.pages.handbook_texts.shapes import Guide

FOLDER = "img/handbook"
# A file with the Kemendagri code of the city whose forum the screenshots show.
CITY = f"{FOLDER}/city.txt"


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot in the handbook; width and height in pixels."""

    path: str
    width: int
    height: int

    @property
    def is_phone(self) -> bool:
        """Whether it was taken on a phone; then it is shown narrow, beside the text."""
        return self.height > self.width


@cache
def find_picture(key: str) -> Picture | None:
    """Return the screenshot of a step; None when the tests have not taken it yet."""
    path = f"{FOLDER}/{key}.webp"
    found = finders.find(path)
    if not isinstance(found, str):
        return None
    with Image.open(found) as image:
        return Picture(path, image.width, image.height)


@cache
def find_pictured_city() -> str:
    """Return the code of the city whose forum the screenshots show; empty without the file."""
    found = finders.find(CITY)
    return Path(found).read_text(encoding="utf-8").strip() if isinstance(found, str) else ""


@allow_anonymous_read
@cache_for_visitors
def handbook(request: HttpRequest) -> HttpResponse:
    """List the guides with their readers."""
    return render(request, "portal/handbook.html", {"guides": GUIDES})


@allow_anonymous_read
@cache_for_visitors
def handbook_guide(request: HttpRequest, slug: str) -> HttpResponse:
    """Show one guide with all its steps."""
    guide = _get_guide(slug)
    forums_here = Programme.objects.filter(city__code=find_pictured_city())
    has_pictures = settings.DEMO or forums_here.exists()
    steps: list[dict[str, Any]] = [
        {
            "number": number,
            "step": step,
            "picture": find_picture(step.key) if has_pictures else None,
        }
        for number, step in enumerate(guide.steps, start=1)
    ]
    others = [other for other in GUIDES if other is not guide]
    return render(
        request, "portal/handbook_guide.html", {"guide": guide, "steps": steps, "others": others}
    )


def _get_guide(slug: str) -> Guide:
    for guide in GUIDES:
        if guide.slug == slug:
            return guide
    raise Http404(_("This page does not exist, or it is not published."))
