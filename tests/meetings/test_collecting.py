"""The desk of contributions: what came in, slips of paper with their photo, the file."""

import re
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook
from PIL import Image

from files.images import reencode_photo
from meetings.actions.contributing import contribute_by_link, enter_slip
from meetings.models import LogEntry
from pledges.actions.deciding import accommodate_pledge
from pledges.models import Pledge, PledgeSlip
from pledges.photos import find_kept_photo, keep_photo
from stakeholders.models import Organisation
from tests.support import factories
from tests.support.contributions import WORDS
from tests.support.expect import told

pytestmark = pytest.mark.django_db


def photo(width=1200, height=900, kind="JPEG", name="slip.jpg"):
    """A photo as a phone sends it."""
    out = BytesIO()
    Image.new("RGB", (width, height), "#7fcbd6").save(out, kind)
    return SimpleUploadedFile(name, out.getvalue(), content_type="image/jpeg")


@pytest.fixture
def staff(reader, facilitator):
    """The facilitator, at the desk."""
    reader.force_login(facilitator)
    return reader


@pytest.fixture
def desk(meeting):
    """The address of the desk."""
    return f"/rapat/{meeting.reference}/kontribusi/"


def texts(answer):
    return answer.content.decode()


# ── What has come in ─────────────────────────────────────────────────────────────────────────


def test_an_empty_desk_says_what_to_do(staff, desk):
    html = texts(staff.get(desk))
    assert "No contribution yet" in html
    assert "Make a QR code for the room" in html
    assert f"{desk}slip/" in html


def test_the_desk_shows_own_words_beside_the_clean_text(staff, desk, meeting, forum, facilitator):
    pledge = enter_slip(
        meeting=meeting, organisation=forum.inka, own_words="ka mi <b>bantu", by=facilitator
    )
    Pledge.objects.filter(pk=pledge.pk).update(title="Bantuan lapak", description="Sepuluh lapak.")
    html = texts(staff.get(desk))
    for shown in ("ka mi &lt;b&gt;bantu", "Bantuan lapak", "Sepuluh lapak.", pledge.reference):
        assert shown in html
    assert "Entered by the staff on behalf" in html


def test_the_desk_leads_to_what_the_state_opens(staff, desk, meeting, forum, facilitator):
    pledge = enter_slip(meeting=meeting, organisation=forum.inka, own_words=WORDS, by=facilitator)
    page = f"/komitmen/{pledge.reference}"
    html = texts(staff.get(desk))
    for way in ("akomodasi", "gabung", "tunda", "tolak"):
        assert f'href="{page}/{way}/"' in html
    accommodate_pledge(pledge=pledge, by=facilitator)
    html = texts(staff.get(desk))
    assert f'href="{page}/akomodasi/"' not in html
    assert f'href="{page}/buka-kembali/"' in html


def test_the_desk_says_how_each_came(staff, desk, meeting, room, forum, facilitator):
    enter_slip(meeting=meeting, organisation=forum.inka, own_words=WORDS, by=facilitator)
    contribute_by_link(token=room.token, own_words=WORDS, organisation=forum.taman)
    html = texts(staff.get(desk))
    assert (
        html.count("Entered by the staff on behalf of the organisation, from a slip of paper.") == 1
    )
    assert html.count("Written by the QR code of the room: the author chose") == 1


def test_those_that_have_not_written_are_named(staff, desk, meeting, forum, facilitator):
    enter_slip(meeting=meeting, organisation=forum.inka, own_words=WORDS, by=facilitator)
    silent = texts(staff.get(desk)).partition("Not written yet</h2>")[2].partition("</ul>")[0]
    assert "Kelurahan Taman" in silent
    assert "PT INKA" not in silent


def test_an_organisation_that_introduced_itself_is_marked(staff, desk, room):
    contribute_by_link(
        token=room.token, own_words=WORDS, new_name="Sanggar (contoh)", new_sector="citizen"
    )
    assert "its author entered the name, and nobody has checked it" in texts(staff.get(desk))


