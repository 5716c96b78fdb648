"""The print whose page images are read before signing on a screen.

The images are drawn from the rendition in the letterhead's paper and layout, so that the hash of
that rendition identifies what was shown.
"""

from agreements.models import DocumentVersion, Rendition


def find_print_for_screen(version: DocumentVersion) -> Rendition | None:
    """Return the rendition whose pages are read on a screen; None until it is stored."""
    page_setup = version.content["page_setup"]
    return version.renditions.filter(
        paper=page_setup["paper"], layout=page_setup["signature_layout"]
    ).first()
