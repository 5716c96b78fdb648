"""Pages of letterheads, drafts, their review and their prints."""
