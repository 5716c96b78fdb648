"""Where people get their e-mails."""

from stakeholders.models import Person


def get_email_address(person: Person | None) -> str:
    """Return where somebody gets letters: the address on the register, else the account's."""
    if person is None:
        return ""
    if person.email:
        return person.email
    account = getattr(person, "user", None)
    return account.email if account is not None and account.is_active else ""