def test_an_organisation_that_introduced_itself_is_read_by_the_staff_only(client, staff, room):
    own = contribute_by_link(
        token=room.token, own_words=WORDS, new_name="Sanggar (contoh)", new_sector="citizen"
    )
    address = own.organisation.get_absolute_url()
    assert staff.get(address).status_code == 200
    staff.logout()
    assert client.get(address).status_code == 404


def test_what_waits_for_a_decision_comes_first(staff, desk, meeting, forum, facilitator):
    first = enter_slip(meeting=meeting, organisation=forum.inka, own_words="A", by=facilitator)
    enter_slip(meeting=meeting, organisation=forum.taman, own_words="B", by=facilitator)
    accommodate_pledge(pledge=first, by=facilitator)
    shown = re.findall(r'class="received-one" id="([\w-]+)"', texts(staff.get(desk)))
    assert shown == ["KOM-2021-0002", "KOM-2021-0001"]


def test_the_desk_asks_no_more_for_many_than_for_few(
    staff, desk, meeting, forum, facilitator, django_assert_max_num_queries
):
    for number in range(30):
        organisation = factories.make_organisation(f"o-{number}", by=facilitator)
        factories.make_guest(meeting, organisation, by=facilitator)
        enter_slip(meeting=meeting, organisation=organisation, own_words="A", by=facilitator)
    with django_assert_max_num_queries(12):
        staff.get(desk)


# ── Slips ────────────────────────────────────────────────────────────────────────────────────


def test_a_slip_is_entered_on_behalf_with_its_photo(staff, desk, meeting, forum, facilitator):
    sent = {
        "organisation": "PT INKA",
        "own_words": WORDS,
        "written_by": "Pak Bambang",
        "photo": photo(3000, 2000),
    }
    answer = staff.post(f"{desk}slip/", sent, follow=True)
    assert "KOM-2021-0001</a> is entered. You can enter the next slip." in texts(answer)
    pledge = Pledge.objects.get()
    assert (pledge.is_on_behalf, pledge.written_by, pledge.lead) == (
        True,
        "Pak Bambang",
        forum.inka,
    )
    slip = PledgeSlip.objects.get()
    assert (slip.pledge, slip.width, slip.height, slip.kept_by) == (pledge, 1600, 1067, facilitator)
    assert slip.image.name == f"slips/{slip.sha256}.jpg"
    assert default_storage.exists(slip.image.name)
    assert LogEntry.objects.get().recorded_by == facilitator
    assert told(pledge)[-2:] == [
        "The staff entered it on behalf of the organisation, from a slip of paper.",
        "The photo of the slip was saved.",
    ]


def test_a_refused_slip_keeps_its_photo(staff, desk):
    answer = staff.post(f"{desk}slip/", {"organisation": "PT INKA", "photo": photo()})
    html = texts(answer)
    assert answer.status_code == 422
    assert "The photo is kept (1200 × 900)." in html
    token = re.search(r'name="photo_kept" value="([^"]+)"', html)[1]
    sent = {"organisation": "PT INKA", "own_words": WORDS, "photo_kept": token}
    assert staff.post(f"{desk}slip/", sent).status_code == 302
    assert PledgeSlip.objects.get().sha256 == find_kept_photo(token).sha256


def test_another_photo_replaces_the_one_that_was_kept(staff, desk):
    first = texts(staff.post(f"{desk}slip/", {"photo": photo()}))
    token = re.search(r'name="photo_kept" value="([^"]+)"', first)[1]
    sent = {
        "organisation": "PT INKA",
        "own_words": WORDS,
        "photo_kept": token,
        "photo": photo(640, 480),
    }
    staff.post(f"{desk}slip/", sent)
    assert (PledgeSlip.objects.get().width, PledgeSlip.objects.get().height) == (640, 480)


