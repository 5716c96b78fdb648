"""The URL parameters that every list page has beside its filters."""

SEARCH, ORDER, PAGE, FORMAT = "cari", "urut", "halaman", "format"
