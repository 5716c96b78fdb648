"""From pydyf's objects to the bytes of a file: everything that is no stream packed into one.

pydyf writes such a file too, but packs it less tightly, and compresses it twice over to reckon an
identifier that ours brings along.
"""

import zlib

import pydyf

HEADER = b"%PDF-1.7\n%\xf0\x9f\x96\xa4\n"
# A row of the cross-reference: the kind of entry, and two numbers of so many bytes.
KIND, FIRST, SECOND = 1, 4, 2
ROW = KIND + FIRST + SECOND
IN_FILE, IN_STREAM = 1, 2
# PNG's "up": each row is written as its difference from the one above, so that they look alike.
PREDICTOR, UP = 12, b"\x02"


def written(pdf: pydyf.PDF, identity: bytes) -> bytes:
    """Return the bytes of a PDF; identity becomes both of its identifiers."""
    pdf.add_object(pdf.info)
    streams = [item for item in pdf.objects[1:] if isinstance(item, pydyf.Stream)]
    packed = [item for item in pdf.objects[1:] if not isinstance(item, pydyf.Stream)]
    package = _package(packed)
    pdf.add_object(package)
    out = bytearray(HEADER)
    rows = {0: (0, 0, 65535)}
    for stream in (*streams, package):
        rows[stream.number] = (IN_FILE, len(out), 0)
        out += stream.indirect + b"\n"
    for place, item in enumerate(packed):
        rows[item.number] = (IN_STREAM, package.number, place)
    start = len(out)
    rows[package.number + 1] = (IN_FILE, start, 0)
    index = _index(rows, pdf, identity)
    index.number = package.number + 1
    out += index.indirect + b"\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _package(items: list[pydyf.Object]) -> pydyf.Stream:
    """Return the object stream of these items: their numbers and places first."""
    places, content = [], bytearray()
    for item in items:
        places.append(f"{item.number} {len(content)}")
        content += item.data + b"\n"
    head = " ".join(places).encode() + b"\n"
    return pydyf.Stream(
        [head + content], {"Type": "/ObjStm", "N": len(items), "First": len(head)}, compress=True
    )


def _index(rows: dict[int, tuple[int, int, int]], pdf: pydyf.PDF, identity: bytes) -> pydyf.Stream:
    """Return the cross-reference stream, which also is the trailer."""
    name = b"<%b>" % identity.hex().encode()
    content, above = bytearray(), bytes(ROW)
    for number in range(len(rows)):
        kind, first, second = rows[number]
        row = bytes([kind]) + first.to_bytes(FIRST) + second.to_bytes(SECOND)
        content += UP + bytes((now - up) % 256 for now, up in zip(row, above, strict=True))
        above = row
    return pydyf.Stream(
        [zlib.compress(content, 9)],
        {
            "Type": "/XRef",
            "Size": len(rows),
            "W": pydyf.Array([KIND, FIRST, SECOND]),
            "Filter": "/FlateDecode",
            "DecodeParms": pydyf.Dictionary({"Predictor": PREDICTOR, "Columns": ROW}),
            "Root": pdf.catalog.reference,
            "Info": pdf.info.reference,
            "ID": pydyf.Array([name, name]),
        },
    )
