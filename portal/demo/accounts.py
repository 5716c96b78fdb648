"""The accounts of the demo, one per role, and their shared, published password."""

PASSWORD = "contoh-rembug"  # noqa: S105 - printed in the README; set in the demo only
DOMAIN = "rembug.example"
