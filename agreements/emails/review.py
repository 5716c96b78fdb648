"""E-mails to reviewers of a draft: the link, a reminder, the answers, the end of the review.

They are in the city's language, whatever language the sender uses.
"""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from agreements.models import CommentState, Document, ReviewComment
from core.emails import Email
from stakeholders.models import PersonalLink


def get_review_url(link: PersonalLink) -> str:
    """Return the absolute URL of a review link."""
    return f"{settings.PUBLIC_URL}{reverse('agreements:review_link', args=[link.token])}"


def build_review_email(document: Document, link: PersonalLink) -> Email:
    """Return the e-mail that asks a reviewer to read a draft and comment on it."""
    with override(settings.LANGUAGE_CODE):
        facts = _get_facts(document) | {
            "bearer": ", ".join(str(each) for each in (link.person, link.organisation) if each),
            "url": get_review_url(link),
        }
        return Email(
            _("Please read the draft of “%(title)s”") % facts,
            _(
                "To %(bearer)s: please read the draft of “%(title)s” and write what should be "
                "different, until %(until)s. The link is yours alone; comments come back by it, "
                "not by a file:\n%(url)s"
            )
            % facts,
        )


def build_review_reminder(document: Document, link: PersonalLink) -> Email:
    """Return the reminder to a reviewer who neither read nor commented."""
    with override(settings.LANGUAGE_CODE):
        facts = _get_facts(document) | {"url": get_review_url(link)}
        return Email(
            _("Reminder: please read the draft of “%(title)s”") % facts,
            _(
                "The draft of “%(title)s” waits for your comments until %(until)s. If nothing "
                "should be different, say so with one tap:\n%(url)s"
            )
            % facts,
        )


def build_answers_email(document: Document, comments: Sequence[ReviewComment]) -> Email:
    """Return the e-mail to the author of comments once all of them are answered."""
    with override(settings.LANGUAGE_CODE):
        facts = _get_facts(document) | {"answers": "\n\n".join(map(_format_answer, comments))}
        return Email(
            _("Your comments on “%(title)s” are answered") % facts,
            _("Your comments on “%(title)s” were answered:\n\n%(answers)s") % facts,
        )


def build_withdrawal_email(document: Document, reason: str) -> Email:
    """Return the e-mail to reviewers when the draft is withdrawn from review."""
    with override(settings.LANGUAGE_CODE):
        facts = _get_facts(document) | {"reason": reason}
        return Email(
            _("The draft of “%(title)s” is being worked on again") % facts,
            _(
                "The draft of “%(title)s” takes no comments for now. The reason: %(reason)s\n\n"
                "Your comments are kept and will be answered."
            )
            % facts,
        )


def _format_answer(comment: ReviewComment) -> str:
    about = comment.heading or comment.get_section_display()
    became = CommentState(comment.state).label
    return f"{about}: “{comment.text}”\n→ {became}: {comment.answer}"


def _get_facts(document: Document) -> dict[str, str]:
    until = document.review_until
    return {
        "title": document.subject or document.title,
        "until": date_format(until, "j F Y") if until else "",
    }
