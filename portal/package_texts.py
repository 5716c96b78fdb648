"""Messages of Django and allauth with an Indonesian translation of our own.

Listed here they stay in our gettext catalogue, which has precedence over those of the packages.
"""

from django.utils.translation import gettext_noop as _

TEXTS = (
    # labels of the account forms
    _("Email"),
    _("Email address"),
    # what is wrong with a field
    _("This field is required."),
    _("Enter a valid email address."),
    _("Enter a valid date."),
    _("Enter a valid time."),
    _("Enter a whole number."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("The submitted file is empty."),
    # what is wrong when signing in, or with an address
    _("The email address and/or password you specified are not correct."),
    _("Too many failed login attempts. Try again later."),
    _("This email address is already associated with this account."),
    _("Please type your current password."),
    _("You must type the same password each time."),
    _("Reauthentication not available"),
    # what a password must be
    _("Your password can’t be too similar to your other personal information."),
    _("Your password can’t be a commonly used password."),
    _("Your password can’t be entirely numeric."),
    _("This password is too common."),
    _("This password is entirely numeric."),
    # what has just happened
    _("Successfully signed in as %(name)s."),
    _("You have signed out."),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("You have confirmed %(email)s."),
)
