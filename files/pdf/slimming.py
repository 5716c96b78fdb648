"""The same PDF in half as many bytes, made so just before it is written.

WeasyPrint 70 puts an adjustment of nothing between most letters, draws the rules of a table piece
by piece, each in a state of its own, and gives every line of text, and every box without a
meaning, an element of the structure. None of it can be seen, heard or copied, and a file that goes
to eighteen phones should be light. Only what says nothing is left out: ink stays where it is, to a
fiftieth of a millimetre, and so do the order of reading and the headers of tables.

All this is done on pydyf's objects, before anything is compressed.
"""

import itertools
import re
import struct
from collections import defaultdict
from collections.abc import Iterable, Iterator

import pydyf

type Span = tuple[float, float]


def slim(pdf: pydyf.PDF) -> None:
    """Leave out of a PDF by WeasyPrint what says nothing."""
    elements = {
        element.reference: element
        for element in pdf.objects
        if isinstance(element, pydyf.Dictionary) and element.get("Type") == "/StructElem"
    }
    _shorten_attributes(elements)
    heirs = _flatten(elements)
    for page, marks in _pages(pdf):
        content = _object(pdf, page["Contents"])
        drawn = _slim_content(b"\n".join(map(_bytes, content.stream)) + b"\n")
        owners = [heirs.get(owner, owner) for owner in marks]
        content.stream = [_join_marks(drawn, owners, elements, marks)]
    _slim_fonts(pdf)
    _drop(pdf, {_number(reference) for reference in heirs})


def _pages(pdf: pydyf.PDF) -> Iterator[tuple[pydyf.Dictionary, pydyf.Array]]:
    """Yield each page with its marks: by their numbers, the element that each belongs to."""
    root = _object(pdf, pdf.catalog["StructTreeRoot"])
    numbers = _object(pdf, root["ParentTree"])["Nums"]
    marks = dict(zip(numbers[::2], numbers[1::2], strict=True))
    for number in pdf.pages["Kids"][::3]:
        page = pdf.objects[number]
        yield page, marks[page["StructParents"]]


def _object(pdf: pydyf.PDF, reference: bytes) -> pydyf.Object:
    return pdf.objects[_number(reference)]


def _number(reference: bytes) -> int:
    return int(reference.split()[0])


def _bytes(item: bytes | str | pydyf.Object) -> bytes:
    if isinstance(item, pydyf.Object):
        data: bytes = item.data
        return data
    return item.encode() if isinstance(item, str) else item


# ── What is drawn ────────────────────────────────────────────────────────────────────────────

_SHOWN_TEXT = re.compile(rb"\[[^]]*\] TJ\n")
_NO_ADJUSTMENT = re.compile(rb">0<|<>")
_DECIMALS = re.compile(rb"(\.\d)\d+")
_FIGURES = re.compile(rb"<([0-9a-f]+)>")
_ESCAPED = re.compile(rb"[()\\]")
_OPACITY = re.compile(rb"/[aA]([\d.]+) gs\n")
# Places in points of a 96th of an inch. Numbers below ten may be scales, and are left alone.
_PLACE = re.compile(rb"(?<![\d.])(\d{2,}\.\d)\d*(?=[ \d.]* (?:Tm|re|cm)\n)")
_FINER_PLACE = re.compile(rb"(\d\.\d\d)\d+(?=[-\d. ]* [mlc]\n)")
# A background: the same rectangle twice for clipping, and once more to be filled.
_BACKGROUND = re.compile(
    rb"q\n([-\d. ]+ re\n)W\nn\n/Artifact\nBMC\nq\n((?:/a[\d.]+ gs\n)?[\d. ]+ rg\n)"
    rb"\1W\nn\n\1f\nQ\nEMC\nQ\n"
)
_BACKGROUNDS = re.compile(rb"q\n([\d. ]+ rg\n)[-\d. ]+ re\nf\nQ\n(?:q\n\1[-\d. ]+ re\nf\nQ\n)+")
_RULE = (
    rb"/Artifact\nBMC\nq\nq\n((?:/A[\d.]+ gs\n)?[\d. ]+ RG\n[\d.]+ w\n)"
    rb"([\d.]+) ([\d.]+) m\n([\d.]+) ([\d.]+) l\nS\nQ\nQ\nEMC\n"
)
_RULES = re.compile(rb"(?:" + _RULE + rb"){2,}")
_ONE_RULE = re.compile(_RULE)
_ARTIFACTS = re.compile(rb"(?:/Artifact\nBMC\n(?:[^\n]*\n)*?EMC\n){2,}")
_NEXT_ARTIFACT = b"EMC\n/Artifact\nBMC\n"
# Pieces of a rule that meet, or nearly, are one.
_NEARLY = 0.5
# The mark of a text object may as well stand inside it; then one object holds many marks.
_TEXT_IN_MARK = re.compile(rb"(/Span\n<</MCID \d+>>\nBDC\n(?:[\d. ]+ rg\n|/a[\d.]+ gs\n)*)BT\n")
_TEXT_PLACE = re.compile(rb"(BT\n)|1 0 0 -1 (-?[\d.]+) (-?[\d.]+) Tm\n(/[^ ]+ [\d.]+ Tf\n)?")


