"""A photo of a slip of paper, kept as soon as it has come.

A form that is refused comes back without its file, and whoever has photographed a slip in a full
room will not do it twice. So the picture is stored at once, and the form carries its signed name.
"""

from dataclasses import asdict, dataclass

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from files.images import SafeImage

SALT = "pledges.photos"
DAY = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class KeptPhoto:
    """A photo in the private storage: its name there, its hash, and its size in points."""

    name: str
    sha256: str
    width: int
    height: int

    @property
    def token(self) -> str:
        """What a form carries; nobody can make one for another file."""
        return signing.dumps(asdict(self), salt=SALT)


def keep_photo(picture: SafeImage) -> KeptPhoto:
    """Store a photo under its hash and return where it is; the same photo is stored once."""
    name = f"slips/{picture.sha256}.jpg"
    if not default_storage.exists(name):
        name = default_storage.save(name, ContentFile(picture.content))
    return KeptPhoto(name, picture.sha256, picture.width, picture.height)


def find_kept_photo(token: str) -> KeptPhoto | None:
    """Return the photo that a form carries, None for a token that is not ours or a day old."""
    try:
        return KeptPhoto(**signing.loads(token, salt=SALT, max_age=DAY))
    except (signing.BadSignature, TypeError):
        return None
