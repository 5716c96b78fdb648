"""Verification: was a given file issued by this portal, and if not, what was changed?

`registry` looks up its hash, which suffices for an unchanged file. Any other file is read by
files.pdf.inspection in a sandbox; `analysis` draws the conclusions, and `messages` words them. Only
a file that is identical byte by byte is ever called the original: a valid signature says nothing
about what was added after it.
"""
