"""What the facilitator does: plan, invite, open, mark, log."""

import re
from io import BytesIO

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.replay.source import meeting_row, name_of, rows_of
from tests.support.tools import qr


def plan(reader):
    """Plans the meeting; returns the path of its page."""
    row = meeting_row()
    page = reader.go("/rapat/baru/")
    reader.fill(
        kind="Lokakarya",
        theme=row.get_text("tema"),
        purpose=row.get_text("tujuan"),
        date=row.get_text("tanggal"),
        starts_at=row.get_text("mulai"),
        ends_at=row.get_text("selesai"),
        venue=row.get_text("tempat"),
    )
    reader.find("host", "Bappelitbangda")
    reader.add("organisers", "Forpemma")
    reader.find("leader", "Elita Mardiani")
    reader.find("moderator", "Kadaryono")
    for kelurahan in ("Taman", "Demangan"):
        reader.add("pilots", f"Kelurahan {kelurahan}")
    reader.picture("fasilitator-rapat")
    reader.send(expected=False)
    # The day has passed; the portal asks what is meant, and keeps everything typed.
    expect(page.locator("[name=theme]")).to_have_value(row.get_text("tema"))
    page.locator("[name=past][value=work_through]").check()
    reader.send()
    expect(page).to_have_url(re.compile(r"/rapat/RPT-2021-0001/"))
    return "/rapat/RPT-2021-0001/"


def build_agenda(reader, meeting):
    """Enters the eight points; the hours follow by themselves."""
    page = reader.go(f"{meeting}agenda/")
    rows = rows_of("agenda")
    for number, row in enumerate(rows, start=1):
        reader.fill(title=row.get_text("judul"), minutes=row.get_text("menit"))
        reader.find("speaker", name_of("orang", row.get_text("pembicara")))
        page.locator("#add").click()
        expect(page.locator(".agenda > li")).to_have_count(number)
    for number, row in enumerate(rows):
        shown = page.locator(".agenda > li").nth(number)
        expect(shown.locator(".agenda-time")).to_contain_text(
            row.get_text("mulai").replace(":", ".")
        )
    reader.picture("fasilitator-agenda")


def invite(reader, meeting):
    """Pastes the list of names and offices, looks through it, confirms."""
    page = reader.go(f"{meeting}undangan/tempel/")
    people = rows_of("peserta")
    lines = [
        "\t".join(
            [
                name_of("orang", row.get_text("orang")) if row.get_text("orang") else "",
                row.get_text("jabatan"),
                name_of("organisasi", row.get_text("organisasi")),
            ]
        )
        for row in people
    ]
    reader.fill(names="Nama\tJabatan\tInstansi\n" + "\n".join(lines))
    reader.send()
    expect(page.locator(".pasted > li")).to_have_count(len(people))
    reader.picture("fasilitator-undangan")
    reader.send()
    expect(page).to_have_url(re.compile(r"/undangan/$"))


def open_and_mark(reader, meeting):
    """Opens the meeting and marks everybody as present."""
    page = reader.go(f"{meeting}buka/")
    reader.send()
    page = reader.go(f"{meeting}kehadiran/")
    rows = page.locator(".attendee")
    for number in range(len(rows_of("peserta"))):
        row = rows.nth(number)
        row.locator("button[value=present]").click()
        expect(row.locator("button[value=present]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".marks-present strong")).to_have_text("18")
    reader.picture("fasilitator-kehadiran")


def write_log(reader, meeting):
    """Writes what was said, what was decided and what is to be done, each under its point."""
    page = reader.go(f"{meeting}catatan/")
    agenda = {row.get_text("urutan"): row.get_text("judul") for row in rows_of("agenda")}
    said = [row for row in rows_of("catatan") if row.get_text("jenis") == "pernyataan"]
    for row in said:
        reader.pick("kind", "statement")
        reader.choose("agenda_item", agenda[row.get_text("agenda")])
        if row.get_text("pembicara"):
            reader.choose("speaker", name_of("orang", row.get_text("pembicara")))
        reader.fill(text=row.get_text("teks"))
        save_line(page)
    reader.picture("fasilitator-catatan", at=".log-desk")
    for row in rows_of("keputusan"):
        reader.pick("kind", "decision")
        reader.choose("agenda_item", agenda[row.get_text("agenda")])
        reader.fill(
            text=row.get_text("teks"), title=row.get_text("judul"), note=row.get_text("catatan")
        )
        save_line(page)
    for row in rows_of("tindak_lanjut"):
        reader.pick("kind", "follow_up")
        reader.choose("agenda_item", agenda[row.get_text("agenda")])
        reader.fill(
            text=row.get_text("kegiatan"),
            deadline=row.get_text("tenggat"),
            output=row.get_text("keluaran"),
        )
        reader.find("owner", name_of("organisasi", row.get_text("penanggung_jawab")))
        save_line(page)
    return len(said)


def save_line(page):
    """Saves a line and waits until it stands in the log and the box is empty again."""
    before = page.locator(".line").count()
    page.locator("#catat button.primary").click()
    expect(page.locator(".line")).to_have_count(before + 1)
    expect(page.locator("#catat [name=text]")).to_have_value("")


def show_qr(reader, meeting):
    """Makes the room's QR code, and returns the address that it leads to."""
    page = reader.go(f"{meeting}kontribusi/qr/")
    reader.send()
    page.goto(f"{meeting}kontribusi/qr/?tampil=proyektor")
    drawn = page.locator(".qr-image svg")
    drawn.wait_for()
    [address] = qr.read([Image.open(BytesIO(drawn.screenshot()))])
    return address


def enter_slip(reader, meeting, row):
    """Enters a slip of paper on its writer's behalf, with a photo of it."""
    page = reader.go(f"{meeting}kontribusi/slip/")
    photo = BytesIO()
    Image.new("RGB", (600, 400), "#fdfbf5").save(photo, "JPEG")
    page.locator("[name=photo]").set_input_files(
        {"name": "slip.jpg", "mimeType": "image/jpeg", "buffer": photo.getvalue()}
    )
    reader.fill(
        organisation=name_of("organisasi", row.get_text("organisasi")),
        own_words=row.get_text("kata_asli"),
    )
    reader.send()


def decide(reader, row, reference):
    """Decides about a contribution as it was decided in 2021."""
    verdict = row.get_text("putusan")
    if verdict == "ditunda":
        page = reader.go(f"/komitmen/{reference}/tunda/")
        reader.fill(reason=row.get_text("alasan"))
    else:
        page = reader.go(f"/komitmen/{reference}/akomodasi/")
        expect(page.locator(".words-beside")).to_contain_text(row.get_text("kata_asli"))
        reader.fill(title=row.get_text("judul"), description=row.get_text("uraian"))
        page.locator("summary", has_text=re.compile("Rincian|Details")).first.click()
        reader.fill(end_date=row.get_text("sampai"))
    if reference == "KOM-2021-0002":
        reader.picture("fasilitator-keputusan")
    reader.send()


def close_and_publish(reader, meeting):
    """Closes the log and lets everybody read."""
    reader.go(f"{meeting}tutup/")
    reader.send()
    reader.go(f"{meeting}terbitkan/")
    reader.picture("fasilitator-terbit")
    reader.send()
