"""Scans: checked, read page by page, rotated and wrapped into one PDF.

The programs that open an untrusted file (`checking`, `reading`, `rotating`, `wrapping`) each run in
a sandbox, without Django: their input is in their arguments, their result is what
they print.
"""
