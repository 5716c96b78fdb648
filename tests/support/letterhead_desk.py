"""How tests work on a letterhead in the browser: what its forms send, and what comes back."""

KEY = "6f4b1c5e-0d5e-4f3c-9d3c-2b1a7c9e0f11"


def lines(of, **changes):
    return {
        "idempotency_key": KEY,
        "issuer": of.pk,
        "name": "Surat Dinas (contoh)",
        "government": "PEMERINTAH KOTA CONTOH",
        "agency": "DINAS SOSIAL",
        "unit": "",
        "address": "Jalan Contoh 1",
        "place": "Contoh",
        "unit_code": "",
        "paper": "A4",
        **changes,
    }


def whole(letterhead, **changes):
    """Everything that the form of letterhead and page sends."""
    return {
        "idempotency_key": KEY,
        "revision": letterhead.revision,
        "name": letterhead.name,
        "government": letterhead.government,
        "agency": letterhead.agency,
        "place": letterhead.place,
        "paper": letterhead.paper,
        "margin_top_mm": 20,
        "margin_right_mm": 20,
        "margin_bottom_mm": 25,
        "margin_left_mm": 30,
        "font_pt": "11",
        "signature_layout": letterhead.signature_layout,
        "has_stamp_room": "on",
        "shows_nip": "on",
        **changes,
    }


def wording(**changes):
    return {
        "idempotency_key": KEY,
        "revision": 1,
        "title": "BERITA ACARA",
        "classification": "050",
        "number_pattern": "{klasifikasi}/{urut:03}/CONTOH/{tahun}",
        "opening": "Pada hari {tanggal}:",
        "agreement": "",
        "closing": "Demikian.",
        **changes,
    }


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def refused_page(client, path, data):
    answer = client.post(path, data)
    assert answer.status_code == 422, answer.status_code
    return answer.content.decode()


def at(letterhead, below=""):
    return f"{letterhead.get_absolute_url()}{below}"
