"""Pages of signing: a document, its places to sign, scans, archives, verification."""
