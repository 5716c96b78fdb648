"""The pages of one's own desk: tasks, search, the own organisation, the registers."""

from collections.abc import Callable
from typing import Any

from stakeholders.models import Mandate, Organisation, OrganisationName
from tests.support.example import ROLES, STAFF, Example
from tests.support.pages.base import Page

ASKED: dict[str, int] = {"": 302}
SIGNED_IN = tuple(role for role in ROLES if role)
NOBODYS = ("warga",)  # represents no organisation


def _kept(path: str, status: int = 200, **given: Any) -> Page:
    """A page for those who keep the registers."""
    values = {"roles": STAFF, "otherwise": 403, "others": ASKED, **given}
    return Page(path, status, **values)


def _of_inka(rest: str) -> Callable[[Example], list[Page]]:
    return lambda example: [
        _kept(f"/parapihak/pt-inka/{rest}"),
        _kept(f"/parapihak/tidak-ada/{rest}", 404, otherwise=404),
    ]


def _mandate(rest: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        inka = Mandate.objects.get(person=example.users["inka"].person)
        newcomer = Mandate.objects.get(person=example.newcomer.person)
        path = "/parapihak/pt-inka/akun"
        return [
            _kept(f"{path}/{inka.pk}/{rest}/"),
            _kept(f"{path}/{newcomer.pk}/{rest}/"),
            _kept(f"{path}/999999999/{rest}/", 404),
        ]

    return pages


def _ending(example: Example) -> list[Page]:
    """The secretariat's own duty is not a facilitator's to end."""
    duty = Mandate.objects.get(person=example.users["sekretariat"].person)
    path = f"/parapihak/{duty.organisation.slug}/akun/{duty.pk}/akhiri/"
    return [*_mandate("akhiri")(example), _kept(path, roles=("sekretariat", "admin"))]


def _person(example: Example) -> list[Page]:
    person = example.users["inka"].person
    stranger = example.users["lurah.taman"].person
    assert person is not None
    assert stranger is not None
    return [
        # Contact data are no administrator's.
        _kept(f"/parapihak/pt-inka/orang/{person.pk}/ubah/", roles=("fasilitator", "sekretariat")),
        _kept(f"/parapihak/pt-inka/orang/{stranger.pk}/ubah/", 404),
    ]


def _unnaming(example: Example) -> list[Page]:
    other = OrganisationName.objects.select_related("organisation").earliest("pk")
    return [_kept(f"/parapihak/{other.organisation.slug}/nama/{other.pk}/hapus/")]


def _merging(example: Example) -> list[Page]:
    return [
        *_of_inka("gabung/")(example),
        _kept("/parapihak/pt-inka/gabung/?ke=forpemma"),
        _kept("/parapihak/pt-inka/gabung/?ke=pt-inka"),
        _kept("/parapihak/pt-inka/gabung/?ke=tidak-ada-yang-begini", 422),
    ]


def _of_person(rest: str) -> Callable[[Example], list[Page]]:
    def pages(example: Example) -> list[Page]:
        person = example.users["inka"].person
        assert person is not None
        return [_kept(f"/orang/{person.slug}/{rest}"), _kept(f"/orang/tidak-ada/{rest}", 404)]

    return pages


def _dismissing(example: Example) -> list[Page]:
    one, other = Organisation.objects.order_by("pk").values_list("pk", flat=True)[:2]
    return [
        _kept(f"/parapihak/ganda/organisasi/{one}/{other}/"),
        _kept(f"/parapihak/ganda/orang/{one}/999999999/", 404),
        _kept(f"/parapihak/ganda/lain/{one}/{other}/", 404),
    ]


PAGES: dict[str, Callable[[Example], list[Page]]] = {
    "portal:tasks": lambda example: [Page("/tugas/", roles=SIGNED_IN, otherwise=302)],
    "portal:search": lambda example: [
        Page("/cari/"),
        Page("/cari/?cari=lapak"),
        Page("/cari/?cari=KOM-2021"),
        Page("/cari/?cari=tidak-ada-yang-begini"),
    ],
    # The options of a box that finds rows: a fragment, judged in tests/core/test_choosing.py.
    "portal:suggestions": lambda example: [],
    "portal:own_organisation": lambda example: [
        Page("/parapihak/saya/", roles=NOBODYS, otherwise=302)
    ],
    "stakeholders:organisation_create": lambda example: [_kept("/parapihak/baru/")],
    "stakeholders:organisation_edit": _of_inka("ubah/"),
    "stakeholders:organisation_confirm": _of_inka("daftarkan/"),
    "stakeholders:organisation_names": _of_inka("nama/"),
    "stakeholders:organisation_unname": _unnaming,
    "stakeholders:accounts": lambda example: [
        *_of_inka("akun/")(example),
        _kept("/parapihak/pt-inka/akun/?riwayat=semua"),
    ],
    "stakeholders:representative_appoint": _of_inka("akun/baru/"),
    "stakeholders:account_invite": _mandate("undang"),
    "stakeholders:mandate_end": _ending,
    "stakeholders:person_edit": _person,
    "stakeholders:organisation_merge": _merging,
    "stakeholders:organisation_delete": _of_inka("hapus/"),
    # Of a merge that is there, judged in tests/stakeholders/test_merging_pages.py.
    "stakeholders:merge_undo": lambda example: [_kept("/parapihak/gabungan/999999999/batal/", 404)],
    "stakeholders:double_list": lambda example: [
        _kept("/parapihak/ganda/"),
        _kept("/parapihak/ganda/?jenis=orang&halaman=9999"),
        _kept("/parapihak/ganda/?jenis=lain", 404),
    ],
    "stakeholders:double_dismiss": _dismissing,
    "stakeholders:person_detail": _of_person(""),
    "stakeholders:person_merge": _of_person("gabung/"),
    "stakeholders:person_delete": _of_person("hapus/"),
}
TAKES_POST: set[str] = {
    "stakeholders:organisation_confirm",
    "stakeholders:organisation_create",
    "stakeholders:organisation_edit",
    "stakeholders:organisation_names",
    "stakeholders:organisation_unname",
    "stakeholders:representative_appoint",
    "stakeholders:account_invite",
    "stakeholders:mandate_end",
    "stakeholders:person_edit",
    "stakeholders:organisation_merge",
    "stakeholders:organisation_delete",
    "stakeholders:double_dismiss",
    "stakeholders:merge_undo",
    "stakeholders:person_merge",
    "stakeholders:person_delete",
}
