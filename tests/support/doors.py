"""Coming in: a browser, the letters on their way, and what an account is entered with."""

import re

from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from core.outbox import run_due

PASSWORD = "sebuah kalimat panjang"
CODE = re.compile(r"^\w{4}-\w{4}$", re.MULTILINE)


def enter(user):
    """Returns a browser in which this account is signed in, in English."""
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def letters():
    """Returns what was sent since the last time, by address."""
    run_due()
    sent, mail.outbox = mail.outbox, []
    return {letter.to[0]: letter for letter in sent}


def code_in(letter):
    [code] = CODE.findall(letter.body)
    return code


def address_of(account):
    """Returns the address that the account has, and that allauth knows of it."""
    account.refresh_from_db()
    known = EmailAddress.objects.filter(user=account)
    return account.email, sorted(known.values_list("email", "primary", "verified"))


def signs_in(email, password=PASSWORD):
    client = Client()
    client.post(reverse("account_login"), {"login": email, "password": password})
    return "_auth_user_id" in client.session
