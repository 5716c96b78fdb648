"""Finishing: what pikepdf does to a rendered PDF that WeasyPrint has no option for.

WeasyPrint's PDF goes in as bytes and comes out with page codes, the identification of PDF/UA-1 and
a file identifier that is computed from its content.
"""

from io import BytesIO

import pikepdf

from files.pdf.page_code_drawing import PageCodeText, draw_page_codes

# WeasyPrint declares one standard, and PDF/A is that one. PDF/A (ISO 19005-3, 6.6.2.3) requires an
# extension schema for every XMP property outside its own list, such as PDF/UA's.
_PDFUA_XMP = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1"/>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"\
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"\
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name>\
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of the PDF/UA standard that the file follows\
</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property>\
</rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""
_END_OF_XMP = b"</rdf:RDF>"


def finish_pdf(rendered: bytes, *, page_code_text: PageCodeText | None) -> bytes:
    """Return a rendered PDF with page codes, conformance to PDF/UA and a fixed identifier.

    `page_code_text` returns the text of each page's code; with None no codes are drawn. The same
    input gives the same bytes.
    """
    output = BytesIO()
    with pikepdf.open(BytesIO(rendered)) as pdf:
        _declare_pdfua(pdf)
        if page_code_text is not None:
            draw_page_codes(pdf, page_code_text)
        pdf.save(
            output,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return output.getvalue()


def _declare_pdfua(pdf: pikepdf.Pdf) -> None:
    """Add the identification of PDF/UA-1 to the XMP metadata."""
    xmp = pdf.Root.Metadata.read_bytes()
    pdf.Root.Metadata.write(xmp.replace(_END_OF_XMP, _PDFUA_XMP + _END_OF_XMP))
