"""Programs that open scans of strangers, each started in a process of its own (core.limited).

None of them knows Django: what they are told stands in their arguments, what they find they print.
"""
