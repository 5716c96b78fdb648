"""Addresses of documents and their verification."""

from collections.abc import Callable

from django.http import HttpResponseBase
from django.urls import URLPattern, path

from agreements import views

app_name = "agreements"


def at_work(*pages: tuple[str, Callable[..., HttpResponseBase], str]) -> list[URLPattern]:
    """Return the addresses below a document where it is worked on."""
    return [
        path(f"berita-acara/<slug:reference>/{below}", view, name=name)
        for below, view, name in pages
    ]


urlpatterns = [
    path("berita-acara/", views.document_list, name="document_list"),
    path("berita-acara/baru/", views.document_create, name="document_create"),
    path("berita-acara/dari-luar/", views.document_register, name="document_register"),
    path("berita-acara/<slug:reference>/", views.document_detail, name="document_detail"),
    path(
        "berita-acara/<slug:reference>/<slug:paper>.pdf",
        views.document_print,
        name="document_print",
    ),
    *at_work(
        ("keterangan/", views.document_particulars, "document_particulars"),
        ("nomor/", views.document_number, "document_number"),
        ("kontribusi/", views.document_gather, "document_gather"),
        ("butir/", views.document_clauses, "document_clauses"),
        ("butir/ambil/", views.clause_take, "clause_take"),
        ("butir/<int:pk>/", views.clause_edit, "clause_edit"),
        ("butir/<int:pk>/pindah/", views.clause_move, "clause_move"),
        ("butir/<int:pk>/hapus/", views.clause_remove, "clause_remove"),
        ("penanda-tangan/", views.document_signatories, "document_signatories"),
        ("penanda-tangan/tambah/", views.signatory_add, "signatory_add"),
        ("penanda-tangan/isi/", views.signatory_fill, "signatory_fill"),
        ("penanda-tangan/<int:pk>/", views.signatory_edit, "signatory_edit"),
        ("penanda-tangan/<int:pk>/pindah/", views.signatory_move, "signatory_move"),
        ("penanda-tangan/<int:pk>/hapus/", views.signatory_remove, "signatory_remove"),
        ("pratinjau/", views.document_preview, "document_preview"),
        ("pratinjau/<int:pk>.webp", views.preview_picture, "preview_picture"),
        ("pratinjau/<slug:paper>.pdf", views.preview_print, "preview_print"),
        ("bekukan/", views.document_freeze, "document_freeze"),
        ("tanda-tangan/", views.document_ink, "document_ink"),
        ("tanda-tangan/<int:pk>/pindaian/", views.document_scan, "document_scan"),
        ("berlaku/", views.document_force, "document_force"),
        ("batalkan/", views.document_void, "document_void"),
        ("segel/", views.document_seal, "document_seal"),
        ("ubah/", views.document_outside_edit, "document_outside_edit"),
        ("pindaian/", views.document_outside_scan, "document_outside_scan"),
        ("pindaian/<int:pk>/", views.outside_scan, "outside_scan"),
    ),
    path("kop-surat/", views.letter_list, name="letter_list"),
    path("kop-surat/baru/", views.letter_create, name="letter_create"),
    path("kop-surat/logo/<slug:sha256>.png", views.letter_logo, name="letter_logo"),
    path("kop-surat/<slug:slug>/", views.letter_detail, name="letter_detail"),
    path("kop-surat/<slug:slug>/ubah/", views.letter_edit, name="letter_edit"),
    path("kop-surat/<slug:slug>/logo/", views.letter_logo_change, name="letter_logo_change"),
    path("kop-surat/<slug:slug>/logo/lepas/", views.letter_logo_remove, name="letter_logo_remove"),
    path("kop-surat/<slug:slug>/tulisan/<slug:word>/", views.letter_formula, name="letter_formula"),
    path("kop-surat/<slug:slug>/contoh/", views.letter_preview, name="letter_preview"),
    path("kop-surat/<slug:slug>/contoh/<int:pk>.webp", views.letter_picture, name="letter_picture"),
    path("kop-surat/<slug:slug>/contoh/<slug:word>.pdf", views.letter_sample, name="letter_sample"),
    path("rapat/<slug:reference>/dokumen/", views.meeting_documents, name="meeting_documents"),
    path("cetak/", views.print_dialog, name="print_dialog"),
    path("cetak/kumpulan/", views.print_batch_dialog, name="print_batch_dialog"),
    path("cetak/kumpulan/<int:pk>/", views.print_batch, name="print_batch"),
    path("cetak/kumpulan/<int:pk>/hentikan/", views.print_batch_stop, name="print_batch_stop"),
    path(
        "cetak/kumpulan/<int:pk>/<slug:name>.<slug:kind>",
        views.print_batch_file,
        name="print_batch_file",
    ),
    path("cetak/<int:pk>/", views.print_job, name="print_job"),
    path("cetak/<int:pk>/<slug:name>.pdf", views.print_file, name="print_file"),
    path("verifikasi/sertifikat.pem", views.seal_certificate, name="seal_certificate"),
    path("verifikasi/", views.verification_form, name="verification_form"),
    path("verifikasi/<str:code>/", views.verification, name="verification"),
    path("v/<str:code>/<str:page>/", views.page_code, name="page_code"),
]
