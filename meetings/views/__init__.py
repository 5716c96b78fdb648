"""Views of meetings, their desks, decisions and follow-ups."""
