"""What happens in a classroom, in a browser: a teacher opens the door, a pupil comes in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def open_door(page: Any, url: str, class_id: str) -> str:
    """The teacher of this page opens the class door; gives the digits on the board."""
    page.goto(f"{url}/classes/{class_id}/door")
    if page.locator(".board .code").count() == 0:
        page.locator(f"form[action='/classes/{class_id}/door/open'] button").click()
        page.wait_for_selector(".board .code")
    text: str = page.locator(".board .code").inner_text()
    return "".join(ch for ch in text if ch.isdigit())


def come_in(
    page: Any,
    url: str,
    code: str,
    name: str,
    pictures: Sequence[str] = ("cat", "sun", "fish", "star"),
) -> None:
    """A pupil types the digits, taps the name, then the pictures one after the other."""
    page.goto(f"{url}/class-door")
    page.fill("input[name=code]", code)
    page.press("input[name=code]", "Enter")
    page.wait_for_selector(".faces")
    page.locator(".faces a").filter(has_text=name).first.click()
    for picture in pictures:
        page.wait_for_selector(f"button[name=pictures][value='{picture}']")
        page.locator(f"button[name=pictures][value='{picture}']").click()
    page.wait_for_url("**/my*")
