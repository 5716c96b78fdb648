"""What a document says, as plain JSON: the one source of its page, its print and its hash.

shape.py declares the parts, each other module the content of one kind of document and its builder.
Content holds finished Indonesian text and whole numbers, never contact data, and nothing that may
change after freezing: who has signed is not part of it.
"""
