"""Photos of paper slips, stored as soon as they are uploaded.

A browser does not send a file again when a form comes back with an error, and nobody wants to
photograph a slip twice. So the photo is stored at once, and the form carries a signed token for it.
"""

from dataclasses import asdict, dataclass

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.images import ReencodedImage

SALT = "pledges.photos"
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo in private storage: its name there, its SHA-256, and its size in pixels."""

    name: str
    sha256: str
    width: int
    height: int

    @property
    def token(self) -> str:
        """A signed token for the form; it cannot be forged for another file."""
        return signing.dumps(asdict(self), salt=SALT)


def keep_photo(picture: ReencodedImage) -> KeptPhoto:
    """Store a photo under its hash, so that the same photo is stored once."""
    name = default_storage.save(f"slips/{picture.sha256}.jpg", ContentFile(picture.content))
    return KeptPhoto(name, picture.sha256, picture.width, picture.height)


def find_kept_photo(token: str) -> KeptPhoto | None:
    """Return the photo of a form's token; None if the token is forged or older than a day."""
    try:
        return KeptPhoto(**signing.loads(token, salt=SALT, max_age=DAY))
    except (signing.BadSignature, TypeError):
        return None
