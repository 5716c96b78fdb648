"""Headers that isolate our pages, and a wall against text that no database holds."""

import pytest
from django.core.exceptions import BadRequest
from django.http import HttpResponse
from django.test import RequestFactory

from core.middleware import add_isolation_headers, reject_nul_bytes


def answer(request):
    return HttpResponse("Halo")


def test_every_answer_is_isolated():
    headers = add_isolation_headers(answer)(RequestFactory().get("/")).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Embedder-Policy"] == "require-corp"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=()"


def test_what_is_made_for_a_session_is_kept_by_nobody_on_the_way():
    request = RequestFactory().get("/")
    assert "Cache-Control" not in add_isolation_headers(answer)(request).headers
    request.COOKIES["session"] = "x"
    assert add_isolation_headers(answer)(request).headers["Cache-Control"] == "private, no-cache"


def test_a_view_may_set_a_header_of_its_own():
    def own(request):
        return HttpResponse(headers={"Cross-Origin-Resource-Policy": "cross-origin"})

    headers = add_isolation_headers(own)(RequestFactory().get("/")).headers
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"


@pytest.mark.parametrize("address", ["/rapat/%00/", "/?q=%00", "/?q=a%00b"])
def test_a_nul_byte_in_an_address_is_a_bad_request(address):
    with pytest.raises(BadRequest):
        reject_nul_bytes(answer)(RequestFactory().get(address))


def test_ordinary_text_passes():
    assert reject_nul_bytes(answer)(RequestFactory().get("/?q=Taman")).status_code == 200


def test_a_page_speaks_indonesian_whatever_the_browser_says(client, db):
    response = client.get("/akun/masuk/", headers={"accept-language": "en"})
    assert response.headers["Content-Language"] == "id"
    assert "Accept-Language" not in response.headers["Vary"]


def test_a_page_speaks_the_language_that_was_chosen(client, db):
    client.post("/bahasa/", {"language": "en", "next": "/"})
    assert client.get("/akun/masuk/").headers["Content-Language"] == "en"


def test_an_unknown_language_is_not_spoken(client, db):
    client.cookies["django_language"] = "xx"
    assert client.get("/akun/masuk/").headers["Content-Language"] == "id"


def test_a_cookie_that_no_database_holds_is_refused():
    request = RequestFactory().get("/")
    request.COOKIES["session"] = "a\x00b"
    with pytest.raises(BadRequest):
        reject_nul_bytes(answer)(request)
