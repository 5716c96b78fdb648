"""The guide for the facilitator: from the plan of a meeting to its published record."""

from django.utils.translation import gettext_lazy as _

from portal.pages.handbook_texts.shapes import Guide, Step

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
                " you confirm. “Send invitations and reminders” then writes to all who have an"
                " address, gives you a WhatsApp message with a personal link for the others, and"
                " shows who has not answered. What was entered twice all the same stands under"
                " Stakeholders, Likely doubles: it is merged after a preview, and that can be"
                " undone."
            ),
            _("A pasted list of names, each line with what was recognised"),
        ),
        Step(
            "fasilitator-kehadiran",
            _("Open the meeting and mark who is there"),
            _(
                "One tap marks somebody as present. Late asks for the time, represented for the"
                " name, excused for the reason and, if there is one, the letter, which the forum's"
                " staff alone opens; “the rest is present” marks all others at once, and"
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
                " everybody read the meeting and see its photos and slides. Both ask first and"
                " say what follows."
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
