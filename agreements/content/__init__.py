"""The content of each kind of document as plain JSON: the source of its page, print and hash.

shape.py declares the building blocks. A module named after a kind of document declares its
content and builds it; the others (rows, wording, letterheads, …) hold what several kinds share.
Content holds finished Indonesian text and whole numbers, never contact
data, and nothing that may change after freezing: who has signed is not part of it.
"""
