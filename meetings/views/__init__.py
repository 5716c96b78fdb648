"""Pages of meetings and of decisions."""

from meetings.views.decisions import decision_detail, decision_list
from meetings.views.meetings import meeting_detail, meeting_list

__all__ = ["decision_detail", "decision_list", "meeting_detail", "meeting_list"]
