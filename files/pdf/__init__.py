"""PDF: rendering, finishing, page codes, page pictures, bundles, inspection of foreign files."""
