"""The audit trail: an append-only, hash-linked log of what happened to one object.

It is keyed by the object's reference. `recording` appends, `reading` finds and checks, `values`
erases the personal values behind it, and `chain` is the form of an entry, without a database.
"""