def _slim_content(content: bytes) -> bytes:
    if set(_OPACITY.findall(content)) <= {b"1", b"1.0"}:
        content = _OPACITY.sub(b"", content)  # everything is as opaque as it is anyway
    content = _SHOWN_TEXT.sub(_slim_text, content)
    content = _RULES.sub(_joined_rules, content)
    content = _FINER_PLACE.sub(rb"\1", _PLACE.sub(rb"\1", content))
    content = _BACKGROUND.sub(rb"/Artifact\nBMC\nq\n\2\1f\nQ\nEMC\n", content)
    content = _ARTIFACTS.sub(lambda found: found[0].replace(_NEXT_ARTIFACT, b""), content)
    content = _BACKGROUNDS.sub(_joined_backgrounds, content)
    content = _TEXT_IN_MARK.sub(rb"BT\n\1", content).replace(b"ET\nEMC\n", b"EMC\nET\n")
    return _placed_by_steps(content.replace(b"ET\nBT\n", b""))


def _slim_text(shown: re.Match[bytes]) -> bytes:
    adjusted = _DECIMALS.sub(rb"\1", _NO_ADJUSTMENT.sub(b"", shown[0])).replace(b">0]", b">]")
    return _FIGURES.sub(_letters, adjusted)


def _letters(figures: re.Match[bytes]) -> bytes:
    """Return letters as they are, instead of in hexadecimal figures."""
    letters = bytes.fromhex(figures[1].decode())
    return b"(%b)" % _ESCAPED.sub(rb"\\\g<0>", letters).replace(b"\r", rb"\r")


def _joined_backgrounds(backgrounds: re.Match[bytes]) -> bytes:
    """Return neighbours of one colour as one drawing."""
    colour = backgrounds[1]
    return backgrounds[0].replace(b"f\nQ\nq\n" + colour, b"")


def _placed_by_steps(content: bytes) -> bytes:
    """Place each text of an object by its distance from the one before: rows look alike then.

    The steps lie between rounded places, so they add up to them.
    """
    x = y = 0.0
    font = b""
    is_first = True

    def placed(found: re.Match[bytes]) -> bytes:
        nonlocal x, y, font, is_first
        if found[1]:
            is_first = True
            return found[1]
        from_x, from_y, old_font = x, y, font
        x, y = float(found[2]), float(found[3])
        font = found[4] or font
        if is_first:
            is_first = False
            return found[0]
        step = f"{x - from_x:.1f} {from_y - y:.1f} Td\n".replace(".0 ", " ").encode()
        return step + (b"" if font == old_font else font)

    return _TEXT_PLACE.sub(placed, content)


def _joined_rules(rules: re.Match[bytes]) -> bytes:
    """Return the rules of a table as one drawing for each pen, pieces in a line joined."""
    drawn: dict[bytes, list[tuple[float, ...]]] = defaultdict(list)
    for pen, *places in _ONE_RULE.findall(rules[0]):
        drawn[pen].append(tuple(map(float, places)))
    paths = (pen + b"".join(_path(pieces)) + b"S\n" for pen, pieces in drawn.items())
    return b"/Artifact\nBMC\nq\n" + b"".join(paths) + b"Q\nEMC\n"


def _path(pieces: Iterable[tuple[float, ...]]) -> Iterator[bytes]:
    across: dict[float, list[Span]] = defaultdict(list)
    down: dict[float, list[Span]] = defaultdict(list)
    for x, y, to_x, to_y in pieces:
        if y == to_y:
            across[y].append((x, to_x))
        else:
            down[x].append((y, to_y))
    for y, spans in across.items():
        for begin, end in _joined(spans):
            yield f"{begin:.1f} {y:.1f} m {end:.1f} {y:.1f} l\n".encode()
    for x, spans in down.items():
        for begin, end in _joined(spans):
            yield f"{x:.1f} {begin:.1f} m {x:.1f} {end:.1f} l\n".encode()


def _joined(spans: list[Span]) -> Iterator[Span]:
    spans.sort()
    begin, end = spans[0]
    for next_begin, next_end in spans[1:]:
        if next_begin > end + _NEARLY:
            yield begin, end
            begin = next_begin
            end = next_end
        end = max(end, next_end)
    yield begin, end


# ── What is said of it ───────────────────────────────────────────────────────────────────────

type Elements = dict[bytes, pydyf.Dictionary]

_MEANINGLESS = ("/Span", "/NonStruct", "/Div")
_PLAIN = {"Type", "S", "K", "Pg", "P"}
_MARK = re.compile(rb"(EMC\n)?(/(?:Span|Figure)\n<</MCID )(\d+)>>\nBDC\n")


