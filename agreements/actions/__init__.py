"""Actions on letterheads, on documents until they are frozen, and on print jobs."""
