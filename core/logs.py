"""What the log of the server says: which address, and never by which personal link."""

import logging
import re

# A token of core.link_tokens in an address: id, version and a signature of 43 characters.
_TOKEN = re.compile(r"\b(\d+\.\d+)\.[\w-]{43}(?![\w-])")


class NoTokens(logging.Filter):
    """Cuts the signature out of a link's address: whoever reads a log must not open the link."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Change the record, and let it pass."""
        said = record.getMessage()
        shown = _TOKEN.sub(r"\1.…", said)
        if shown != said:
            record.msg, record.args = shown, ()
        return True
