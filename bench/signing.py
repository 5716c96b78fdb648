"""Signing on a phone and verification: bytes and queries without an account."""

from collections.abc import Iterator

from django.test import Client

from agreements.models import Document, Signatory
from agreements.tasks.printing import draw_frozen_pages
from bench.count import count_queries
from bench.figure import Figure
from bench.pages import count_page_queries
from bench.stage import ANONYMOUS, RECORD, copy_record, make_client, roll_back
from bench.walk import ASSET, AssetSizes, read_response
from signing.actions.links import create_signing_links, map_links_by_signatory
from stakeholders.models import User

SIGNING_BYTES = 40_000
SIGNING_QUERIES = 12
KNOWN_FILE_QUERIES = 3
SECRETARY = "sekretariat"


def measure_signing_page(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield bytes and queries of the signing page by a link, with an empty cache."""
    with roll_back():
        client, path = open_signing_page()
        with count_queries() as queries:
            response = client.get(path)
            asked = len(queries)
        if response.status_code != 200:
            raise RuntimeError(f"{path} answers {response.status_code}")
        transferred, text = read_response(response)
        assets = frozenset(ASSET.findall(text))
        beside = AssetSizes(browsers[ANONYMOUS]).count_bytes(assets)
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


def open_signing_page() -> tuple[Client, str]:
    """Return a client that has opened a signing link, and the URL of its signing page."""
    document = copy_record(0)
    draw_frozen_pages(document.versions.get().pk)
    by = User.objects.get(email__startswith=f"{SECRETARY}@")
    create_signing_links(document=document, by=by)
    signatory: Signatory = document.signatories.order_by("order")[0]
    client = make_client()
    opened = client.post(
        f"/tanda-tangani/{map_links_by_signatory([signatory])[signatory.pk].token}/"
    )
    if opened.status_code != 302:
        raise RuntimeError(f"a link to sign answers {opened.status_code}")
    return client, opened.headers["Location"]


def measure_verification(browsers: dict[str, Client]) -> Iterator[Figure]:
    """Yield the queries of verifying a known file: by its hash, and by an upload."""
    client = browsers[ANONYMOUS]
    issued = Document.objects.get(reference=RECORD).issued_files.get()
    by_hash = count_page_queries(client, f"/verifikasi/berkas/{issued.sha256}/")
    with issued.file.open("rb") as file, count_queries() as queries:
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
