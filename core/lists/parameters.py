"""The URL parameters that every list page has beside its filters."""

SEARCH, ORDER, PAGE, FORMAT = "cari", "urut", "halaman", "format"
# Beside PAGE: the page after or before the row with this primary key, and the last page.
AFTER, BEFORE, LAST = "sesudah", "sebelum", "akhir"
