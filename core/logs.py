"""The log filter that removes the tokens of personal links."""

import logging
import re

# A token of core.link_tokens in a URL: id, version and a signature of 43 characters.
_TOKEN = re.compile(r"\b(\d+\.\d+)\.[\w-]{43}(?![\w-])")


class TokenFilter(logging.Filter):
    """Removes the signature of a token from log records, so nobody can open a link from a log."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Rewrite the record if it has a token; never drops a record."""
        message = record.getMessage()
        shown = _TOKEN.sub(r"\1.…", message)
        if shown != message:
            record.msg, record.args = shown, ()
        return True
