"""Whether a file that somebody has is one of ours, and what is wrong with it if it is not.

`known` looks a hash up, and that is all it takes for a file of ours. Any other file is read by
`probe` in a process of its own; `judging` says what that means. Only a file that is ours byte by
byte is ever called the original: a valid signature alone proves nothing about what was added after.
"""
