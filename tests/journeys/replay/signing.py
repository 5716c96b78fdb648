"""What is done with a finger."""

import math


def draw(page):
    """A wave in the box for the signature, as a finger draws it."""
    page.wait_for_load_state()  # until then the box knows no pen
    box = page.locator("canvas")
    box.scroll_into_view_if_needed()
    edges = box.bounding_box()
    left, middle = edges["x"] + 30, edges["y"] + edges["height"] / 2
    page.mouse.move(left, middle)
    page.mouse.down()
    for step in range(40):
        page.mouse.move(left + 5 * step, middle + 40 * math.sin(step / 4))
    page.mouse.up()
