"""The e-mail address of a person."""

from stakeholders.models import Person


def get_email_address(person: Person | None) -> str:
    """Return the address on the register, else that of an active account, else an empty string."""
    if person is None:
        return ""
    if person.email:
        return person.email
    account = getattr(person, "user", None)
    return account.email if account is not None and account.is_active else ""
