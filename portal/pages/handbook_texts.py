"""What the handbook says; each step is one page of the portal and one picture of it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do: what it is called, how it goes, and the key of its picture."""

    key: str
    title: Any
    text: Any
    seen: Any  # what the picture shows, for those who do not see it


@dataclass(frozen=True, slots=True)
class Guide:
    """All that one of the users does, in the order of the day."""

    slug: str
    title: Any
    lead: Any
    steps: tuple[Step, ...]


FACILITATOR = Guide(
    "fasilitator",
    _("For the facilitator"),
    _(
        "From the first plan of a meeting to its published record. Everything works on a slow"
        " line: each line you save is kept, and a form that was sent twice counts once."
    ),
    (
        Step(
            "fasilitator-tugas",
            _("Begin with My tasks"),
            _(
                "Sign in and open My tasks. What waits for you stands there, oldest first, each"
                " with one button that leads to the place where it is done."
            ),
            _("The page My tasks of the facilitator"),
        ),
        Step(
            "fasilitator-rapat",
            _("Plan a meeting"),
            _(
                "Open Meetings, then New meeting. Only the kind, the theme and the date are needed;"
                " the rest can follow. To repeat an earlier meeting, open it and choose Copy:"
                " theme, agenda and invitations come along, attendance does not."
            ),
            _("The form of a new meeting"),
        ),
        Step(
            "fasilitator-agenda",
            _("Build the agenda"),
            _(
                "Add the items in the order of the day, with speaker and minutes; the portal"
                " reckons the hours. Items can be moved while the meeting is running."
            ),
            _("The agenda of a meeting with eight items"),
        ),
        Step(
            "fasilitator-undangan",
            _("Invite"),
            _(
                "Choose people whom the portal knows, or paste a list of names and offices as it"
                " is. Each line is shown first: known, similar, or new. Nothing is written before"
                " you confirm."
            ),
            _("A pasted list of names, each line with what was recognised"),
        ),
        Step(
            "fasilitator-kehadiran",
            _("Open the meeting and mark who is there"),
            _(
                "One tap marks somebody as present. Late asks for the hour, represented for the"
                " name, excused for the reason. Who came without an invitation is added at the"
                " bottom in a few seconds."
            ),
            _("The attendance list with a button for each way of attending"),
        ),
        Step(
            "fasilitator-catatan",
            _("Write the log"),
            _(
                "Choose the agenda item and the speaker, write one clear sentence, save. If the"
                " speaker's own words matter, keep them beside it. Decisions and follow-ups get a"
                " reference at once. If a colleague changed the same line, you see both texts and"
                " choose."
            ),
            _("The log of a meeting with statements under their agenda items"),
        ),
        Step(
            "fasilitator-kontribusi",
            _("Collect contributions"),
            _(
                "Show the QR code of the room, or share a personal link by WhatsApp or e-mail. A"
                " paper slip is entered on the writer's behalf, with a photo of it."
            ),
            _("The contributions of a meeting, with the QR code of the room"),
        ),
        Step(
            "fasilitator-keputusan",
            _("Decide about each contribution"),
            _(
                "Read the own words on one side, put the clear text on the other. Take it up, merge"
                " it with another, defer it or decline it. The contributor reads your reason."
            ),
            _("A contribution with its own words beside the clear text"),
        ),
        Step(
            "fasilitator-terbit",
            _("Close and publish"),
            _(
                "Closing completes the log; what is added afterwards is marked as recorded later."
                " Publishing lets everybody read the meeting. Both ask first and say what follows."
            ),
            _("The question before a meeting is published"),
        ),
    ),
)

STAKEHOLDER = Guide(
    "pemangku-kepentingan",
    _("For stakeholders"),
    _(
        "You need no account. The link from WhatsApp, or the QR code in the room, opens one page"
        " for one task. A contribution is voluntary, and nobody asks you for money here."
    ),
    (
        Step(
            "pemangku-tautan",
            _("Open your link"),
            _(
                "Tap the link in the message, or scan the QR code in the room with your phone. The"
                " page says for which organisation you write, and for which meeting."
            ),
            _("The contribution page on a phone"),
        ),
        Step(
            "pemangku-isi",
            _("Write your role or contribution"),
            _(
                "Write it in your own words; that one box is enough. If you know more, open the"
                " details: how many, where, from when until when."
            ),
            _("The contribution page, filled in"),
        ),
        Step(
            "pemangku-tanda-terima",
            _("Keep your receipt"),
            _(
                "You get a reference such as KOM-2021-0009 and a link of your own. Send the link to"
                " yourself: with it you can change your text until the forum has taken it up."
            ),
            _("The receipt with reference and link"),
        ),
        Step(
            "pemangku-keputusan",
            _("See what became of it"),
            _(
                "The same link later says what the forum decided, with the reason, and where your"
                " contribution stands in the berita acara."
            ),
            _("The page of a contribution that was taken up"),
        ),
        Step(
            "pemangku-akun",
            _("With an account"),
            _(
                "Representatives who are invited by e-mail see everything of their organisation in"
                " one place: invitations, contributions, and what is still to be done."
            ),
            _("My tasks of a company's representative"),
        ),
    ),
)

SECRETARIAT = Guide(
    "sekretariat",
    _("For the secretariat"),
    _("From a finished meeting to a numbered, printed and signed berita acara in a few minutes."),
    (
        Step(
            "sekretariat-kop",
            _("Set up your letterhead once"),
            _(
                "Under Letterheads you enter the letterhead with your city's arms, the number"
                " pattern, the opening and closing sentences, margins and the places to sign, and"
                " see the printed page at once."
            ),
            _("A letter template with its preview"),
        ),
        Step(
            "sekretariat-draf",
            _("Draft the berita acara"),
            _(
                "On the meeting's documents choose Draft a berita acara. Decisions become clauses,"
                " those present become parties, contributions and follow-ups become annexes."
                " This works while the meeting is still running."
            ),
            _("The documents of a meeting"),
        ),
        Step(
            "sekretariat-meja",
            _("See what is missing"),
            _(
                "On one side stand the pages exactly as they will print, on the other what is"
                " missing. Each line leads to the place where it is put right. What must be settled"
                " stops the freezing, the rest is advice."
            ),
            _("The workbench with pages and findings"),
        ),
        Step(
            "sekretariat-butir",
            _("Edit the clauses"),
            _(
                "Change, move or add clauses. If two people change the same one, the second sees"
                " both texts."
            ),
            _("The clauses of a draft"),
        ),
        Step(
            "sekretariat-bekukan",
            _("Number and freeze"),
            _(
                "Take the next number of the pattern, or enter the one of your register. Freezing"
                " fixes the text for good and gives it a fingerprint and a QR code."
            ),
            _("The question before the text is frozen"),
        ),
        Step(
            "sekretariat-cetak",
            _("Print"),
            _("Choose A4 or F4 and the number of copies. What was printed stands in the history."),
            _("The print dialog"),
        ),
        Step(
            "sekretariat-tanda-tangan",
            _("Record the signatures"),
            _(
                "After signing with ink, say for each place what the paper shows, and keep the"
                " scan. When every party has signed, the document is in force and its"
                " contributions are agreed."
            ),
            _("The places to sign with what the paper shows"),
        ),
    ),
)

GUIDES = (FACILITATOR, STAKEHOLDER, SECRETARIAT)
