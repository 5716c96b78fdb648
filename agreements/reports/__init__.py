"""Read models of the agreements' pages."""
