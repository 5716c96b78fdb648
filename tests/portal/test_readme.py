"""The README's way to a forum of one's own, followed word by word in a folder of its own."""

import http.cookiejar
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.parse
import urllib.request

import pytest
from django.conf import settings

from tests.portal.test_commands import ANSWERS

ROOT, PASSWORD = settings.BASE_DIR, "rahasia-yang-panjang-7"
SECONDS = 60


@pytest.fixture
def house(tmp_path):
    """The tracked files in a folder of their own, with this machine's packages."""
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.split("\0")
    compiled = [str(file.relative_to(ROOT)) for file in ROOT.glob("locale/*/LC_MESSAGES/*.mo")]
    for name in [*tracked, *compiled]:
        if name and (ROOT / name).is_file() and not name.startswith((".venv", "var/")):
            target = tmp_path / "rembug" / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target)
    (tmp_path / "rembug" / ".venv").symlink_to((ROOT / ".venv").resolve())
    return tmp_path / "rembug"


@pytest.fixture
def port():
    """A port that nobody uses."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@pytest.fixture
def served(house, port, tmp_path):
    """The address of the portal that the README's shell blocks lead to, and what they said."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    section = readme.split("## A forum of your own")[1].split("\n## ")[0]
    blocks = re.findall(r"```sh\n(.*?)```", section, re.DOTALL)
    assert len(blocks) == 3
    script = "".join(blocks)
    assert script.startswith("make setup\n")  # what it installs is linked here
    script = script.removeprefix("make setup\n").replace("8000", str(port))
    typed = "\n".join([*ANSWERS.values(), PASSWORD, PASSWORD, ""])
    answers, told = tmp_path / "answers", tmp_path / "told"
    answers.write_text(typed, encoding="utf-8")
    environ = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    with answers.open() as given, told.open("w") as output:
        shell = subprocess.Popen(
            ["bash", "-ec", script],
            cwd=house,
            stdin=given,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environ | {"LC_ALL": "C.UTF-8"},
            start_new_session=True,
        )
        try:
            yield f"http://127.0.0.1:{port}", told
        finally:
            os.killpg(shell.pid, signal.SIGTERM)
            shell.wait(SECONDS)


def wait_for(find, told):
    """What `find` returns once it returns something; what the shell said, if it never does."""
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        if found := find():
            return found
        time.sleep(0.2)
    raise AssertionError(told.read_text(encoding="utf-8"))


def test_the_readme_leads_to_a_served_portal_with_worker_and_letters(served, house):
    address, told = served
    opener = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
    )

    def get(path):
        try:
            return opener.open(address + path).read().decode()
        except urllib.error.URLError:
            return ""

    def send(path, **fields):
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', get(path))[1]
        data = urllib.parse.urlencode({**fields, "csrfmiddlewaretoken": token}).encode()
        return opener.open(address + path, data)

    page = wait_for(lambda: get("/akun/masuk/"), told)
    style = re.search(r'href="(/static/css/[^"]+)"', page)[1]
    assert get(style)
    send("/akun/sandi/lupa/", email=ANSWERS["email"])
    [letter] = wait_for(lambda: list((house / "var" / "mail").glob("*")), told)
    wait_for(lambda: "/akun/sandi/baru/" in letter.read_text(encoding="utf-8"), told)
    answer = send("/akun/masuk/", login=ANSWERS["email"], password=PASSWORD)
    assert urllib.parse.urlsplit(answer.url).path == "/"
    answer = opener.open(address + "/tugas/")
    assert urllib.parse.urlsplit(answer.url).path == "/tugas/"
