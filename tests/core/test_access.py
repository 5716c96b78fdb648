"""Not visible is 404, not permitted is 403, and views say who may come in."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.test import RequestFactory

from core.access import MAX_ID, allow_anonymous, allow_anonymous_read, find_visible, require
from stakeholders.models import Organisation

pytestmark = pytest.mark.usefixtures("english")


def view(request):
    return HttpResponse("Selamat datang")


def test_a_public_page_is_open_and_only_reads():
    page = allow_anonymous_read(view)
    assert page.login_required is False
    assert page(RequestFactory().get("/")).status_code == 200
    assert page(RequestFactory().head("/")).status_code == 200
    assert page(RequestFactory().post("/")).status_code == 405


def test_a_view_open_to_all_also_takes_a_form():
    opened = allow_anonymous(view)
    assert opened.login_required is False
    assert opened(RequestFactory().post("/")).status_code == 200


def test_a_plain_view_says_nothing_and_so_is_closed():
    assert not hasattr(lambda request: None, "login_required")


def test_what_is_visible_is_found(forum):
    assert find_visible(Organisation.objects.all(), slug="inka") == forum.inka


@pytest.mark.parametrize(
    "lookup", [{"slug": "nobody"}, {"pk": "seven"}, {"pk": MAX_ID}, {"pk": MAX_ID + 1}]
)
def test_what_is_not_there_is_a_404_with_a_sentence(db, lookup):
    with pytest.raises(Http404) as caught:
        find_visible(Organisation.objects.all(), **lookup)
    assert str(caught.value) == "This page does not exist, or it is not published."


def test_what_is_hidden_is_a_404_too(forum):
    with pytest.raises(Http404):
        find_visible(Organisation.objects.exclude(slug="inka"), slug="inka")


def test_what_is_permitted_passes():
    assert require(True) is None


@pytest.mark.parametrize(
    ("sentence", "said"),
    [(None, "You are not allowed to do this."), ("Not yours.", "Not yours.")],
)
def test_what_is_not_permitted_says_so(sentence, said):
    with pytest.raises(PermissionDenied) as caught:
        require(False, sentence)
    assert str(caught.value) == said
