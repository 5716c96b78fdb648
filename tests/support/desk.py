"""How tests work at the desks of a document: sign in, read, send, and follow."""

import uuid

from django.utils.html import escape


def desk(document, below=""):
    """The address of a document, or of a desk below it."""
    return f"{document.get_absolute_url()}{below}"


def shown(client, path, status=200):
    """The page behind an address."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return answer.content.decode()


def sent(client, path, *, key=None, **values):
    """The answer to a form that is sent; each has a key of its own."""
    data = {"idempotency_key": str(key or uuid.uuid4()), **values}
    return client.post(path, {name: value for name, value in data.items() if value is not None})


def says(answer, *sentences):
    """Demands that a form came back with these sentences."""
    assert answer.status_code == 422, answer.status_code
    html = answer.content.decode()
    for sentence in sentences:
        assert escape(sentence) in html or sentence in html, sentence
    return html
