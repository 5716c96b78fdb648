"""The texts of the handbook: guides of steps, each about one page, with a screenshot."""
