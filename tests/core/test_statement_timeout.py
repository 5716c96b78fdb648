"""A statement that takes too long is ended by PostgreSQL, and the page says so."""

import uuid
from http import HTTPStatus

import pytest
from django.db import OperationalError, connection, transaction
from django.test import RequestFactory
from django.utils import translation

from core.forms import IdempotentForm, attempt
from core.statement_timeout import TOO_SLOW, StatementTimeoutMiddleware, is_timeout

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no such timeout"),
]


def sleep_too_long():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 20")
        cursor.execute("SELECT pg_sleep(5)")


def divide_by_zero():
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1/0")


def catch(work):
    with pytest.raises(Exception) as caught:  # noqa: PT011 - whatever the work raises
        work()
    return caught.value


def test_only_a_statement_that_was_ended_by_its_timeout_counts_as_one():
    assert is_timeout(catch(sleep_too_long))
    assert not is_timeout(catch(divide_by_zero))
    assert not is_timeout(OperationalError("server closed the connection"))


def test_a_page_that_takes_too_long_is_answered_with_a_sentence():
    middleware = StatementTimeoutMiddleware(lambda request: None)
    request = RequestFactory().get("/")
    with translation.override("id"):
        response = middleware.process_exception(request, catch(sleep_too_long))
    assert response.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert response["Retry-After"] == "5"
    assert "terlalu lama" in response.content.decode()
    assert middleware.process_exception(request, catch(divide_by_zero)) is None


def test_a_form_that_takes_too_long_is_shown_again_with_a_sentence():
    form = IdempotentForm({"idempotency_key": str(uuid.uuid4())})
    assert attempt(form, sleep_too_long) is None
    assert form.non_field_errors() == [TOO_SLOW]
