"""PDF: rendering, its corner codes, pictures of pages, bundles, and looking into foreign files."""
