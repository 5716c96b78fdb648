"""The forum of 2021, and beside it what the example has none of: drafts, voids, things ahead."""

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from agreements.models import Document, DocumentState, Letterhead
from core.outbox import run_due
from meetings.models import Meeting
from pledges.models import Pledge, PledgeState
from portal.sample.load import load_sample
from stakeholders.models import Organisation, User
from tests.support import factories
from tests.support.document_factories import make_ready, take_document_to
from tests.support.replayed_rows import make_once
from tests.support.seal import made_seal

# From the stranger to the administrator; "" is nobody signed in.
ROLES = ("", "warga", "inka", "lurah.taman", "fasilitator", "sekretariat", "admin")
STAFF = ("fasilitator", "sekretariat", "admin")
KEPT_FILES = settings.MEDIA_ROOT.parent / "example"
MORE_PLEDGES = 30  # so that their list has a second page


@dataclass(frozen=True)
class Example:
    """The loaded forum: who may come in, and what lies beside the berita acara of 2021."""

    users: Mapping[str, User]
    newcomer: User  # has an account and never came in
    document: Document
    outside: Document
    meeting: Meeting
    meeting_ahead: Meeting
    draft: Document
    unsigned: Document
    void: Document
    own_draft: Pledge
    submitted: Pledge
    declined: Pledge

    def sign_in(self, client, role):
        """Makes the test client somebody else; "" is nobody."""
        client.logout()
        if role:
            client.force_login(self.users[role])
        return client


def load_example() -> Example:
    """Loads the forum of 2021 with its prints, and adds what stands in other states.

    The first test of a process runs the actions, which takes some ten seconds. Its files are put
    back as well, since other tests damage files to see whether that is found.
    """
    example: Example = make_once("example", _load)
    shutil.copytree(KEPT_FILES, settings.MEDIA_ROOT, dirs_exist_ok=True)
    return example


def _load() -> Example:
    example = _run_actions()
    shutil.copytree(settings.MEDIA_ROOT, KEPT_FILES, dirs_exist_ok=True)
    return example


def _run_actions() -> Example:
    made_seal()
    load_sample(settings.BASE_DIR / "sample" / "madiun-2021")
    run_due()
    users = {role: _user(role) for role in ROLES if role not in ("", "warga")}
    users["warga"] = factories.make_account(
        "warga", name="Warga (contoh)", organisation=None, by=users["admin"]
    )
    facilitator, secretary = users["fasilitator"], users["sekretariat"]
    inka = Organisation.objects.get(slug="pt-inka")
    document = Document.objects.get(kind="berita_acara")
    assert document.meeting is not None
    example = Example(
        users=users,
        newcomer=factories.make_account(
            "baru", name="Anggota baru (contoh)", organisation=inka, by=users["admin"]
        ),
        document=document,
        outside=Document.objects.get(state=DocumentState.REGISTERED),
        meeting=document.meeting,
        meeting_ahead=_meeting("Rapat evaluasi (contoh)", inka, by=facilitator),
        draft=_paper(DocumentState.DRAFT, inka, by=secretary),
        unsigned=_paper(DocumentState.FINAL, inka, by=secretary),
        void=_paper(DocumentState.VOID, inka, by=secretary),
        own_draft=factories.make_pledge(inka, by=users["inka"]),
        submitted=factories.make_submitted(inka, by=users["inka"]),
        declined=factories.make_pledge_in(PledgeState.DECLINED, inka, by=facilitator),
    )
    for number in range(1, MORE_PLEDGES + 1):
        factories.make_pledge_in(
            PledgeState.ACCOMMODATED, inka, own_words=f"Sumur ke-{number}", by=facilitator
        )
    return example


def _user(role):
    return User.objects.get(email=f"{role}@rembug.example")


def _meeting(theme, guest, *, by):
    meeting = factories.make_meeting(theme=theme, date=date(2021, 12, 6), by=by)
    factories.make_guest(meeting, guest, by=by)
    return meeting


def _paper(state, party, *, by):
    meeting = _meeting(f"Rapat untuk naskah {state} (contoh)", party, by=by)
    draft = make_ready(meeting, party, Letterhead.objects.get(), by=by)
    return take_document_to(state, draft, by=by)
