"""The print dialog and its answers, as the tests of printing read them."""


def dialog(thing, more=""):
    key = "rapat" if thing.reference.startswith("RPT") else "dokumen"
    return f"/cetak/?{key}={thing.reference}{more}"


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status
    return answer.content.decode()


def body_of(answer):
    return b"".join(answer.streaming_content)
