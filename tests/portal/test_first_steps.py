"""The first administrator's checklist on the home page."""

from io import StringIO

import pytest
from django.core.management import call_command

from stakeholders.models import User
from tests.portal.test_commands import ANSWERS

pytestmark = pytest.mark.django_db


def test_a_forum_just_started_shows_its_administrator_what_is_left(client, tmp_path, english):
    password = tmp_path / "password"
    password.write_text("rahasia-yang-panjang-7\n", encoding="utf-8")
    call_command("start_forum", password_file=password, stdout=StringIO(), **ANSWERS)
    assert "first-steps-title" not in client.get("/").content.decode()
    client.force_login(User.objects.get())
    answer = client.get("/")
    assert not any(step.is_done for step in answer.context["first_steps"])
    assert "first-steps-title" in answer.content.decode()
    for step in answer.context["first_steps"]:
        assert not step.url or client.get(step.url).status_code == 200, step.text
