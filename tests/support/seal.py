"""The key that seals in tests, made once a process."""

import functools

from django.conf import settings


@functools.cache
def made_seal():
    """The seal: its `ca_path` is what judges of signatures trust."""
    # Imported late: pyHanko is heavy, and most tests seal nothing.
    from files.pdf_signatures.keys import make_seal  # noqa: PLC0415

    return make_seal(settings.SEAL_DIR, name="Sekretariat Forum (contoh)")
