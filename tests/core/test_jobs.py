"""What the page says and does that waits for a job of the worker."""

import pytest
from django.template.loader import render_to_string

from core.jobs import JobStatus, Progress


@pytest.mark.parametrize(
    ("progress", "asks", "tone", "retry"),
    [
        (Progress.WAITING, "every 2s", "waiting", False),
        (Progress.LATE, "every 10s", "late", True),
        (Progress.FAILED, "", "late", True),
        (Progress.MADE, "", "done", False),
        (Progress.FORGOTTEN, "", "info", False),
        (Progress.STOPPED, "", "info", False),
    ],
)
def test_a_page_asks_again_until_its_job_is_over(progress, asks, tone, retry):
    status = JobStatus(progress, "Title")
    assert (status.polling, status.tone, status.may_be_retried) == (asks, tone, retry)
    assert status.is_running is bool(asks)


@pytest.mark.parametrize("progress", Progress)
def test_only_a_job_that_failed_shows_its_error(progress):
    status = JobStatus(progress, "Title", "Text", error="the disk is full")
    html = render_to_string("components/job_status.html", {"job_status": status})
    assert ("the disk is full" in html) is (progress == Progress.FAILED)
    assert "Title" in html
