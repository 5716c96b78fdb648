"""How many statements a request makes."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

SUCCESSES = (200, 204, 302)


def count_queries(request):
    """Returns how many queries a request makes; a file is read to its end, and no error counts."""
    with CaptureQueriesContext(connection) as queries:
        answer = request()
        if answer.streaming:
            list(answer)
    assert answer.status_code in SUCCESSES, answer.status_code
    return len(queries)
