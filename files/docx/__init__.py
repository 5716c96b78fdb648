"""Word files: `writer` is the function to call; it runs the program `fill` in a sandbox.

Nothing is imported here, so that the sandbox starts without Django.
"""
