"""A meeting as it is read: who came, what was said under each point, and what came of it."""

from meetings.reports.reading import read_meeting
from meetings.reports.record import Record

__all__ = ["Record", "read_meeting"]
