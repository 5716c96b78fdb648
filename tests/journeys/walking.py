"""People who walk through the portal, and what their steps cost: clicks, fields, submits."""

from playwright.sync_api import expect


class Walker:
    """Somebody before a browser, whose interactions are counted by phase.

    One interaction is a click, a field that is filled or chosen, or a form that is sent. Typing
    into a field with suggestions and taking one of them is one field.
    """

    def __init__(self, page, spent):
        self.page = page
        self.spent = spent
        self.phase = ""

    def begin(self, phase):
        """Counts what follows as this phase."""
        self.phase = phase

    def count(self):
        """Counts one interaction that the walk does in its own way, such as choosing a file."""
        self.spent[self.phase] += 1

    def click(self, target):
        """Presses a button, follows a link, ticks a box."""
        target.click()
        self.count()

    def type(self, box, text):
        """Types a text, key by key."""
        box.press_sequentially(text)
        self.count()

    def press(self, box, key):
        """Presses a key in a box, such as Enter, which sends its form."""
        box.press(key)
        self.count()

    def follow(self, name):
        """Follows a link of the page's main part by what it says, and waits for the page."""
        with self.page.expect_navigation():
            self.page.locator("main").get_by_role("link", name=name).first.click()
        self.count()

    def visit(self, place):
        """Goes to one of the portal's places by the navigation above every page."""
        with self.page.expect_navigation():
            self.page.locator(".site-nav").get_by_role("link", name=place, exact=True).click()
        self.count()

    def send(self, name=None):
        """Presses a form's main button and waits for the page; a form that came back fails."""
        main = self.page.locator("main")
        button = main.get_by_role("button", name=name) if name else main.locator("button.primary")
        with self.page.expect_navigation():
            button.last.click()
        self.count()

    def write(self, **values):
        """Fills fields by name."""
        for name, value in values.items():
            self.page.locator(f"main [name='{name}']").first.fill(value)
            self.count()

    def choose(self, name, value):
        """Chooses an option by its value."""
        self.page.locator(f"main select[name='{name}']").select_option(value)
        self.count()

    def find(self, name, words):
        """Types some words for one of many rows, and takes the first that is suggested."""
        box = self.page.locator(f"main [name='{name}']").first
        box.press_sequentially(words)
        suggested = self.page.locator(f"datalist[id='{box.get_attribute('list')}'] option").first
        expect(suggested).to_be_attached()
        box.fill(suggested.get_attribute("value"))
        self.count()