def _shorten_attributes(elements: Elements) -> None:
    """Let headers say what they head, instead of every cell what heads it; round boxes."""
    for element in elements.values():
        if element["S"] == "/TH":
            element.pop("ID", None)
            in_head = elements[elements[element["P"]]["P"]]["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if in_head else "/Row"
        elif element["S"] == "/TD":
            element["A"].pop("Headers", None)
            if len(element["A"]) == 1:
                del element["A"]
        elif element["S"] == "/Figure":
            element["A"]["BBox"][:] = [round(edge, 1) for edge in element["A"]["BBox"]]


def _flatten(elements: Elements) -> dict[bytes, bytes]:
    """Hand what elements without a meaning hold to those around them; return who went to whom."""
    heirs: dict[bytes, bytes] = {}
    for reference, element in elements.items():
        if element["S"] in _MEANINGLESS and set(element) <= _PLAIN:
            around = elements.get(element["P"])
            if around is not None and around.get("Pg") == element["Pg"]:
                # Those around come first, so theirs is known.
                heirs[reference] = heirs.get(element["P"], element["P"])
    for reference, element in elements.items():
        if reference not in heirs:
            element["K"] = pydyf.Array(_kids(element, elements, heirs))
            element["P"] = heirs.get(element["P"], element["P"])
            del element["Type"]
            if not any(isinstance(kid, int) for kid in element["K"]):
                element.pop("Pg", None)  # only marks need to know their page
    return heirs


def _kids(
    element: pydyf.Dictionary, elements: Elements, heirs: dict[bytes, bytes]
) -> Iterator[int | bytes]:
    for kid in element["K"]:
        if kid in heirs:
            yield from _kids(elements[kid], elements, heirs)
        else:
            yield kid


def _join_marks(
    content: bytes, owners: list[bytes], elements: Elements, marks: pydyf.Array
) -> bytes:
    """Mark lines of text that follow each other in the same element as one; count marks anew."""
    follows = {
        kid
        for owner in set(owners)
        for before, kid in itertools.pairwise(elements[owner]["K"])
        if isinstance(kid, int) and before == kid - 1
    }
    numbers: dict[int, int] = {}

    def joined(mark: re.Match[bytes]) -> bytes:
        ends, begins, number = mark.groups(b"")
        old = int(number)
        if ends and old in follows and owners[old] == owners[old - 1]:
            return b""
        numbers[old] = len(numbers)
        return b"%b%b%d>>\nBDC\n" % (ends, begins, numbers[old])

    content = _MARK.sub(joined, content)
    for owner in set(owners):
        elements[owner]["K"][:] = [
            numbers.get(kid) if isinstance(kid, int) else kid
            for kid in elements[owner]["K"]
            if not isinstance(kid, int) or kid in numbers
        ]
    marks[:] = [owners[old] for old in numbers]
    return content


# ── What letters are drawn by ────────────────────────────────────────────────────────────────

# All that a viewer reads of a TrueType font in a PDF (ISO 32000-1, 9.9).
_TABLES = {b"cvt ", b"fpgm", b"glyf", b"head", b"hhea", b"hmtx", b"loca", b"maxp", b"prep"}
_TABLE = struct.Struct(">4sIII")


def _slim_fonts(pdf: pydyf.PDF) -> None:
    for item in pdf.objects:
        if isinstance(item, pydyf.Stream) and "Length1" in item.extra:
            font = _slim_font(b"".join(item.stream))
            item.stream, item.extra["Length1"] = [font], len(font)


def _slim_font(font: bytes) -> bytes:
    """Return a TrueType font with only the tables that a PDF needs of it."""
    count = int.from_bytes(font[4:6])
    tables = [_TABLE.unpack_from(font, 12 + place * _TABLE.size) for place in range(count)]
    kept = [table for table in tables if table[0] in _TABLES]
    directory, content = bytearray(), bytearray()
    begin = 12 + len(kept) * _TABLE.size
    for name, checksum, offset, length in kept:
        directory += _TABLE.pack(name, checksum, begin + len(content), length)
        content += font[offset : offset + length].ljust(-(-length // 4) * 4, b"\0")
    power = len(kept).bit_length() - 1
    search = 16 << power
    head = struct.pack(">HHHH", len(kept), search, power, len(kept) * 16 - search)
    return font[:4] + head + bytes(directory) + bytes(content)


# ── What is left over ────────────────────────────────────────────────────────────────────────


def _drop(pdf: pydyf.PDF, numbers: set[int]) -> None:
    """Take objects out, and number and name the others anew."""
    kept = [item for item in pdf.objects if item.number not in numbers]
    names = {item.reference: f"{place} 0 R".encode() for place, item in enumerate(kept)}
    moved = {item.number: place for place, item in enumerate(kept)}
    pdf.pages["Kids"][::3] = [moved[page] for page in pdf.pages["Kids"][::3]]
    for place, item in enumerate(kept):
        item.number = place
        _rename(item.extra if isinstance(item, pydyf.Stream) else item, names)
    pdf.objects[:] = kept


def _rename(value: object, names: dict[bytes, bytes]) -> None:
    if isinstance(value, dict):
        for key, inner in value.items():
            if isinstance(inner, bytes):
                value[key] = names.get(inner, inner)
            else:
                _rename(inner, names)
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            if isinstance(inner, bytes):
                value[place] = names.get(inner, inner)
            else:
                _rename(inner, names)
