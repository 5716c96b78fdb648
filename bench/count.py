"""Counting queries, over however many pages."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, reset_queries
from django.test.utils import CaptureQueriesContext


@contextmanager
def counted() -> Iterator[CaptureQueriesContext]:
    """Note the queries made inside.

    Django keeps 9,000 of them and then counts no further, so each count begins with none.
    """
    reset_queries()
    with CaptureQueriesContext(connection) as queries:
        yield queries
