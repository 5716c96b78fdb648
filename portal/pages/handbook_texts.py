"""The texts of the handbook: guides of steps, each about one page, with a screenshot."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a guide; `key` is also the name of its screenshot."""

    key: str
    title: Promise
    text: Promise
    alt: Promise  # the alternative text of the screenshot


@dataclass(frozen=True, slots=True)
class Guide:
    """The guide for one kind of user, with its steps in order."""

    slug: str
    title: Promise
    lead: Promise
    steps: tuple[Step, ...]


FACILITATOR = Guide(
    "fasilitator",
    _("For the facilitator"),
    _(
        "From the first plan of a meeting to its published record. It works on a slow connection:"
        " every line is saved at once, and a form sent twice counts once."
    ),
    (
        Step(
            "fasilitator-tugas",
            _("Begin with My tasks"),
            _(
                "Sign in and open My tasks. It lists what you have to do, oldest first, each with"
                " a button that opens the right page."
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
                "Add the items in their order, with speaker and minutes; the portal calculates"
                " the times. Items can be moved while the meeting is running."
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
                "One tap marks somebody as present. Late asks for the time, represented for the"
                " name, excused for the reason; “the rest is present” marks all others at once, and"
                " is undone at once. The QR code lets guests mark themselves on their phones; those"
                " marks say so, and you can set them aside."
            ),
            _("The attendance list with a button for each way of attending"),
        ),
        Step(
            "fasilitator-ruang",
            _("Run the meeting in its room"),
            _(
                "The room shows agenda, log and attendance on one screen. A line is one box and"
                " Enter: begin with K for a decision, J for a contribution, T for a follow-up, then"
                " two letters of the speaker and a colon. Without a connection what you write waits"
                " on this device (“3 not sent yet”) and is sent by itself; close the meeting"
                " once all is sent. Projector shows the same to everybody in the hall."
            ),
            _("The meeting room with agenda, log and attendance"),
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
                "Read the contributor's own words on one side, and write the clear text on the"
                " other. Take the contribution up, merge it with another, defer it or decline it."
                " The contributor reads your reason."
            ),
            _("A contribution with its own words beside the clear text"),
        ),
        Step(
            "fasilitator-terbit",
            _("Close and publish"),
            _(
                "Before closing, the page says what is missing, each with a link to where you mend"
                " it. What is added afterwards is marked as recorded later. Publishing lets"
                " everybody read the meeting. Both ask first and say what follows."
            ),
            _("The question before a meeting is published"),
        ),
        Step(
            "fasilitator-tanggapan",
            _("Settle the responses to the minutes"),
            _(
                "After closing, send everybody who attended their link. Each agrees, proposes a"
                " correction or objects, and you settle it with a sentence that they read. An"
                " objection that is still open is printed in the minutes."
            ),
            _("The responses to the minutes, one of them an objection"),
        ),
        Step(
            "fasilitator-bergiliran",
            _("Hand the tablet round"),
            _(
                "When the text is frozen and all are still in the room, choose Hand the tablet"
                " round. You are signed out on it; everybody taps their own name, reads and signs,"
                " and hands it on. Your name stands beside each signature as its witness."
            ),
            _("The names of those who can sign on the tablet"),
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
            "pemangku-hadir",
            _("Check in on your phone"),
            _(
                "Scan the QR code at the door or on the screen, type three letters of your name,"
                " and tap “I am here” or “Online”. If your name is not there, add yourself. One"
                " phone can check in several people, and what was a mistake you undo at once."
            ),
            _("A name that was found, with the buttons to check in, on a phone"),
        ),
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
            "pemangku-notulen",
            _("Say whether the minutes are right"),
            _(
                "After the meeting you may get a link to its minutes. Agree, propose a correction,"
                " or object, within the days that the page names. The facilitator answers, and you"
                " read the answer by the same link."
            ),
            _("The minutes with the three answers, on a phone"),
        ),
        Step(
            "pemangku-tinjau",
            _("Comment on the draft"),
            _(
                "Before a text is fixed you may get a link to read it. Write under each part what"
                " should be different. The secretariat answers every comment, and you read the"
                " answer by the same link."
            ),
            _("A clause of the draft with a box for comments, on a phone"),
        ),
        Step(
            "pemangku-diminta",
            _("You are asked to sign"),
            _(
                "The link, or the QR code that you were handed, opens one document for you alone."
                " Opening it signs nothing. Read first: your organisation's contributions are at"
                " the top, then comes every page."
            ),
            _("What is to be signed, on a phone"),
        ),
        Step(
            "pemangku-tanda-tangan",
            _("Sign with your finger"),
            _(
                "Tick that you agree, draw your signature in the box, press Sign. If you cannot"
                " draw, type your name. If you do not want to sign, decline with a reason: the"
                " link is just below. With an electronic certificate you can sign the sealed file"
                " afterwards."
            ),
            _("The words of consent above the box for the signature"),
        ),
        Step(
            "pemangku-tanda-terima-naskah",
            _("Keep the receipt of your signature"),
            _(
                "You get a number that begins with TT. The same link later gives you the sealed"
                " document with all signatures. You can also withdraw your signature there: the"
                " withdrawal is shown beside the signature, and nothing is deleted."
            ),
            _("The receipt of a signature, on a phone"),
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
                " pattern, the opening and closing sentences, margins and the signature"
                " blocks, and see the printed page at once."
            ),
            _("A letterhead with its preview"),
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
                "One side shows the pages exactly as they will print, the other what is missing."
                " Each line links to the page where you can correct it. Everything under “Must be"
                " completed” prevents freezing; the rest is advice."
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
            "sekretariat-tinjau",
            _("Ask the parties for comments"),
            _(
                "Everybody who is to sign gets a link, by e-mail or from you by WhatsApp. If all"
                " sit in one room and read together, skip this and say so when you freeze."
            ),
            _("Who is asked for comments, and until when"),
        ),
        Step(
            "sekretariat-jawab",
            _("Answer each comment"),
            _(
                "Each comment is shown under the section that it is about. Change the clause"
                " first, then answer what you changed, or why you did not. The text can be frozen"
                " once every comment is answered."
            ),
            _("A comment on a clause with the button to answer it"),
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
            "sekretariat-kumpulkan",
            _("Collect the signatures"),
            _(
                "Make the links, send them by e-mail or WhatsApp, or print the sheet of QR codes."
                " Here you see who is next to sign, send reminders, set the last day, let"
                " somebody else sign by a delegation letter, and record a refusal with its"
                " reason."
            ),
            _("The desk that shows who still has to sign"),
        ),
        Step(
            "sekretariat-cetak",
            _("Print"),
            _(
                "Choose A4 or F4, the number of copies, and whether to include the signatures. To"
                " print many documents at once, tick them in the list. The history shows what was"
                " printed."
            ),
            _("The print dialog"),
        ),
        Step(
            "sekretariat-pindaian",
            _("Upload the signed papers"),
            _(
                "Scan or photograph whatever came back, several documents in one batch, in any"
                " order. The code in the corner of each page tells to which document it belongs;"
                " missing and unknown pages are listed."
            ),
            _("A batch of scans with the document that was found in it"),
        ),
        Step(
            "sekretariat-tanda-tangan",
            _("Record who signed on paper"),
            _(
                "The scanned pages are shown beside the form: record for each signatory what the"
                " paper shows."
            ),
            _("The signatories with what the paper shows"),
        ),
        Step(
            "sekretariat-kedua",
            _("A second person confirms"),
            _(
                "A colleague checks the same pages with an account of their own. Only then do the"
                " signatures count. When every party has signed, the document is in force and its"
                " contributions are agreed."
            ),
            _("The scanned pages beside the recorded signatures"),
        ),
        Step(
            "sekretariat-akhir",
            _("The sealed file"),
            _(
                "When the last signatory has signed, the final file is made and sealed"
                " automatically. It shows how each signatory signed, and includes the audit"
                " sheet. Later changes are made by an addendum, handovers by a record of their"
                " own. Both start on this page, and so does the archive."
            ),
            _("A document in force with its sealed file"),
        ),
    ),
)

CITIZEN = Guide(
    "pemeriksa",
    _("For everybody who checks a document"),
    _("Anybody can find out whether a paper or a file is genuine, without an account."),
    (
        Step(
            "warga-kode",
            _("Check a paper"),
            _(
                "Scan the QR code on any page, or type the code beside it. Compare number, names"
                " and sentences with your paper: a QR code can be copied onto another text."
            ),
            _("The page where a code or a file is checked"),
        ),
        Step(
            "warga-berkas",
            _("Check a file"),
            _(
                "Choose the PDF. Its fingerprint is computed on your device and compared. An"
                " unknown file is uploaded only if you agree, and the answer says what was"
                " changed in it."
            ),
            _("The result that a file is the sealed original"),
        ),
    ),
)

GUIDES = (FACILITATOR, STAKEHOLDER, SECRETARIAT, CITIZEN)
