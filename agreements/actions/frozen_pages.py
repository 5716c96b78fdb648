"""Page images of a frozen version, as they are read on a screen before signing."""

from collections.abc import Sequence

from django.core.files.base import ContentFile
from django.db import transaction

from agreements.models import DocumentVersion, FrozenPage
from files.images import PagePicture


@transaction.atomic
def keep_frozen_pages(*, version: DocumentVersion, pictures: Sequence[PagePicture]) -> None:
    """Store the page images of a version (idempotent).

    The files are named by version and page and written before the rows, so that after a crash the
    next attempt writes the same ones again.
    """
    version = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if version.pages.exists():
        return
    for number, picture in enumerate(pictures, start=1):
        page = FrozenPage(
            version=version, number=number, width=picture.width, height=picture.height
        )
        page.image.save(f"frozen-{version.pk}-{number}.webp", ContentFile(picture.content))
