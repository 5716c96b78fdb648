"""The audit trail: an append-only, hash-linked log of what happened to one object.

It is keyed by the object's reference. `recording` appends entries, `reading` reads and verifies
them, `values` erases the personal values behind them, and `chain` has the format of an entry and
the verification of the hash chain, without a database.
"""
