"""Addresses of documents and their verification."""

from django.urls import path

from agreements import views

app_name = "agreements"

urlpatterns = [
    path("berita-acara/", views.document_list, name="document_list"),
    path("berita-acara/<slug:reference>/", views.document_detail, name="document_detail"),
    path(
        "berita-acara/<slug:reference>/<slug:paper>.pdf",
        views.document_print,
        name="document_print",
    ),
    path("rapat/<slug:reference>/dokumen/", views.meeting_documents, name="meeting_documents"),
    path("cetak/", views.print_dialog, name="print_dialog"),
    path("cetak/<int:pk>/", views.print_job, name="print_job"),
    path("cetak/<int:pk>/<slug:name>.pdf", views.print_file, name="print_file"),
    path("verifikasi/", views.verification_form, name="verification_form"),
    path("verifikasi/<str:code>/", views.verification, name="verification"),
]
