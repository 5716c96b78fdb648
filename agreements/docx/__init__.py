"""A draft as a Word file: `export` is called, `fill` runs beside it in a process of its own.

Nothing is imported here, so that this process starts without Django.
"""
