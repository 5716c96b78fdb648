"""The content of each kind of document as plain JSON: the source of its page, print and hash.

shape.py declares the building blocks; each other module declares the content of one kind of
document and builds it. Content holds finished Indonesian text and whole numbers, never contact
data, and nothing that may change after freezing: who has signed is not part of it.
"""
