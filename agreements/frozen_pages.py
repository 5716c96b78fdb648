"""What somebody who signs on a screen is shown: the print of the frozen content, page by page.

The pictures are drawn of the kept print in the letter's own paper, so its hash says what was shown.
"""

from agreements.models import DocumentVersion, Rendition


def find_print_for_screen(version: DocumentVersion) -> Rendition | None:
    """Return the print whose pages are read on a screen; None until it is made."""
    page_setup = version.content["page_setup"]
    return version.renditions.filter(
        paper=page_setup["paper"], layout=page_setup["signature_layout"]
    ).first()
