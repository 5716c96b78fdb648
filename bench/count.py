"""A context manager that counts database queries."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext


@contextmanager
def count_queries() -> Iterator[CaptureQueriesContext]:
    """Capture the queries made in the block.

    Django stores at most 9,000 queries, so the log is cleared first.
    """
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        yield queries
