"""Word files: `writer` is called, `fill` runs beside it in a sandbox.

Nothing is imported here, so that the sandbox starts without Django.
"""
