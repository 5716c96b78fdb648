"""Everything that is not public carries a mark; whoever may not read it walks the whole portal.

The mark must not come up anywhere: not in a page, a list, a search, a file or an error sentence.
"""

import re
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from agreements.actions.clauses import add_clause
from agreements.actions.drafting import draft_document
from agreements.models import DocumentKind
from meetings.actions.agenda import add_agenda_item
from meetings.actions.contributing import contribute_by_link
from meetings.actions.logging import log_entry, log_pledge
from meetings.actions.settling import record_decision, record_follow_up
from meetings.models import LogKind, Meeting
from pledges.actions.deciding import decline_pledge
from pledges.models import Pledge
from stakeholders.actions.links import issue_link
from stakeholders.models import LinkPurpose, Organisation, Person
from tests.support import factories
from tests.support.contributions import in_days, path_of
from tests.support.document_factories import make_letterhead
from tests.support.harvest import walk
from tests.support.reading import read

pytestmark = pytest.mark.django_db

# What is searched for, and what must not be found: the first is told back to whoever typed it. The
# mark is long enough that no random token of a page holds it by chance.
WORD, MARK = "kunci", "QXZWVKJPQXZW"


@dataclass
class Secrets:
    """What nobody outside knows, by who may know it."""

    meeting: Meeting
    addresses: list[str]


def secret(what):
    return f"{WORD} {MARK}-{what}"


@pytest.fixture
def hidden(cast, forum, ground) -> Secrets:
    """An unpublished meeting with all that belongs to it; PT INKA is invited to nothing else."""
    by = cast.facilitator
    Person.objects.filter(pk=cast.lurah.person_id).update(
        phone=f"0812{MARK}", email=f"{MARK.lower()}@rembug.example"
    )
    meeting = factories.make_meeting(
        theme=secret("tema"), purpose=secret("maksud"), venue=secret("tempat"), by=by
    )
    factories.make_guest(meeting, forum.taman, cast.lurah, position=secret("jabatan"), by=by)
    meeting = factories.open_meeting(meeting, by=by)
    item = add_agenda_item(meeting=meeting, title=secret("butir"), by=by)
    log_entry(meeting=meeting, kind=LogKind.STATEMENT, text=secret("kata"), agenda_item=item, by=by)
    decision = record_decision(meeting=meeting, title=secret("putusan"), text=secret("isi"), by=by)
    follow_up = record_follow_up(
        meeting=meeting, decision=decision, activity=secret("tugas"), owner=forum.taman, by=by
    )
    pledge = log_pledge(meeting=meeting, lead=forum.taman, own_words=secret("janji"), by=by)
    declined = log_pledge(meeting=meeting, lead=forum.taman, own_words=secret("tolak"), by=by)
    decline_pledge(pledge=declined, reason=secret("alasan"), by=by)
    room = issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE, target=meeting, expires_at=in_days(1), by=by
    )
    receipt = contribute_by_link(
        token=room.token,
        own_words=secret("ruang"),
        new_name=secret("paguyuban"),
        new_sector="citizen",
    )
    document = draft_document(
        meeting=meeting,
        kind=DocumentKind.BERITA_ACARA,
        letterhead=make_letterhead(forum.bappelitbangda, by=cast.secretary),
        title=secret("naskah"),
        subject=secret("hal"),
        date=meeting.date,
        place=secret("kota"),
        by=by,
    )
    add_clause(document=document, title=secret("pasal"), text=secret("ayat"), by=by)
    newcomer = Organisation.objects.get(is_introduced=True)
    assert receipt.target is not None
    rows = (meeting, decision, follow_up, pledge, declined, document, newcomer, receipt.target)
    return Secrets(meeting, [row.get_absolute_url() for row in rows])


LISTS = (
    "parapihak",
    "kelurahan",
    "komitmen",
    "rapat",
    "keputusan",
    "berita-acara",
    "tindak-lanjut",
)


