"""Hosts that share the database and the object store alone: a web process and a worker each."""

import http.client
import os
import subprocess
import sys
import time
import uuid
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.support.object_store import KEY, REGION, SECRET, find_free_port, is_answering

PATIENCE = 90  # seconds
FORM = "application/x-www-form-urlencoded"


@dataclass
class Host:
    """A machine: the port of its web process, and the folder that is its own disk."""

    port: int
    disk: Path

    def list_files(self):
        """What its processes left on its disk, but for the lock and the key that was brought."""
        return [
            path
            for path in self.disk.rglob("*")
            if path.is_file() and path.name != "examining.lock" and "seal" not in path.parts
        ]


@dataclass
class Answer:
    """An answer to a browser: status, headers and body."""

    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def text(self):
        return self.body.decode()


@dataclass
class Browser:
    """A browser that reads English and asks whichever host is named."""

    cookies: dict[str, str] = field(default_factory=dict)

    def sign_in(self, user):
        """Enter without the form: the session is a row that every host finds."""
        client = Client()
        client.force_login(user)
        self.cookies[settings.SESSION_COOKIE_NAME] = client.cookies["session"].value
        return self

    def get(self, host, path, **headers):
        return self._ask(host, "GET", path, None, headers)

    def post(self, host, path, form=None, **values):
        """Send a form as its page on the same host has it: with its token, and a key of its own."""
        page = self.get(host, form or path)
        assert "csrf" in self.cookies, page.text
        values = {"idempotency_key": str(uuid.uuid4()), **values}
        values["csrfmiddlewaretoken"] = self.cookies.get("csrf", "")
        if any(hasattr(value, "read") for value in values.values()):
            body, kind = encode_multipart(BOUNDARY, values), MULTIPART_CONTENT
        else:
            body, kind = urlencode(values).encode(), FORM
        return self._ask(host, "POST", path, body, {"Content-Type": kind})

    def _ask(self, host, method, path, body, headers):
        cookies = {settings.LANGUAGE_COOKIE_NAME: "en", **self.cookies}
        sent = {
            # As a load balancer hands it on: all hosts answer to the portal's one name.
            "Host": "rembug.example",
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
        }
        asked = http.client.HTTPConnection("127.0.0.1", host.port, timeout=PATIENCE)
        try:
            asked.request(method, path, body=body, headers={**sent, **headers})
            answer = asked.getresponse()
            for line in answer.headers.get_all("Set-Cookie") or []:
                for name, morsel in SimpleCookie(line).items():
                    self.cookies[name] = morsel.value
            return Answer(answer.status, answer.headers, answer.read())
        finally:
            asked.close()


def _environment(host, store, bucket, **more):
    there = connection.settings_dict
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.support.host_settings",
        "DATABASE_URL": "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**there),
        "MEDIA_STORE": f"s3://{bucket}/rembug?endpoint={store.endpoint}&region={REGION}",
        "MEDIA_STORE_KEY": KEY,
        "MEDIA_STORE_SECRET": SECRET,
        "MEDIA_ROOT": str(host.disk / "media"),
        "SEAL_DIR": str(host.disk / "seal"),
        "EMAIL_URL": f"filemail:///{host.disk / 'mail'}",
        "OUTBOX_IMMEDIATE": "0",
        "LOG_LEVEL": "ERROR",
        **more,
    }


@contextmanager
def run_hosts(disks, store, bucket):
    """Run a host for each of these folders: a web process and a worker, during the block."""
    with ExitStack() as stack:
        hosts = [Host(find_free_port(), disk) for disk in disks]
        for host in hosts:
            environment = _environment(host, store, bucket)
            web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
            web += ["--port", str(host.port), "--workers", "1", "--blocking-threads", "2"]
            web += ["--log-level", "warning", "portal.wsgi:application"]
            for command in (web, ["manage.py", "run_outbox", "--pause", "0.2"]):
                stack.enter_context(_run([sys.executable, *command], environment))
        for host in hosts:
            wait_until(lambda host=host: is_answering(host.port))
        yield hosts


@contextmanager
def run_web_server(port):
    """Run a web process on the database of the test, of either kind, during the block."""
    there = connection.settings_dict
    address = (
        f"sqlite:///{there['NAME']}"
        if connection.vendor == "sqlite"
        else "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**there)
    )
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "tests.support.web_settings",
        "DATABASE_URL": address,
        "LOG_LEVEL": "ERROR",
    }
    web = ["-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port)]
    web += ["--workers", "1", "--blocking-threads", "2", "--log-level", "warning"]
    with _run([sys.executable, *web, "portal.wsgi:application"], environment):
        wait_until(lambda: is_answering(port))
        yield f"http://127.0.0.1:{port}"


@contextmanager
def _run(command, environment):
    process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment)
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until(is_so):
    """Ask until something is so; fails when it takes too long."""
    end = time.monotonic() + PATIENCE
    while not (found := is_so()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)
    return found
