"""The guide for the secretariat: from a finished meeting to a signed berita acara."""

from django.utils.translation import gettext_lazy as _

from portal.pages.handbook_texts.shapes import Guide, Step

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
