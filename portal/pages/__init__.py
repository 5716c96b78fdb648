"""Pages that show several apps, or tell the whole chain."""
