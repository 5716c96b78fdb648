"""Scans: judged, read page by page, rotated and wrapped.

The programs that open a stranger's file (`checking`, `reading`, `rotating`, `wrapping`) each run in
a sandbox. None of them knows Django: what they are told stands in their arguments, what they find
they print.
"""
