"""URLs of signing: document pages, signatories, scans, archives, verification."""

from django.urls import path

from signing.views import (
    archives,
    audit_trail,
    certificates,
    collecting,
    collecting_signatories,
    deciding,
    documents,
    final,
    ink,
    page_codes,
    printing,
    scans,
    screen,
    sealing,
    signer_refusals,
    tablet,
    verification,
)

app_name = "signing"

urlpatterns = [
    path("berita-acara/<slug:reference>/", documents.document_detail, name="document_detail"),
    path("berita-acara/<slug:reference>/akhir.pdf", final.document_final, name="document_final"),
    path("berita-acara/<slug:reference>/tanda-tangan/", ink.document_ink, name="document_ink"),
    path("berita-acara/<slug:reference>/tanda-tangan/<int:pk>/", ink.ink_record, name="ink_record"),
    path(
        "berita-acara/<slug:reference>/tanda-tangan/<int:pk>/pindaian/",
        ink.document_scan,
        name="document_scan",
    ),
    path(
        "berita-acara/<slug:reference>/akhir/<int:number>.pdf",
        final.document_final,
        name="document_final",
    ),
    path("berita-acara/<slug:reference>/kumpulkan/", collecting.signing_desk, name="signing_desk"),
    path(
        "berita-acara/<slug:reference>/kumpulkan/aturan/",
        collecting.signing_rules,
        name="signing_rules",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/tautan/",
        collecting.signing_links,
        name="signing_links",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/surat/",
        collecting.signing_reminders,
        name="signing_reminders",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/lembar/",
        collecting.signing_sheet,
        name="signing_sheet",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/tutup/",
        collecting.signing_close,
        name="signing_close",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/",
        collecting_signatories.signatory_desk,
        name="signatory_desk",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/tautan/",
        collecting_signatories.signatory_link,
        name="signatory_link",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/tautan/cabut/",
        collecting_signatories.signatory_link_revoke,
        name="signatory_link_revoke",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/surat/",
        collecting_signatories.signatory_remind,
        name="signatory_remind",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/cara/",
        collecting_signatories.signatory_routes,
        name="signatory_routes",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/wakilkan/",
        collecting_signatories.signatory_delegate,
        name="signatory_delegate",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/tolak/",
        collecting_signatories.signatory_decline,
        name="signatory_decline",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/buka/",
        collecting_signatories.signatory_reopen,
        name="signatory_reopen",
    ),
    path(
        "berita-acara/<slug:reference>/kumpulkan/<int:pk>/tarik/",
        collecting_signatories.signatory_withdraw,
        name="signatory_withdraw",
    ),
    path("berita-acara/<slug:reference>/berlaku/", deciding.document_force, name="document_force"),
    path("berita-acara/<slug:reference>/batalkan/", deciding.document_void, name="document_void"),
    path("berita-acara/<slug:reference>/bergiliran/", tablet.tablet, name="tablet"),
    path(
        "berita-acara/<slug:reference>/bergiliran/terima-kasih/",
        tablet.tablet_thanks,
        name="tablet_thanks",
    ),
    path("berita-acara/<slug:reference>/bergiliran/selesai/", tablet.tablet_end, name="tablet_end"),
    path(
        "berita-acara/<slug:reference>/bergiliran/<int:pk>/",
        tablet.tablet_signatory,
        name="tablet_signatory",
    ),
    path(
        "berita-acara/<slug:reference>/bergiliran/<int:pk>/teks/",
        tablet.tablet_text,
        name="tablet_text",
    ),
    path(
        "berita-acara/<slug:reference>/bergiliran/<int:pk>/halaman/<int:number>.webp",
        tablet.tablet_picture,
        name="tablet_picture",
    ),
    path("berita-acara/<slug:reference>/segel/", sealing.document_seal, name="document_seal"),
    path(
        "berita-acara/<slug:reference>/bukti/",
        audit_trail.document_audit_trail,
        name="document_audit_trail",
    ),
    path(
        "berita-acara/<slug:reference>/bukti.json",
        audit_trail.document_audit_trail_json,
        name="document_audit_trail_json",
    ),
    path("tanda-tangani/<str:token>/", screen.signing_link, name="signing_link"),
    path("menandatangani/<int:pk>/", screen.signing_page, name="signing_page"),
    path("menandatangani/<int:pk>/teks/", screen.signing_text, name="signing_text"),
    path(
        "menandatangani/<int:pk>/halaman/<int:number>.webp",
        screen.signing_picture,
        name="signing_picture",
    ),
    path("menandatangani/<int:pk>/kirim-kode/", screen.signing_code_send, name="signing_code_send"),
    path("menandatangani/<int:pk>/kode/", screen.signing_code_check, name="signing_code_check"),
    path("menandatangani/<int:pk>/akhir.pdf", screen.signing_final, name="signing_final"),
    path(
        "menandatangani/<int:pk>/menolak/", signer_refusals.signing_decline, name="signing_decline"
    ),
    path(
        "menandatangani/<int:pk>/menarik/",
        signer_refusals.signing_withdraw,
        name="signing_withdraw",
    ),
    path("pindaian/", scans.scan_batches, name="scan_batches"),
    path("pindaian/<int:pk>/", scans.scan_batch, name="scan_batch"),
    path("pindaian/<int:pk>/berkas/<int:number>/", scans.scan_original, name="scan_original"),
    path("pindaian/<int:pk>/berkas/<int:number>/ulangi/", scans.scan_again, name="scan_again"),
    path("pindaian/<int:pk>/halaman/<int:page_pk>/", scans.scanned_page, name="scanned_page"),
    path(
        "pindaian/<int:pk>/halaman/<int:page_pk>.webp",
        scans.scanned_picture,
        name="scanned_picture",
    ),
    path("arsip/", archives.archive_list, name="archive_list"),
    path("arsip/<int:pk>/", archives.archive_job, name="archive_job"),
    path("arsip/<int:pk>/<slug:name>.zip", archives.archive_file, name="archive_file"),
    path("cetak/", printing.print_dialog, name="print_dialog"),
    path("cetak/kumpulan/", printing.print_batch_dialog, name="print_batch_dialog"),
    path(
        "menandatangani/<int:pk>/sertifikat/",
        certificates.signatory_certificate,
        name="signatory_certificate",
    ),
    path(
        "menandatangani/<int:pk>/sertifikat/naskah.pdf",
        certificates.signatory_final,
        name="signatory_final",
    ),
    path("verifikasi/sertifikat.pem", sealing.seal_certificate, name="seal_certificate"),
    path("verifikasi/", verification.verification_form, name="verification_form"),
    path("verifikasi/berkas/", verification.verification_file, name="verification_file"),
    path(
        "verifikasi/berkas/<slug:sha256>/", verification.verification_hash, name="verification_hash"
    ),
    path("verifikasi/<str:code>/", verification.verification, name="verification"),
    path("v/<str:code>/<str:page>/", page_codes.page_code, name="page_code"),
    path("V/<str:code>/<str:page>/", page_codes.page_code, name="page_code_capital"),
]
