"""URLs of letterheads, drafts, their review, and prints."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from agreements.views import (
    batches,
    clauses,
    commenting,
    documents,
    drafting,
    following,
    freezing,
    items,
    letterhead_samples,
    letterheads,
    meeting_desk,
    outside,
    printing,
    reviewing,
    signatories,
    workbench,
)

app_name = "agreements"


class PaperConverter(StringConverter):
    """The paper size in the URL of a rendition."""

    regex = "a4|f4"


register_converter(PaperConverter, "paper")

urlpatterns = [
    path("berita-acara/", documents.document_list, name="document_list"),
    path("berita-acara/baru/", drafting.document_create, name="document_create"),
    path("berita-acara/dari-luar/", outside.document_register, name="document_register"),
    path(
        "berita-acara/<slug:reference>/<paper:paper>.pdf",
        documents.document_print,
        name="document_print",
    ),
    path(
        "berita-acara/<slug:reference>/keterangan/",
        drafting.document_particulars,
        name="document_particulars",
    ),
    path("berita-acara/<slug:reference>/nomor/", drafting.document_number, name="document_number"),
    path(
        "berita-acara/<slug:reference>/kontribusi/",
        drafting.document_gather,
        name="document_gather",
    ),
    path("berita-acara/<slug:reference>/butir/", clauses.document_clauses, name="document_clauses"),
    path("berita-acara/<slug:reference>/butir/ambil/", clauses.clause_take, name="clause_take"),
    path("berita-acara/<slug:reference>/butir/<int:pk>/", clauses.clause_edit, name="clause_edit"),
    path(
        "berita-acara/<slug:reference>/butir/<int:pk>/pindah/",
        clauses.clause_move,
        name="clause_move",
    ),
    path(
        "berita-acara/<slug:reference>/butir/<int:pk>/hapus/",
        clauses.clause_remove,
        name="clause_remove",
    ),
    path("berita-acara/<slug:reference>/barang/", items.document_items, name="document_items"),
    path("berita-acara/<slug:reference>/barang/<int:pk>/", items.item_edit, name="item_edit"),
    path(
        "berita-acara/<slug:reference>/barang/<int:pk>/hapus/",
        items.item_remove,
        name="item_remove",
    ),
    path("berita-acara/<slug:reference>/adendum/", following.document_amend, name="document_amend"),
    path(
        "berita-acara/<slug:reference>/serah-terima/",
        following.document_hand_over,
        name="document_hand_over",
    ),
    path(
        "berita-acara/<slug:reference>/perubahan/",
        following.document_changes,
        name="document_changes",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/",
        signatories.document_signatories,
        name="document_signatories",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/tambah/",
        signatories.signatory_add,
        name="signatory_add",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/isi/",
        signatories.signatory_fill,
        name="signatory_fill",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/<int:pk>/",
        signatories.signatory_edit,
        name="signatory_edit",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/<int:pk>/pindah/",
        signatories.signatory_move,
        name="signatory_move",
    ),
    path(
        "berita-acara/<slug:reference>/penanda-tangan/<int:pk>/hapus/",
        signatories.signatory_remove,
        name="signatory_remove",
    ),
    path(
        "berita-acara/<slug:reference>/pratinjau/",
        workbench.document_preview,
        name="document_preview",
    ),
    path(
        "berita-acara/<slug:reference>/pratinjau/<int:pk>.webp",
        workbench.preview_picture,
        name="preview_picture",
    ),
    path(
        "berita-acara/<slug:reference>/pratinjau/<slug:paper>.pdf",
        workbench.preview_print,
        name="preview_print",
    ),
    path(
        "berita-acara/<slug:reference>/konsep.docx", workbench.document_docx, name="document_docx"
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/",
        reviewing.document_review,
        name="document_review",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tarik/",
        reviewing.review_withdraw,
        name="review_withdraw",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/ingatkan/",
        reviewing.review_remind,
        name="review_remind",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tanggapan/",
        reviewing.comment_add,
        name="comment_add",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tanggapan/<int:pk>/",
        reviewing.comment_resolve,
        name="comment_resolve",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tautan/<int:pk>/",
        reviewing.review_share,
        name="review_share",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tautan/<int:pk>/perbarui/",
        reviewing.review_renew,
        name="review_renew",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tautan/<int:pk>/cabut/",
        reviewing.review_revoke,
        name="review_revoke",
    ),
    path(
        "berita-acara/<slug:reference>/peninjauan/tautan/<int:pk>/surel/",
        reviewing.review_email,
        name="review_email",
    ),
    path(
        "berita-acara/<slug:reference>/tanggapan/",
        commenting.document_comment,
        name="document_comment",
    ),
    path(
        "berita-acara/<slug:reference>/bekukan/", freezing.document_freeze, name="document_freeze"
    ),
    path(
        "berita-acara/<slug:reference>/ubah/",
        outside.document_outside_edit,
        name="document_outside_edit",
    ),
    path(
        "berita-acara/<slug:reference>/pindaian/",
        outside.document_outside_scan,
        name="document_outside_scan",
    ),
    path(
        "berita-acara/<slug:reference>/pindaian/<int:pk>/",
        outside.outside_scan,
        name="outside_scan",
    ),
    path("kop-surat/", letterheads.letterhead_list, name="letterhead_list"),
    path("kop-surat/baru/", letterheads.letterhead_create, name="letterhead_create"),
    path("kop-surat/logo/<slug:sha256>.png", letterheads.letterhead_logo, name="letterhead_logo"),
    path("kop-surat/<slug:slug>/", letterheads.letterhead_detail, name="letterhead_detail"),
    path("kop-surat/<slug:slug>/ubah/", letterheads.letterhead_edit, name="letterhead_edit"),
    path(
        "kop-surat/<slug:slug>/logo/",
        letterheads.letterhead_logo_change,
        name="letterhead_logo_change",
    ),
    path(
        "kop-surat/<slug:slug>/logo/lepas/",
        letterheads.letterhead_logo_remove,
        name="letterhead_logo_remove",
    ),
    path(
        "kop-surat/<slug:slug>/tulisan/<slug:word>/",
        letterheads.letterhead_formula,
        name="letterhead_formula",
    ),
    path(
        "kop-surat/<slug:slug>/contoh/",
        letterhead_samples.letterhead_preview,
        name="letterhead_preview",
    ),
    path(
        "kop-surat/<slug:slug>/contoh/<int:pk>.webp",
        letterhead_samples.letterhead_picture,
        name="letterhead_picture",
    ),
    path(
        "kop-surat/<slug:slug>/contoh/<slug:word>.pdf",
        letterhead_samples.letterhead_sample,
        name="letterhead_sample",
    ),
    path(
        "rapat/<slug:reference>/dokumen/", meeting_desk.meeting_documents, name="meeting_documents"
    ),
    path("cetak/kumpulan/<int:pk>/", batches.print_batch, name="print_batch"),
    path("cetak/kumpulan/<int:pk>/hentikan/", batches.print_batch_stop, name="print_batch_stop"),
    path(
        "cetak/kumpulan/<int:pk>/<slug:name>.<slug:kind>",
        batches.print_batch_file,
        name="print_batch_file",
    ),
    path("cetak/<int:pk>/", printing.print_job, name="print_job"),
    path("cetak/<int:pk>/<slug:name>.pdf", printing.print_file, name="print_file"),
    path("tanggapi/<str:token>/", commenting.review_link, name="review_link"),
]
