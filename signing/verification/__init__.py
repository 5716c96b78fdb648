"""Whether a file that somebody has is one of ours, and what is wrong with it if it is not.

`registry` looks a hash up, and that is all it takes for a file of ours. Any other file is read by
files.pdf.inspection in a sandbox; `analysis` says what that means, `messages` in which words. Only
a file that is ours byte by byte is ever called the original: a valid signature alone proves nothing
about what was added after.
"""
