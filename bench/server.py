"""A real web server of the benchmark, a client that keeps its connection, and CPU of processes."""

import http.client
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from bench.process import find_free_port, is_listening, list_children, run_process, wait_until

# Of a web worker, as `make demo` has them; each thread keeps a connection to the database.
THREADS = 8
ARENAS = "2"  # glibc's heaps; one for each thread would keep 12 MB of free pieces


@dataclass(frozen=True, slots=True)
class Server:
    """A Granian that runs: its port, and the processes of its web workers."""

    port: int
    workers: list[int]

    def read_cpu_seconds(self) -> float:
        """Return the CPU seconds that the web workers have taken so far."""
        return read_cpu_seconds(self.workers)


@contextmanager
def run_server(workers: int) -> Iterator[Server]:
    """Run the portal in a Granian with some web workers during the block, as an office does."""
    port = find_free_port()
    options = ("--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port))
    sizes = ("--workers", str(workers), "--blocking-threads", str(THREADS))
    command = ("-m", "granian", *options, *sizes, "portal.wsgi:application")
    with run_process(*command, MALLOC_ARENA_MAX=ARENAS) as process:
        wait_until(lambda: is_listening(port))
        yield Server(port, list_children(process.pid))


def read_cpu_seconds(pids: Iterable[int]) -> float:
    """Return the CPU seconds that some processes have taken so far."""
    taken = 0
    for pid in pids:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        taken += int(fields[11]) + int(fields[12])  # in user and in system mode
    return taken / os.sysconf("SC_CLK_TCK")


class Browser:
    """A client of the real server that keeps its connection, and the cookies of a test client."""

    def __init__(self, port: int, client: Client | None = None):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.cookies: SimpleCookie = SimpleCookie(client.cookies if client else None)

    def fetch(
        self,
        method: str,
        path: str,
        data: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, http.client.HTTPMessage, bytes]:
        """Return status, headers and body of an answer, and keep its cookies."""
        body = urlencode(data) if data else None
        sent = {"Host": settings.ALLOWED_HOSTS[0], **(headers or {})}
        if self.cookies:
            sent["Cookie"] = _format_cookies(self.cookies)
        if body:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, path, body, sent)
        answer = self.connection.getresponse()
        for cookie in answer.headers.get_all("Set-Cookie", ()):
            self.cookies.load(cookie)
        return answer.status, answer.headers, answer.read()


def _format_cookies(cookies: SimpleCookie) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
