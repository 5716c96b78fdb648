"""Background work of the agreements: prints of frozen documents."""

from collections.abc import Mapping

from agreements.actions import store_rendition
from agreements.models import DocumentVersion, Paper
from agreements.prints import print_of_document
from core.outbox import Handler


def render_prints(version_id: int) -> None:
    """Make and keep the prints of a frozen version in every paper size; safe to run again."""
    version = DocumentVersion.objects.select_related("document").get(pk=version_id)
    layout = version.content["letter"]["signature_layout"]
    for paper in Paper.values:
        if not version.renditions.filter(paper=paper, layout=layout).exists():
            pdf = print_of_document(version.document, paper=paper, layout=layout)
            store_rendition(version=version, paper=paper, layout=layout, pdf=pdf)


HANDLERS: Mapping[str, Handler] = {"agreements.render_prints": render_prints}
