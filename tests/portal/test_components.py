"""The page of all components is for those who build the portal: it is in the demo only."""

import pytest
from django.test import override_settings

from tests.support.tools import htmlcheck

pytestmark = pytest.mark.django_db

PAGE = "/komponen/"


@pytest.fixture
def demo():
    """The addresses of the demo."""
    with override_settings(DEMO=True, ROOT_URLCONF="tests.journeys.demo_urls"):
        yield


def test_outside_the_demo_nobody_finds_the_page_of_components(cast, client):
    for name in cast.names:
        if name != "anonymous":
            client.force_login(cast[name])
        assert client.get(PAGE).status_code == 404, name


@pytest.mark.documents
@pytest.mark.usefixtures("demo")
def test_in_the_demo_the_page_of_components_is_open_and_valid(client):
    answer = client.get(PAGE)
    assert answer.status_code == 200
    assert htmlcheck.judge({PAGE: answer.content.decode()}) == {PAGE: []}
