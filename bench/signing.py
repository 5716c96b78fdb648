"""Signing on a phone and verifying: what is fetched and asked for, by who has no account."""

from collections.abc import Iterator

from django.test import Client

from agreements.models import Document, Signatory
from agreements.tasks.printing import draw_frozen_pages
from bench.count import counted
from bench.figure import Figure
from bench.pages import queries_of
from bench.stage import ANONYMOUS, RECORD, another_record, browser, for_a_while
from bench.walk import ASSET, Shelf, unpacked
from signing.actions.links import create_signing_links, map_links_by_signatory
from stakeholders.models import User

SIGNING_BYTES = 40_000
SIGNING_QUERIES = 12
KNOWN_FILE_QUERIES = 3
SECRETARY = "sekretariat"


def on_a_phone(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Weigh the page on which somebody signs by a link, with an empty cache."""
    with for_a_while():
        client, path = at_a_place()
        with counted() as queries:
            response = client.get(path)
            asked = len(queries)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}")
        transferred, text = unpacked(response)
        assets = frozenset(ASSET.findall(text))
        beside = Shelf(browsers[ANONYMOUS]).weight(assets)
    if "htmx" in text:
        raise RuntimeError("the page to sign loads htmx")
    yield Figure(
        name="signing page, first view",
        value=transferred + beside,
        unit="B",
        limit=SIGNING_BYTES,
        note=f"{transferred:,} B of HTML, {len(assets)} files beside it;"
        " each page of the document is fetched when it is scrolled to",
    )
    yield Figure(name="signing page, queries", value=asked, limit=SIGNING_QUERIES)


def at_a_place() -> tuple[Client, str]:
    """Return a browser that has opened a link to sign, and the address of the place."""
    document = another_record(0)
    draw_frozen_pages(document.versions.get().pk)
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    create_signing_links(document=document, by=by)
    place: Signatory = document.signatories.order_by("order")[0]
    client = browser()
    opened = client.post(f"/tanda-tangani/{map_links_by_signatory([place])[place.pk].token}/")
    if opened.status_code != 302:
        raise RuntimeError(f"a link to sign answers {opened.status_code}")
    return client, opened.headers["Location"]


def of_a_known_file(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Count the queries of who asks whether a file is ours: by its hash, and by the file."""
    client = browsers[ANONYMOUS]
    issued = Document.objects.get(reference=RECORD).issued_files.get()
    by_hash = queries_of(client, f"/verifikasi/berkas/{issued.sha256}/")
    with issued.file.open("rb") as file, counted() as queries:
        response = client.post("/verifikasi/berkas/", {"berkas": file})
        by_file = len(queries)
    if response.status_code != 200:
        raise RuntimeError(f"the check of a file answers {response.status_code}")
    yield Figure(
        name="verification of a known file, queries",
        value=max(by_hash, by_file),
        limit=KNOWN_FILE_QUERIES,
        note=f"{by_hash} by its hash, {by_file} for the file itself",
    )
