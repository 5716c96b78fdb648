"""Asking a timestamp server (RFC 3161), whatever it answers, and never longer than allowed."""

import asyncio
import hashlib

from asn1crypto import cms
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper


class NoTimestamp(Exception):
    """The timestamp server did not answer in time, or not with a timestamp of what was asked."""


class PatientTimeStamper(HTTPTimeStamper):
    """A client whose every failure is NoTimestamp.

    Its time is that of a whole answer, so a server that sends a byte now and then ends it too.
    """

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return the token of a digest; raises NoTimestamp for none, and for another's."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            told = token["content"]["encap_content_info"]["content"].parsed
            stamped = told["message_imprint"]["hashed_message"].native
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise NoTimestamp(str(error) or type(error).__name__) from error
        if stamped != message_digest:
            raise NoTimestamp("the server stamped something else")
        return token


def ask_for_timestamp(url: str, seconds: float) -> None:
    """Ask a server to stamp nothing in particular; raises NoTimestamp when it does not."""
    digest = hashlib.sha256(b"").digest()
    asyncio.run(PatientTimeStamper(url, timeout=seconds).async_timestamp(digest, "sha256"))
