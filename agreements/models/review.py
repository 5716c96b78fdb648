"""The review of a draft: its rounds, the readings, the comments and their answers."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from agreements.models.document import Clause, Document
from stakeholders.models import Organisation, Person


class CommentState(models.TextChoices):
    """The states of a comment."""

    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Taken up")
    DECLINED = "declined", _("Not taken up")  # with an answer that says why
    WITHDRAWN = "withdrawn", _("Withdrawn")  # by its author


ANSWERED_STATES = (CommentState.ACCEPTED, CommentState.DECLINED)


class SectionKind(models.TextChoices):
    """The kinds of sections of a draft that a comment can be about."""

    WHOLE = "whole", _("The whole text")
    OPENING = "opening", _("Opening and parties")
    BASIS = "basis", _("Grounds")
    CLAUSE = "clause", _("A clause")
    ITEMS = "items", _("What is handed over")
    CONTRIBUTIONS = "contributions", _("Contributions")
    SIGNATORIES = "signatories", _("Signatories")


class ReviewRound(models.Model):
    """One round of review; after a withdrawal, a draft may go out for a further round.

    `before` is a snapshot of the clauses at the start, by clause id: {"12": {"heading": "KESATU",
    "title": …, "text": …}}; changes are shown against it.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    before = models.JSONField(default=dict)
    started_at = models.DateTimeField(default=timezone.now)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    # Why the review was withdrawn; empty for a running round, and for one ended by freezing.
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["number"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="review_round_unique")
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.number}"


class ReviewReading(models.Model):
    """The confirmation of an organisation that it has read the draft of a round."""

    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="readings")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # Without max_length, since a name with titles may be long; the form limits what is typed.
    name = models.TextField(blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["read_at", "pk"]
        verbose_name = _("reading")
        verbose_name_plural = _("readings")
        constraints = [
            models.UniqueConstraint(fields=["round", "organisation"], name="review_reading_unique")
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.organisation}"


class ReviewComment(models.Model):
    """A comment of an organisation on a section of the draft, with its answer.

    `quoted` is the text of the section when the comment was written.
    """

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="comments")
    round = models.ForeignKey(ReviewRound, on_delete=models.CASCADE, related_name="comments")
    section = models.CharField(_("about"), max_length=20, choices=SectionKind)
    # A clause may be deleted meanwhile; heading and text stay with the comment.
    clause = models.ForeignKey(
        Clause, null=True, blank=True, on_delete=models.SET_NULL, related_name="comments"
    )
    heading = models.CharField(max_length=80, blank=True)
    quoted = models.TextField(blank=True)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="review_comments"
    )
    person = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.PROTECT, related_name="review_comments"
    )
    written_by = models.TextField(_("your name"), blank=True)  # see ReviewReading.name
    # Whether the staff entered it for somebody who spoke, phoned or wrote.
    is_on_behalf = models.BooleanField(default=False)
    text = models.TextField(_("comment"))
    state = models.CharField(max_length=20, choices=CommentState, default=CommentState.OPEN)
    answer = models.TextField(_("answer"), blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    resolved_at = models.DateTimeField(null=True, blank=True)
    # When the author was notified of the answer by e-mail.
    notified_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["created_at", "pk"]
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=CommentState.values), name="review_comment_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=ANSWERED_STATES) | ~models.Q(answer=""),
                name="review_comment_is_answered",
                violation_error_message=_("Write an answer."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.document} {self.organisation}: {self.text[:40]}"

    @property
    def is_withdrawn(self) -> bool:
        """Whether its author withdrew it."""
        return self.state == CommentState.WITHDRAWN

    @property
    def is_open(self) -> bool:
        """Whether it still waits for an answer."""
        return self.state == CommentState.OPEN

    @property
    def author(self) -> str:
        """The author, as pages and e-mails name them."""
        who = self.written_by or (self.person.full_name if self.person else "")
        return f"{who}, {self.organisation}" if who else str(self.organisation)
