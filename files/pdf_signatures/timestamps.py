"""Client for a timestamp server (RFC 3161) with a timeout for the whole response."""

import asyncio
import hashlib

from asn1crypto import cms
from pyhanko.sign.timestamps.aiohttp_client import HTTPTimeStamper


class TimestampFailed(Exception):
    """The timestamp server did not respond in time, or not with a timestamp of the given digest."""


class DeadlineTimeStamper(HTTPTimeStamper):
    """Timestamp client whose every failure is TimestampFailed.

    The timeout is for the whole response, so it also ends a server that sends a byte now and then.
    """

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """Return a timestamp token; raises TimestampFailed without one, or for another digest."""
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            info = token["content"]["encap_content_info"]["content"].parsed
            stamped = info["message_imprint"]["hashed_message"].native
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise TimestampFailed(str(error) or type(error).__name__) from error
        if stamped != message_digest:
            raise TimestampFailed("the server stamped something else")
        return token


def check_timestamp_server(url: str, seconds: float) -> None:
    """Request a timestamp of empty data; raises TimestampFailed when the server fails."""
    digest = hashlib.sha256(b"").digest()
    asyncio.run(DeadlineTimeStamper(url, timeout=seconds).async_timestamp(digest, "sha256"))
