"""Where the links of pages lead, for each reader."""

from urllib.parse import urldefrag, urlsplit

from django.urls import resolve

from tests.support.reading import Reading, read
from tests.support.sampling import is_whole


class Crawl:
    """Follows what one role finds on its pages: each link, in a sample one to each view."""

    def __init__(self, client, visits, followed):
        self.client = client
        self.known_views = set()
        self.statuses = {visit.path: visit.status for visit in visits}
        self.readings = {
            visit.path: Reading(visit.path, visit.html) for visit in visits if visit.is_html
        }
        # A list's links to itself are many, and the same for everybody.
        self.followed = followed

    def dead_links(self):
        """Returns each page with a link that leads nowhere."""
        pages = list(self.readings.items())
        links = {(path, link) for path, reading in pages for link in reading.inner_links}
        return [f"{path} → {link}" for path, link in sorted(links) if not self.leads(path, link)]

    def leads(self, start, link):
        path, anchor = urldefrag(link)
        if "?" in path and path in self.followed:
            return True
        if path not in self.statuses:
            if not is_whole() and not anchor and self.knows_view(path):
                return True
            self.follow(path)
        # Of the page itself only the anchors are in question; a print may still be in the making.
        is_there = self.statuses[path] in (200, 302, 503) or path == start
        # The anchor of a PDF names one of its pages.
        is_page = path in self.readings
        return is_there and (not anchor or not is_page or anchor in self.readings[path].anchors)

    def knows_view(self, path):
        """Whether a link to the same view was followed before; this one will be."""
        view = resolve(urlsplit(path).path).view_name
        is_known = view in self.known_views
        self.known_views.add(view)
        return is_known

    def follow(self, path):
        self.followed.add(path)
        answer, body = read(self.client, path)
        self.statuses[path] = answer.status_code
        if answer.headers["Content-Type"].startswith("text/html"):
            self.readings[path] = Reading(path, body.decode())
