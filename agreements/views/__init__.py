"""Views of letterheads, drafts, their review and their prints."""
