"""Photographs of the running product: a section of a page, or a live form, in the system's Chromium."""

import io
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from plcnb.forms.plan import WRITER
from plcnb.reports.pagestyle import page_style

WIDTH, TALLEST, SCALE = 720, 1000, 1.5  # CSS pixels, and pixels for each
COLOURS = 48  # enough for text and few colours; a picture is then a third as large
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
QUIET += ["--font-render-hinting=none", "--disable-lcd-text"]

# A section's rule and margin belong to the page around it, and so do the sections after it.
_ALONE = """
section { border: 0; margin: 0; padding: 0; } main { padding: 1rem; max-width: none; }
main > section ~ * { display: none; }
"""
# Of a form: its questions and what it says of the answers; not the list above it, who writes, or the time.
_FORM_ALONE = """
.plcnb-form > div:has(> table), .plcnb-form details, .plcnb-form .buttons, .plcnb-form .status,
.plcnb-form .foot > .small, .plcnb-form .head span { display: none !important; }
"""
_WHO_WRITES = ".plcnb-form .first > .field:first-child { display: none !important; }"
# What JupyterLab gives a widget: state, events, and a line to Python.
_MOUNT = """
async ([code, plan, view]) => {
  const heard = {};
  const model = {
    state: { plan, view },
    get(name) { return this.state[name]; },
    on(name, call) { (heard[name] ??= []).push(call); },
    off() {},
    send(message) {
      window.say(message).then(([view, ack]) => {
        this.state.view = view;
        for (const call of heard["change:view"] ?? []) call();
        for (const call of heard["msg:custom"] ?? []) call(ack, []);
      });
    },
  };
  const face = await import(URL.createObjectURL(new Blob([code], { type: "text/javascript" })));
  face.default.render({ model, el: document.querySelector("main") });
}
"""


class Studio:
    """Where pictures are taken.

    Parameters
    ----------
    browser : Browser
        A running Chromium.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser

    def picture(self, shown: Any, on: str = "") -> bytes:
        """Return a PNG of what a notebook would show, `TALLEST` high at most.

        Parameters
        ----------
        shown : object
            Sections, of which the first is taken, or a live form.
        on : str
            Of a form with a list: how the record begins that it is opened on.
        """
        page = self._browser.new_page(
            viewport={"width": WIDTH, "height": TALLEST}, device_scale_factor=SCALE, reduced_motion="reduce"
        )
        try:
            if hasattr(shown, "session"):
                self._mount(page, shown, on)
                return _taken(page, ".plcnb-form")
            page.set_content(_page(shown._repr_html_(), ""))
            return _taken(page, "main > section")
        finally:
            page.close()

    def _mount(self, page: Page, form: Any, on: str) -> None:
        """Show a live form as JupyterLab would: its own script, talking with its own session."""
        for row in form.session.view().get("rows", ()) if on else ():
            if row["cells"][0].startswith(on):
                form.session.handle({"type": "open", "slot": row["key"]})
        page.expose_function("say", lambda message: _answer(form, message))
        asks_who = form.session.plan.fields[0].name == WRITER
        page.set_content(_page("", f"{form.face._css}{_FORM_ALONE}{_WHO_WRITES if asks_who else ''}"))
        page.evaluate(_MOUNT, [str(form.face._esm), dict(form.face.plan), form.session.view()])
        page.wait_for_selector(".plcnb-form")
        page.wait_for_load_state("networkidle")


@contextmanager
def studio() -> Iterator[Studio]:
    """Yield a studio with the system's Chromium.

    Raises
    ------
    FileNotFoundError
        If there is no Chromium on this computer.
    """
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        raise FileNotFoundError(f"No Chromium was found on the PATH: one of {', '.join(BROWSERS)}.")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=QUIET)
        yield Studio(browser)
        browser.close()


def _answer(form: Any, message: dict[str, Any]) -> list[dict[str, Any]]:
    view = form.session.handle(message)
    return [view, {"type": "ack", "seq": message.get("seq", 0), "client": message.get("client", "")}]


def _page(body: str, style: str) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<style>{page_style()}{style}{_ALONE}</style><main>{body}</main></html>"
    )


def _taken(page: Page, selector: str) -> bytes:
    box = page.locator(selector).first.bounding_box()
    if box is None:
        raise ValueError(f"Nothing to photograph: there is no {selector} on the page.")
    margin = 12.0
    clip = {
        "x": 0.0,
        "y": max(box["y"] - margin, 0.0),
        "width": float(WIDTH),
        "height": min(box["height"], TALLEST) + 2 * margin,
    }
    raw = page.screenshot(clip=clip, full_page=True, animations="disabled", caret="hide")  # type: ignore[arg-type]
    return _small(raw)


def _small(raw: bytes) -> bytes:
    """Return a PNG of few colours without any metadata."""
    reduced = Image.open(io.BytesIO(raw)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    out = io.BytesIO()
    reduced.save(out, "PNG", optimize=True)
    return out.getvalue()
