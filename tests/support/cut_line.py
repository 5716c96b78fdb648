"""A network connection to a server that can be cut: then a browser is refused, as by a stopped one.

A server process needs seconds of a core to start. Where only its absence matters, it runs on, and
the port that the browser calls opens and closes before it.
"""

import selectors
import socket
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

HOST = "127.0.0.1"
PIECE = 65_536  # bytes


class _Relay(socketserver.ThreadingTCPServer):
    """Hands on what comes to its port to the server's port, and back."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, server_port: int) -> None:
        super().__init__((HOST, port), _Call)
        self.server_port = server_port
        self.ends: set[socket.socket] = set()

    def cut(self) -> None:
        """Stop listening, and end the calls that go on."""
        self.shutdown()
        self.server_close()
        for end in tuple(self.ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


class _Call(socketserver.BaseRequestHandler):
    """One connection of a browser."""

    server: _Relay

    def handle(self) -> None:
        with (
            suppress(OSError),  # either side may hang up at any time
            socket.create_connection((HOST, self.server.server_port)) as server,
            selectors.DefaultSelector() as waiting,
        ):
            ends = {self.request: server, server: self.request}
            self.server.ends |= ends.keys()
            for end in ends:
                waiting.register(end, selectors.EVENT_READ)
            try:
                while True:
                    for key, _events in waiting.select():
                        piece = key.fileobj.recv(PIECE)  # type: ignore[union-attr]
                        if not piece:
                            return
                        ends[key.fileobj].sendall(piece)
            finally:
                self.server.ends -= ends.keys()


@contextmanager
def open_line(port: int, server_port: int) -> Iterator[str]:
    """Let a browser reach the server by this port during the block; the address to call."""
    relay = _Relay(port, server_port)
    thread = threading.Thread(target=relay.serve_forever, args=[0.05], daemon=True)
    thread.start()
    try:
        yield f"http://{HOST}:{port}"
    finally:
        relay.cut()
        thread.join()
