"""The pages of the seal, and of signing the sealed file with a certificate."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from agreements.models import Signatory
from tests.support.example import Example
from tests.support.pages.base import Page
from tests.support.pages.screen import SIGNERS, place_of

SECRETARIATS: dict[str, Any] = {
    "roles": ("sekretariat",),
    "otherwise": 403,
    "others": {"": 302},
}


def _of_place(name: str, status: int) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        place = place_of(example)
        Signatory.objects.filter(pk=place.pk).update(allows_certificate=True)
        return [
            Page(reverse(name, args=[place.pk]), status, **SIGNERS),
            Page(reverse(name, args=[999_999_999]), 404),
        ]

    return pages


def _seal(example: Example) -> list[Page]:
    def path(reference: str) -> str:
        return reverse("signing:document_seal", args=[reference])

    return [
        Page(path(example.document.reference), **SECRETARIATS),
        Page(path(example.unsigned.reference), 404, **SECRETARIATS),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "signing:seal_certificate": lambda example: [Page("/verifikasi/sertifikat.pem")],
    "signing:document_seal": _seal,
    "signing:signatory_certificate": _of_place("signing:signatory_certificate", 200),
    # The file is there once the document is sealed.
    "signing:signatory_final": _of_place("signing:signatory_final", 404),
}
TAKES_POST = {"signing:document_seal", "signing:signatory_certificate"}
