"""URLs of the registers' forms; the public page of an organisation is in portal."""

from django.urls import path

from stakeholders.models import MergedKind
from stakeholders.views import doubles, merging, people, registers

app_name = "stakeholders"

ORGANISATION, PERSON = {"kind": MergedKind.ORGANISATION}, {"kind": MergedKind.PERSON}

urlpatterns = [
    path("parapihak/ganda/", doubles.double_list, name="double_list"),
    path(
        "parapihak/ganda/<slug:kind>/<int:first>/<int:second>/",
        doubles.double_dismiss,
        name="double_dismiss",
    ),
    path("parapihak/baru/", registers.organisation_create, name="organisation_create"),
    path("parapihak/<slug:slug>/ubah/", registers.organisation_edit, name="organisation_edit"),
    path(
        "parapihak/<slug:slug>/daftarkan/",
        registers.organisation_confirm,
        name="organisation_confirm",
    ),
    path("parapihak/<slug:slug>/nama/", registers.organisation_names, name="organisation_names"),
    path(
        "parapihak/<slug:slug>/nama/<int:pk>/hapus/",
        registers.organisation_unname,
        name="organisation_unname",
    ),
    path("parapihak/<slug:slug>/akun/", registers.accounts, name="accounts"),
    path(
        "parapihak/<slug:slug>/akun/baru/",
        registers.representative_appoint,
        name="representative_appoint",
    ),
    path(
        "parapihak/<slug:slug>/akun/<int:pk>/undang/",
        registers.account_invite,
        name="account_invite",
    ),
    path("parapihak/<slug:slug>/akun/<int:pk>/akhiri/", registers.mandate_end, name="mandate_end"),
    path("parapihak/<slug:slug>/orang/<int:pk>/ubah/", registers.person_edit, name="person_edit"),
    path(
        "parapihak/<slug:slug>/gabung/",
        merging.entry_merge,
        ORGANISATION,
        name="organisation_merge",
    ),
    path(
        "parapihak/<slug:slug>/hapus/",
        merging.entry_delete,
        ORGANISATION,
        name="organisation_delete",
    ),
    path("parapihak/gabungan/<int:pk>/batal/", merging.merge_undo, name="merge_undo"),
    path("orang/<slug:slug>/", people.person_detail, name="person_detail"),
    path("orang/<slug:slug>/gabung/", merging.entry_merge, PERSON, name="person_merge"),
    path("orang/<slug:slug>/hapus/", merging.entry_delete, PERSON, name="person_delete"),
]
