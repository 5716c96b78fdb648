"""The demo on a server of its own, and people with browsers before it."""

from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings as configured
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client, override_settings
from pytest_django.live_server_helper import LiveServer

from tests.support.cut_line import open_line
from tests.support.example import load_example
from tests.support.hosts import run_web_server
from tests.support.object_store import find_free_port
from tests.support.tools.browser import chromium, open_page, watch


@pytest.fixture(scope="module")
def example(django_db_setup, django_db_blocker):
    """The forum of 2021, committed, so that the server sees it; nothing stays behind."""
    with django_db_blocker.unblock():
        name = Path(connection.settings_dict["NAME"]).name
        assert "test" in name, f"{name} is somebody's own database"
        try:
            yield load_example()
        finally:
            call_command("flush", verbosity=0, interactive=False)


@pytest.fixture(scope="module")
def site(example):
    """The address of the running demo."""
    with override_settings(DEMO=True, ROOT_URLCONF="tests.journeys.demo_urls"):
        server = LiveServer("localhost")
        yield server.url
        server.stop()


@contextmanager
def portal_at_work():
    """A running portal, whose worker does what is due right after each commit; its address."""
    with override_settings(OUTBOX_IMMEDIATE=True):
        server = LiveServer("localhost")
        with override_settings(PUBLIC_URL=server.url):
            yield server.url
        server.stop()


@pytest.fixture(scope="module")
def connect(example):
    """Opens a line to a web process on a port of the test, which is cut at the end of its block."""
    server_port = find_free_port()
    with run_web_server(server_port):
        yield partial(open_line, server_port=server_port)


@pytest.fixture(scope="module")
def browser():
    """One Chromium for the tests of a file."""
    with chromium() as opened:
        yield opened
        # While the driver's event loop runs, Django has another connection in this thread.
        connections.close_all()


@pytest.fixture
def db(site):
    """Stands in for pytest-django's own, which would put each test into a transaction.

    By its name pytest-django knows that a test database is wanted.
    """


@pytest.fixture
def open_as(site, example, browser, db):
    """Opens a page as a role; what its console says and what fails to load fails the test."""

    @contextmanager
    def opened(role="", **device):
        with open_page(browser, base_url=site, **device) as page:
            if role:
                page.context.add_cookies([session_cookie(example.users[role], site)])
            troubles = watch(page, site)
            refused = []
            page.on("response", lambda answer: refused.append(answer) if is_refusal(answer) else 0)
            yield page
            complaints = [line for line in troubles.console if REFUSED not in line]
            # To the console a page that is an answer of 404 is a failure, and it says so once.
            assert len(troubles.console) - len(complaints) <= len(refused), troubles.console
            assert [*complaints, *troubles.failed, *troubles.third_party] == []

    return opened


REFUSED = "Failed to load resource: the server responded with a status of"


def is_refusal(answer):
    """Whether a page, no part of one, was answered with an error, or a form came back."""
    is_page = answer.request.is_navigation_request()
    return answer.status == 422 or (answer.status >= 400 and is_page)


def session_cookie(user, url):
    """Signs somebody in without the form, which has a journey of its own."""
    client = Client()
    client.force_login(user)
    name = configured.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}
