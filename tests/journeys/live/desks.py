"""Those who run the meeting and write: a desk with the room on its screen."""

import re

from playwright.sync_api import expect

LINE, FOLLOW_UP = 2, 4  # what a line may cost in interactions: box and Enter; with owner and date


class Desk:
    """Somebody of the staff before the room.

    `spent` counts what the hand does (clicks, fields filled, submits), `typed` holds the lines in
    their order, and `waiting` how many of them the server does not have.
    """

    def __init__(self, page, user, room):
        self.page = page
        self.user = user
        self.room = room
        self.spent = 0
        self.typed = []
        self.waiting = 0

    # ── The hand ─────────────────────────────────────────────────────────────────────────

    def click(self, control):
        control.click()
        self.spent += 1

    def fill(self, box, text):
        box.fill(text)
        self.spent += 1

    def press_enter(self, box):
        box.press("Enter")
        self.spent += 1

    # ── The room ─────────────────────────────────────────────────────────────────────────

    @property
    def box(self):
        return self.page.locator("#id_text")

    def go(self, path=""):
        answer = self.page.goto(path or self.room)
        assert answer.status == 200, f"{path}: {answer.status}"

    def begin(self, number):
        """Takes up a point of the agenda."""
        button = self.page.get_by_role("button", name=re.compile(rf"^Mulai\s+{number}\."))
        self.click(button)
        self.expect_item(number)

    def expect_item(self, number):
        """The room shows this point of the agenda as the current one."""
        expect(self.page.locator(".room-items [aria-current]")).to_contain_text(f"{number}.")

    def write(self, text, *, short="", owner="", deadline=""):
        """Writes a line, which stands in the log before the next one is begun."""
        before = self.spent
        self.type(text, short=short, owner=owner, deadline=deadline)
        self.see(text)
        assert self.spent - before <= (FOLLOW_UP if owner else LINE)

    def type(self, text, *, short="", owner="", deadline=""):
        """Types a line with its letters for kind and speaker, and presses Enter."""
        self.fill(self.box, f"{short} {text}".strip())
        if owner:
            self.fill(self.page.locator("#id_owner"), owner)
            self.fill(self.page.locator("#id_deadline"), deadline)
        self.press_enter(self.box)
        self.typed.append(text)

    def see(self, text):
        """The line stands in the log, said to be saved, and the box is empty again."""
        expect(self.page.locator("#newest .line", has_text=text)).to_have_count(1)
        expect(self.box).to_have_value("")

    def write_unheard(self, text, *, short=""):
        """Writes a line while the server does not answer: it waits, and says so."""
        self.type(text, short=short)
        self.waiting += 1
        self.expect_waiting(self.waiting)
        expect(self.box).to_have_value("")
        expect(self.page.locator("#written")).to_be_empty()

    def expect_waiting(self, number):
        expect(self.page.locator("[data-waiting] p").first).to_have_text(f"{number} belum terkirim")

    def expect_delivered(self):
        """Nothing waits any more, and every line that waited stands in the log, once."""
        expect(self.page.locator("[data-waiting]")).to_be_hidden()
        for text in self.typed[-self.waiting :] if self.waiting else []:
            expect(self.page.locator("#newest .line", has_text=text)).to_have_count(1)
        self.waiting = 0

    def open_line(self, text):
        """Opens a line to correct it."""
        line = self.page.locator("#newest .line", has_text=text)
        self.click(line.get_by_role("link", name="Ubah"))

    def correct(self, text):
        """Writes other words over the line that is open, and saves."""
        self.fill(self.page.locator("main [name=text]"), text)
        self.click(self.page.locator("main form .primary").first)
