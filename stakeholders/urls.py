"""URLs of the registers' forms; the public page of an organisation is in portal."""

from django.urls import path

from stakeholders import views

app_name = "stakeholders"

urlpatterns = [
    path("parapihak/baru/", views.organisation_create, name="organisation_create"),
    path("parapihak/<slug:slug>/ubah/", views.organisation_edit, name="organisation_edit"),
    path(
        "parapihak/<slug:slug>/daftarkan/", views.organisation_confirm, name="organisation_confirm"
    ),
    path("parapihak/<slug:slug>/nama/", views.organisation_names, name="organisation_names"),
    path(
        "parapihak/<slug:slug>/nama/<int:pk>/hapus/",
        views.organisation_unname,
        name="organisation_unname",
    ),
    path("parapihak/<slug:slug>/akun/", views.accounts, name="accounts"),
    path(
        "parapihak/<slug:slug>/akun/baru/",
        views.representative_appoint,
        name="representative_appoint",
    ),
    path(
        "parapihak/<slug:slug>/akun/<int:pk>/undang/", views.account_invite, name="account_invite"
    ),
    path("parapihak/<slug:slug>/akun/<int:pk>/akhiri/", views.mandate_end, name="mandate_end"),
    path("parapihak/<slug:slug>/orang/<int:pk>/ubah/", views.person_edit, name="person_edit"),
]
