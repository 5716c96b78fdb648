"""Views of contributions: deciding, writing, and the photos of slips."""
