"""The component page /komponen/: every design token and component, with realistic content."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.http import urlencode

from core.access import allow_anonymous_read
from core.forms import RevisedForm
from core.lists.columns import ColumnHeader
from core.lists.export import ExportLink
from core.lists.paging import ListPage, PageLinks
from core.optimistic_lock import Conflict
from files.qr import build_qr_svg
from stakeholders.models import Sector

WESTERN_TIME = ZoneInfo("Asia/Jakarta")
HASH = "9f2c41d07be85a6613e0c7a9d4f1882b5c3e6ad90b174f28e5d3069ab7c81f42"
VERIFY_URL = "/verifikasi/7K3M-9QXT-R2VD-6/"

SURFACES = ("surface", "sheet", "sunken", "accent-soft", "done-soft", "waiting-soft", "late-soft")
INKS = ("ink", "ink-soft", "accent", "done", "waiting", "late", "line-strong")
STEPS = (
    ("page", "2.125rem"),
    ("section", "1.5rem"),
    ("lead", "1.25rem"),
    ("body", "1.0625rem"),
    ("small", "0.9375rem"),
)
ICONS = (
    "meeting",
    "people",
    "place",
    "decision",
    "pledge",
    "document",
    "verify",
    "search",
    "home",
    "task",
    "user",
    "download",
    "print",
    "edit",
    "close",
    "plus",
    "up",
    "down",
    "next",
    "previous",
    "link",
    "lock",
    "sign",
    "offline",
    "quote",
    "flag",
    "history",
    "mail",
    "menu",
    "sort",
    "phone",
    "qr",
    "check",
    "clock",
    "alert",
    "circle",
    "stop",
    "info",
)

CHAIN = [
    {"label": "Temuan", "state": "done", "url": "#chain", "note": "Survei Februari 2021"},
    {"label": "Masalah M4", "state": "done", "url": "#chain", "note": "Akses modal dan binaan"},
    {"label": "Pernyataan", "state": "done", "url": "#chain", "note": "8 November 2021"},
    {"label": "Komitmen", "state": "done", "url": "#chain", "note": "KOM-2021-0009"},
    {"label": "Berita acara", "state": "current", "url": "#chain", "note": "13 dari 18 paraf"},
    {"label": "Realisasi", "state": "empty", "note": "belum ada laporan"},
    {"label": "Bukti", "state": "empty"},
]
FIGURES = [
    {"value": "18", "label": "peserta", "note": "8 November 2021", "url": "#figures"},
    {"value": "14", "label": "komitmen tercatat", "note": "11 diakomodir", "url": "#figures"},
    {"value": "2", "label": "kelurahan percontohan", "note": "dari 27 kelurahan"},
    {"value": "5", "label": "keputusan", "note": "3 sudah ditindaklanjuti"},
]
FACTS = [
    {"label": "Tempat", "value": "Ruang Pertemuan Lt. 2 Bappelitbangda, Gedung Graha Kridha Praja"},
    {"label": "Pimpinan", "value": "Elita Mardiani", "url": "#key-facts"},
    {"label": "Waktu", "value": "09.00 sampai 12.00 WIB", "is_example": True},
    {"label": "Peserta", "value": "18 orang", "source": "Berita warga, 8 November 2021"},
]
MATRIX_COLUMNS = ["Pemerintah", "OMS", "Perusahaan", "Akademisi", "Mitra", "Media"]
MATRIX_ROWS = [
    ("F1 Kapasitas warga dan pelapak", (2, 1, 2, 0, 0, 0)),
    ("F2 Partisipasi warga", (4, 0, 0, 0, 0, 0)),
    ("F3 Monitoring bersama", (3, 1, 0, 1, 1, 0)),
]
TIMELINE = [
    {"time": "09.00", "title": "Pembukaan", "kind": "Acara", "is_example": True},
    {
        "time": "09.40",
        "title": "TJSL dan kemitraan",
        "kind": "Pernyataan",
        "person": "Bambang Ramadhiarto, PT INKA",
        "text": "21 UMK di Madiun Raya menjadi mitra; baru 2 dari Kota Madiun. Penyaluran 2021 "
        "turun karena laba turun selama pandemi.",
        "quote": "Kesempatan tetap diberikan bagi UMKM yang butuh pinjaman dan binaan.",
    },
    {
        "time": "11.45",
        "title": "Kolaborasi pemodelan di Kelurahan Taman dan Demangan disepakati",
        "kind": "Keputusan KEP-2021-0001",
        "url": "#timeline",
    },
]
TASKS = [
    {
        "title": "Bekukan naskah berita acara 8 November 2021",
        "url": "#tasks",
        "note": "Semua kontribusi sudah diputuskan. Nomor belum diisi.",
        "state": "menunggu Anda",
        "tone": "waiting",
        "verb": "Buka naskah",
    },
    {
        "title": "Laporkan perbaikan penerangan lapak Demangan",
        "url": "#tasks",
        "note": "KOM-2021-0008, tenggat 31 Januari 2022",
        "state": "terlambat 12 hari",
        "tone": "late",
        "verb": "Laporkan",
    },
]
PLEDGES = [
    ("KOM-2021-0002", "Pelatihan kemasan dan foto produk", "Disperindag", "government"),
    ("KOM-2021-0009", "Sosialisasi TJSL dan pembinaan UMK", "PT INKA", "company"),
    ("KOM-2021-0011", "KKN tematik dan survei ulang lapak", "UM Madiun", "academia"),
    ("KOM-2021-0012", "Pelatihan warga pemantau", "YBN dan Forpemma", "civil_society"),
]
PLEDGE_STATES = [
    ("Disepakati", "done", 15_000_000),
    ("Diakomodir", "done", 125_000_000),
    ("Menunggu", "waiting", None),
    ("Digabung", "stopped", 18_000_000),
]
SIGNATURES = [
    {
        "name": "Elita Mardiani",
        "position": "Kabid Perencanaan Pemerintahan dan Pembangunan Manusia",
        "organisation": "Bappelitbangda",
        "capacity": "Pihak",
        "state": "Ditandatangani",
        "tone": "done",
        "note": "8 November 2021, tinta",
    },
    {
        "name": "Bambang Ramadhiarto",
        "position": "Perwakilan",
        "organisation": "PT INKA",
        "capacity": "Pihak",
        "state": "Menyusul",
        "tone": "waiting",
        "note": "dijanjikan sampai 15 November 2021",
    },
    {
        "name": "Perwakilan media lokal",
        "position": "Saksi",
        "organisation": "",
        "capacity": "Saksi",
        "state": "Tidak menandatangani",
        "tone": "stopped",
        "note": "Alasan: tidak hadir",
    },
]
HISTORY = [
    {
        "time": datetime(2021, 11, 8, 12, 20, tzinfo=WESTERN_TIME),
        "text": "Naskah dibekukan dengan nomor 050/BA.12/401.202/2021.",
        "actor": "Sekretariat",
    },
    {
        "time": datetime(2021, 11, 8, 11, 52, tzinfo=WESTERN_TIME),
        "text": "KOM-2021-0004 digabung ke KOM-2021-0005: sasaran dan bentuknya sama.",
        "actor": "Fasilitator",
    },
]
TILES = [
    {"label": "Taman", "url": "#tiles", "note": "percontohan", "strong": True},
    {"label": "Demangan", "url": "#tiles", "note": "percontohan", "strong": True},
    {"label": "Banjarejo", "url": "#tiles"},
    {"label": "Josenan", "url": "#tiles"},
    {"label": "Kejuron", "url": "#tiles"},
    {"label": "Kuncen", "url": "#tiles"},
    {"label": "Manisrejo", "url": "#tiles"},
    {"label": "Mojorejo", "url": "#tiles"},
    {"label": "Pandean", "url": "#tiles"},
]
HEADS = [
    ColumnHeader(key=key, label=label, url=url, direction=direction, is_number=is_number)
    for key, label, url, direction, is_number in (
        ("nomor", "Nomor", "#list", "ascending", False),
        ("komitmen", "Komitmen", "#list", "", False),
        ("organisasi", "Organisasi", "#list", "", False),
        ("status", "Status", "", "", False),
        ("nilai", "Nilai", "#list", "", True),
    )
]
TONES = [
    ("Konsep", "neutral"),
    ("Menunggu tanda tangan", "waiting"),
    ("Berlaku", "done"),
    ("Terlambat", "late"),
    ("Batal", "stopped"),
]


class ExampleForm(forms.Form):
    """A form with one field of each kind."""

    contribution = forms.CharField(
        label="Peran/kontribusi kami",
        help_text="Tulis dengan kata-kata Anda sendiri. Satu kalimat sudah cukup.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    form = forms.ChoiceField(
        label="Bentuk",
        choices=[("", "Pilih bentuk"), ("training", "Pelatihan"), ("goods", "Barang")],
        required=False,
    )
    quantity = forms.DecimalField(label="Jumlah", required=False)
    due = forms.DateField(
        label="Selesai paling lambat", widget=forms.DateInput(attrs={"type": "date"})
    )
    place = forms.MultipleChoiceField(
        label="Lokasi",
        choices=[("taman", "Kelurahan Taman"), ("demangan", "Kelurahan Demangan")],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    public = forms.BooleanField(label="Boleh tampil di halaman publik", required=False)
    photo = forms.FileField(label="Foto lembar kontribusi", required=False)


class ExampleFilter(forms.Form):
    """The form of a filter bar."""

    cari = forms.CharField(label="Cari", required=False, widget=forms.TextInput({"type": "search"}))
    sector = forms.ChoiceField(
        label="Unsur", choices=[("", "Semua unsur"), *Sector.choices], required=False
    )
    state = forms.ChoiceField(
        label="Status", choices=[("", "Semua status"), ("agreed", "Disepakati")], required=False
    )


class _ClauseForm(RevisedForm):
    """A form with an optimistic lock, to show a conflict."""

    text = forms.CharField(label="Isi")


def _build_conflicting_form() -> _ClauseForm:
    mine = "Tiap kelurahan menunjuk dua petugas penghubung paling lambat 30 November 2021."
    theirs = "Tiap kelurahan menunjuk satu petugas penghubung sampai 30 November."
    form = _ClauseForm(QueryDict(urlencode({"text": mine, "revision": "4"})))
    form.conflict = Conflict(
        theirs={"text": theirs},
        mine={"text": mine},
        revision=5,
        by="Kadaryono",
        at=datetime(2021, 11, 8, 12, 20, tzinfo=WESTERN_TIME),
    )
    return form


def _build_matrix_rows() -> list[dict[str, object]]:
    return [
        {
            "label": label,
            "cells": [{"value": v, "url": "#matrix", "note": "komitmen"} for v in values],
        }
        for label, values in MATRIX_ROWS
    ]


@allow_anonymous_read
def components(request: HttpRequest) -> HttpResponse:
    """Show all design tokens and components."""
    refused = ExampleForm({"contribution": "", "due": "31-11-2021"}, prefix="example")
    filters = ExampleFilter({"cari": "lapak", "sector": "government"}, prefix="")
    pages = [
        {"number": n, "url": "#page-strip", "image": static("img/sample-page.svg")}
        | {"width": 210, "height": 297}
        for n in range(1, 5)
    ]
    return render(
        request,
        "portal/components.html",
        {
            "surfaces": SURFACES,
            "inks": INKS,
            "steps": STEPS,
            "icons": ICONS,
            "tones": TONES,
            "sectors": Sector.choices,
            "chain": CHAIN,
            "figures": FIGURES,
            "facts": FACTS,
            "matrix_columns": MATRIX_COLUMNS,
            "matrix_rows": _build_matrix_rows(),
            "timeline": TIMELINE,
            "tasks": TASKS,
            "filter_form": filters,
            "listing": {"headers": HEADS},
            "active": [{"label": "Unsur: Pemerintah", "remove_url": "?cari=lapak"}],
            "export_links": [
                ExportLink(file_format="xlsx", label="XLSX", url=""),
                ExportLink(file_format="csv", label="CSV", url="#list"),
            ],
            "pledges": [p + s for p, s in zip(PLEDGES, PLEDGE_STATES, strict=True)],
            "page": ListPage((), 2, 6, has_previous=True, has_next=True),
            "links": PageLinks(previous="#list", next="#list"),
            "actions": [
                {
                    "label": "Bekukan naskah",
                    "url": "#action-bar",
                    "kind": "primary",
                    "icon": "lock",
                },
                {"label": "Cetak F4", "url": "#action-bar", "icon": "print"},
                {"label": "Batalkan", "url": "#action-bar", "kind": "danger"},
            ],
            "consequences": [
                "Naskah mendapat nomor dan tidak dapat diubah lagi.",
                "18 pihak dapat menandatangani.",
                "Koreksi sesudah ini hanya lewat adendum.",
            ],
            "form": refused,
            "qr_svg": build_qr_svg(request.build_absolute_uri(VERIFY_URL)),
            "verify_url": request.build_absolute_uri(VERIFY_URL),
            "hash": HASH,
            "receipt_facts": [
                {"label": "Organisasi", "value": "PT INKA"},
                {"label": "Diterima", "value": "8 November 2021, 11.20 WIB"},
            ],
            "pages": pages,
            "conflict_form": _build_conflicting_form(),
            "signatures": SIGNATURES,
            "entries": HISTORY,
            "tiles": TILES,
            "tabs": [
                {"label": "Ringkasan", "url": "#tabs", "current": True},
                {"label": "Peserta", "url": "#tabs", "count": 18},
                {"label": "Catatan", "url": "#tabs", "count": 9},
                {"label": "Dokumen", "url": "#tabs", "count": 4},
            ],
            "half": Decimal("2.5"),
            "moment": HISTORY[0]["time"],
        },
    )
