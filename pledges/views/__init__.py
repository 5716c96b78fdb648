"""Pages on which contributions are decided about and written."""