@pytest.mark.parametrize(
    ("upload", "sentence"),
    [
        (
            SimpleUploadedFile("a.jpg", b"<svg onload=alert(1)>"),
            "This file is not a picture that can be read. Choose a JPEG, PNG or WebP.",
        ),
        (SimpleUploadedFile("a.jpg", b""), "The submitted file is empty."),
        (
            photo(5000, 4000, "PNG"),
            "The picture has too many pixels to be opened. Save it smaller, or as a JPEG.",
        ),
    ],
)
def test_what_is_no_photo_is_said_beside_its_field(staff, desk, upload, sentence):
    answer = staff.post(
        f"{desk}slip/", {"organisation": "PT INKA", "own_words": WORDS, "photo": upload}
    )
    assert answer.status_code == 422
    assert sentence in texts(answer)
    assert WORDS in texts(answer)
    assert not Pledge.objects.exists()


@pytest.mark.parametrize("token", ["x", "../../etc/passwd", "a:b:c", "😀"])
def test_a_photo_that_was_not_kept_here_is_not_taken(staff, desk, token):
    sent = {"organisation": "PT INKA", "own_words": WORDS, "photo_kept": token}
    assert staff.post(f"{desk}slip/", sent).status_code == 302
    assert not PledgeSlip.objects.exists()


def test_a_slip_of_an_organisation_that_is_not_known_registers_it(staff, desk):
    sent = {
        "organisation": "Sanggar Seni (contoh)",
        "own_words": WORDS,
        "asked_for": "Sanggar Seni (contoh)",
        "sector": "citizen",
    }
    assert staff.post(f"{desk}slip/", sent).status_code == 302
    lead = Pledge.objects.get().lead
    assert (lead.name, lead.is_introduced) == ("Sanggar Seni (contoh)", False)
    assert lead in Organisation.objects.visible_to(None)


def test_a_slip_sent_twice_is_one_contribution(staff, desk):
    page = texts(staff.get(f"{desk}slip/"))
    key = re.search(r'name="idempotency_key" value="([\w-]+)"', page)[1]
    for _time in range(2):
        sent = {
            "idempotency_key": key,
            "organisation": "PT INKA",
            "own_words": WORDS,
            "photo": photo(),
        }
        assert staff.post(f"{desk}slip/", sent).status_code == 302
    assert (Pledge.objects.count(), PledgeSlip.objects.count()) == (1, 1)


def test_the_same_photo_is_stored_once(db):
    first, second = (keep_photo(reencode_photo(photo(), field="photo")) for _time in range(2))
    assert first == second
    assert find_kept_photo(first.token) == first


# ── The file ─────────────────────────────────────────────────────────────────────────────────


def test_the_contributions_are_taken_along_and_history_notes_it(
    staff, desk, meeting, forum, facilitator
):
    enter_slip(meeting=meeting, organisation=forum.inka, own_words="=2+3", by=facilitator)
    answer = staff.post(f"{desk}unduh/", {"format": "csv"})
    body = answer.content.decode()
    assert answer["Content-Disposition"].startswith('attachment; filename="kontribusi-rpt-2021-')
    assert "KOM-2021-0001,PT INKA,Company" in body
    assert "'=2+3" in body
    answer = staff.post(f"{desk}unduh/", {"format": "xlsx"})
    [head, row] = load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True)
    assert (head[0], row[0], row[5]) == ("Reference", "KOM-2021-0001", "=2+3")
    assert told(meeting)[-2:] == [
        "The contributions were exported as CSV.",
        "The contributions were exported as XLSX.",
    ]


def test_another_kind_of_file_is_a_bad_request(staff, desk, meeting):
    assert staff.post(f"{desk}unduh/", {"format": "exe"}).status_code == 400
    assert staff.post(f"{desk}unduh/").status_code == 400
    assert "were exported" not in " ".join(told(meeting))


@pytest.mark.parametrize("who", ["inka", "administrator", "outsider", "anonymous"])
@pytest.mark.parametrize("page", ["", "qr/", "slip/", "tautan/", "unduh/"])
def test_the_desk_is_the_staffs(client, cast, desk, who, page):
    expected = {"inka": 403, "administrator": 403, "outsider": 404, "anonymous": 302}
    if who != "anonymous":
        client.force_login(cast[who])
    method = client.post if page == "unduh/" else client.get
    assert method(desk + page).status_code == expected[who]
