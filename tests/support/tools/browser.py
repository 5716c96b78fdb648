"""Drives a real Chromium, and notes whatever a page should not do."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

# Playwright's driver keeps an event loop in this thread, and Django then takes every query of
# the test itself for one made inside asynchronous code.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

# Milliseconds: how fast a busy machine is, no journey judges.
PATIENCE = 60_000
expect.set_options(timeout=PATIENCE)

PHONE = (360, 740)
DESKTOP = (1280, 900)

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


def chromium_path() -> str:
    """Returns the Chromium to use: the one named by CHROMIUM, or the machine's own."""
    for name in (os.environ.get("CHROMIUM"), "chromium", "google-chrome"):
        path = name and shutil.which(name)
        if path:
            return path
    raise RuntimeError('no Chromium: run "bin/setup test", or name one as CHROMIUM=/path')


@contextmanager
def chromium() -> Iterator[Browser]:
    """Opens a browser without a screen, and closes it."""
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=chromium_path(), args=FLAGS, timeout=2 * PATIENCE
        )
        try:
            yield browser
        finally:
            browser.close()


def kill_browser(profile: Path) -> None:
    """Kills every process of the browser with this profile, as when a battery is empty."""
    found = subprocess.run(
        ["pgrep", "-f", str(profile)], capture_output=True, text=True, check=True
    )
    for pid in found.stdout.split():
        os.kill(int(pid), signal.SIGKILL)


@contextmanager
def open_page(
    browser: Browser,
    *,
    size: tuple[int, int] = DESKTOP,
    scheme: Literal["light", "dark"] = "light",
    language: str = "id-ID",
    base_url: str | None = None,
    javascript: bool = True,
    offline: bool = False,
) -> Iterator[Page]:
    """Opens a page with cookies of its own, as one reader on one device."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme=scheme,
        locale=language,
        base_url=base_url,
        java_script_enabled=javascript,
        offline=offline,
        reduced_motion="reduce",
    )
    context.set_default_timeout(PATIENCE)
    try:
        yield context.new_page()
    finally:
        context.close()


@dataclass
class Troubles:
    """What went wrong on a page since it was watched; empty lists are what a test wants."""

    console: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    third_party: list[str] = field(default_factory=list)

    def all(self) -> list[str]:
        return [*self.console, *self.failed, *self.third_party]


def watch(page: Page, own_url: str) -> Troubles:
    """Notes console errors (a CSP violation is one), failed loads and requests to other hosts."""
    troubles = Troubles()
    own_host = urlsplit(own_url).netloc

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            troubles.console.append(f"{page.url}: {message.text}")

    def asked(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != own_host:
            troubles.third_party.append(f"{page.url}: {request.url}")

    def failed(request: Request) -> None:
        # A page that is left gives up what it was still loading, and nobody misses it.
        if request.failure != "net::ERR_ABORTED":
            troubles.failed.append(f"{page.url}: {request.url} ({request.failure})")

    page.on("console", heard)
    page.on("pageerror", lambda error: troubles.console.append(f"{page.url}: {error}"))
    page.on("requestfailed", failed)
    page.on("request", asked)
    return troubles
