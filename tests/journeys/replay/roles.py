"""The browsers of the roles, and the pictures that are taken in them."""

import os
from contextlib import ExitStack
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import expect

from tests.journeys.conftest import REFUSED, session_cookie
from tests.support.tools.browser import DESKTOP, PHONE, open_page, watch

# Where the pictures of the handbook go; without it they are taken and forgotten.
PICTURES = os.environ.get("HANDBOOK_PICTURES", "")
# Freezing prints at once where no worker does it, and a busy machine takes its time.
PATIENCE = 60_000
WIDEST = {"desk": 960, "phone": 360}
TALLEST = {"desk": 700, "phone": 700}


class Reader:
    """One role before one browser."""

    def __init__(self, page, device):
        self.page = page
        self.device = device

    def go(self, path):
        """Opens an address of the portal; it has to be there."""
        answer = self.page.goto(path)
        assert answer.status == 200, f"{path}: {answer.status}"
        return self.page

    def fill(self, **values):
        """Fills fields by name."""
        for name, value in values.items():
            self.page.locator(f"main [name={name}]").first.fill(value)

    def pick(self, name, value):
        """Chooses an option by what it means."""
        self.page.locator(f"main select[name={name}]").first.select_option(value)

    def choose(self, name, label):
        """Chooses the option that holds some words."""
        field = self.page.locator(f"main select[name={name}]").first
        option = field.locator("option", has_text=label).first
        field.select_option(option.get_attribute("value"))

    def find(self, name, words):
        """Types some words for one of many rows, and takes the first that is suggested."""
        box = self.page.locator(f"main [name={name}_text]").first
        box.fill("")
        box.press_sequentially(words)
        # A word in which a suggestion begins: the list of the field before may still be there.
        listed = self.page.locator(f"datalist[id='{box.get_attribute('list')}'] option")
        suggested = listed.and_(self.page.locator(f"[value*='{words}' i]")).first
        expect(suggested).to_be_attached()
        box.fill(suggested.get_attribute("value"))

    def add(self, name, words):
        """Finds one of many rows and adds it to those of the field."""
        self.find(name, words)
        with self.page.expect_navigation():
            self.page.locator(f"main button[name=add_row][value={name}]").click()
        boxes = self.page.locator(f"[name={name}]:checked")
        expect(self.page.locator("main label", has=boxes).filter(has_text=words)).to_be_visible()

    def send(self, form="main form:has(button.primary)", *, expected=True):
        """Presses the main button of a form; only one that is not expected may be refused."""
        with self.page.expect_navigation():
            self.page.locator(form).first.locator("button.primary").last.click()
        said = self.page.locator("#errors")
        assert not (said.count() and expected), said.inner_text()

    def picture(self, key, *, at="body"):
        """Takes the picture of a step of the handbook, with what is `at` at the top."""
        self.page.locator(at).first.evaluate("part => part.scrollIntoView()")
        shot = self.page.screenshot()
        if PICTURES:
            image = Image.open(BytesIO(shot)).convert("RGB")
            image.thumbnail((WIDEST[self.device], TALLEST[self.device] * 2))
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            image.save(Path(PICTURES) / f"{key}.webp", quality=62, method=6)


class Roles:
    """Every role's own browser, opened when it is first needed."""

    def __init__(self, browser, site, users):
        self.browser, self.site, self.users = browser, site, users
        self.stack = ExitStack()
        self.readers = {}
        self.troubles = []

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        self.stack.close()
        if exception[0] is None:
            said = [trouble for each in self.troubles for trouble in each.all()]
            # To the console a form that came back is a failure, and it says so.
            said = [trouble for trouble in said if REFUSED not in trouble]
            assert not said, "\n".join(said)

    def desk(self, role):
        """The role at a desk."""
        return self._reader(role, "desk", DESKTOP)

    def phone(self, role):
        """Somebody with a phone; who is no role has no account."""
        return self._reader(role, "phone", PHONE)

    def _reader(self, role, device, size):
        if (role, device) not in self.readers:
            page = self.stack.enter_context(open_page(self.browser, base_url=self.site, size=size))
            if role in self.users:
                page.context.add_cookies([session_cookie(self.users[role], self.site)])
            page.set_default_timeout(PATIENCE)
            self.troubles.append(watch(page, self.site))
            self.readers[role, device] = Reader(page, device)
        return self.readers[role, device]
