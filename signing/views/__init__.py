"""Pages of signing: documents, signatories, scans, archives, verification."""