def starts():
    lists = [f"/{name}/?cari={WORD}" for name in LISTS]
    files = [f"{path}&format={kind}" for path in lists for kind in ("csv", "xlsx")]
    return ["/", "/tugas/", f"/cari/?cari={WORD}", "/komitmen/baru/", "/cetak/", *lists, *files]


@pytest.mark.parametrize("name", ["anonymous", "citizen", "outsider"])
def test_nothing_of_an_unpublished_meeting_comes_out(hidden, cast, name):
    client = Client()
    if name != "anonymous":
        client.force_login(cast[name])
    told = [path for path, _answer, body in walk(client, *starts()) if MARK in body.upper()]
    assert told == []


@pytest.mark.parametrize("name", ["citizen", "outsider", "inka"])
def test_each_address_says_only_that_there_is_nothing(hidden, cast, name):
    client = Client()
    client.force_login(cast[name])
    desks = [f"{hidden.meeting.get_absolute_url()}{desk}/" for desk in DESKS]
    for path in [*hidden.addresses, *desks]:
        answer, body = read(client, path)
        assert answer.status_code == 404, path
        # The page tells the address back, which whoever typed it knows.
        assert MARK not in body.decode().replace(path, "").upper(), path


DESKS = (
    *("ubah", "buka", "tutup", "batal", "terbitkan", "agenda", "undangan", "undangan/tempel"),
    *("kehadiran", "kehadiran/tamu", "catatan", "kontribusi", "kontribusi/qr", "kontribusi/slip"),
    *("kontribusi/tautan", "dokumen"),
)


def test_the_room_reads_the_theme_and_nothing_else(hidden, cast, forum):
    """The code on the wall is for everybody in the room: they know what the meeting is about."""
    room = issue_link(
        purpose=LinkPurpose.CONTRIBUTE_HERE,
        target=hidden.meeting,
        expires_at=in_days(1),
        by=cast.facilitator,
    )
    page = Client().get(path_of(room)).content.decode()
    known = {"tema", "tempat"}
    assert set(re.findall(rf"{MARK}-(\w+)", page)) <= known
    answer = Client().post(path_of(room), {"organisation": WORD, "own_words": "Kami membantu"})
    assert set(re.findall(rf"{MARK}-(\w+)", answer.content.decode())) <= known


def test_a_colleague_reads_what_their_own_organisation_is_asked_and_no_more(hidden, cast):
    """The kelurahan is invited: not the log, not the decision, not the draft of the document."""
    client = Client()
    client.force_login(cast.lurah)
    told = set()
    for _path, _answer, body in walk(client, *starts()):
        told |= set(re.findall(rf"{MARK}-(\w+)", body))
    assert not told & {"kata", "putusan", "isi", "ruang", "paguyuban", "naskah", "pasal", "ayat"}
    assert told >= {"tema", "tugas", "janji", "alasan"}


@pytest.mark.parametrize("pledge", ["own", "foreign"])
def test_a_link_opens_one_contribution_and_not_anothers(hidden, forum, cast, pledge):
    """A token names a link, never a row: there is nothing in the address to be swapped."""
    written = Pledge.objects.filter(own_words=secret("janji")).get()
    link = issue_link(
        purpose=LinkPurpose.CONTRIBUTE,
        target=written,
        organisation=forum.taman if pledge == "own" else forum.inka,
        expires_at=in_days(1),
        by=cast.facilitator,
    )
    client = Client()
    number, version, signature = link.token.split(".")
    for forged in (
        f"{int(number) - 1}.{version}.{signature}",
        f"{number}.{int(version) + 1}.{signature}",
        f"{number}.{version}.{signature[:-1]}",
        f"0{number}.{version}.{signature}",
    ):
        answer = client.get(reverse("meetings:contribute", args=[forged]))
        assert (answer.status_code, MARK in answer.content.decode()) == (404, False), forged
    answer = client.post(path_of(link), {"own_words": "Diubah", "revision": written.revision})
    written.refresh_from_db()
    assert (written.own_words == "Diubah") is (pledge == "own"), answer.status_code
