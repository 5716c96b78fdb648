"""The record of a meeting, as its page shows it."""

from meetings.reports.reading import read_meeting
from meetings.reports.record import Record

__all__ = ["Record", "read_meeting"]
