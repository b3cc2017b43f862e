"""A real JupyterLab, driven from a real Chromium: for tests of what a person sees in a notebook.

    @pytest.fixture(scope="module")
    def lab(tmp_path_factory):
        with jupyter_lab(tmp_path_factory.mktemp("lab")) as running:
            yield running

    def test_something(lab, browser):
        with lab.notebook(browser, "x.ipynb", ["1 + 1"]) as notebook:
            notebook.run_all()
            expect(notebook.page.get_by_text("2")).to_be_visible()

Nothing here sleeps: each step waits for what it needs.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "microsoft-edge")
QUIET = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PATIENCE = 60_000  # ms: a machine that does other things too
TOKEN = "a-token-of-this-test"
RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells')"
SESSION = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Yield a Chromium, or skip the test where there is none."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium on this computer")
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=QUIET)
        yield browser
        browser.close()


@dataclass(frozen=True)
class Notebook:
    """A notebook that is open in JupyterLab, alone in its window."""

    page: Page

    def run_all(self) -> None:
        """Run all cells and wait until the kernel has nothing left to do."""
        self.page.evaluate(f"() => {RUN_ALL}")
        self.wait_for_kernel()

    def wait_for_kernel(self) -> None:
        """Wait until a kernel is there and idle."""
        self.page.wait_for_function(f"() => {SESSION}?.session?.kernel?.status === 'idle'", timeout=PATIENCE)

    def kill_kernel(self) -> None:
        """Let the kernel's process die at once, as for want of memory, and read away what Lab says of it."""
        self.page.evaluate(
            f"() => {{ {SESSION}.session.kernel.requestExecute({{code: 'import os; os._exit(1)'}}); }}"
        )
        dialog = self.page.get_by_role("dialog")
        dialog.get_by_role("button", name="Ok").click(timeout=PATIENCE)
        expect(dialog).to_have_count(0)
        self.wait_for_kernel()

    def restart_kernel(self) -> None:
        """Restart the kernel as the button of the toolbar does."""
        self.page.evaluate(f"() => {SESSION}.session.kernel.restart()")
        self.wait_for_kernel()

    def reload(self) -> None:
        """Load the page again; the kernel goes on."""
        self.page.reload()
        self.wait_until_open()

    def save(self) -> None:
        """Save the notebook's file."""
        self.page.evaluate("() => window.jupyterapp.commands.execute('docmanager:save')")

    def wait_until_open(self) -> None:
        """Wait until the notebook and its kernel are there."""
        self.page.wait_for_function(f"() => Boolean({SESSION})", timeout=PATIENCE)
        self.wait_for_kernel()


@dataclass(frozen=True)
class Lab:
    """A running JupyterLab that serves one folder."""

    url: str
    folder: Path

    @contextmanager
    def notebook(
        self,
        browser: Browser,
        name: str,
        cells: Sequence[str] = (),
        *,
        width: int = 1000,
        height: int = 900,
        dark: bool = False,
    ) -> Iterator[Notebook]:
        """Open a notebook of the folder, written anew from `cells` where those are given."""
        if cells:
            made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
            made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
            nbformat.write(made, self.folder / name)
        page = browser.new_page(viewport={"width": width, "height": height}, locale="en-US")
        page.set_default_timeout(PATIENCE)
        try:
            page.goto(f"{self.url}/doc/tree/{name}?token={TOKEN}")
            opened = Notebook(page)
            opened.wait_until_open()
            if dark:
                page.evaluate(
                    "() => window.jupyterapp.commands.execute("
                    "'apputils:change-theme', {theme: 'JupyterLab Dark'})"
                )
                page.wait_for_selector('body[data-jp-theme-light="false"]', state="attached")
            yield opened
        finally:
            page.close()


@contextmanager
def jupyter_lab(folder: Path, *, environment: Mapping[str, str] | None = None) -> Iterator[Lab]:
    """Start JupyterLab on a folder, with settings of its own, and end it afterwards.

    Parameters
    ----------
    folder : Path
        What it serves; its own files go to a hidden folder in it.
    environment : mapping, optional
        Variables for the server and its kernels, such as PLCNB_WORKSPACE.
    """
    own = folder / ".jupyter"
    settings = own / "settings" / "@jupyterlab"
    for path, content in {
        "apputils-extension/notification.jupyterlab-settings": {
            "fetchNews": "false",
            "checkForUpdates": False,
        },
    }.items():
        (settings / path).parent.mkdir(parents=True, exist_ok=True)
        (settings / path).write_text(json.dumps(content), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    variables = {
        **os.environ,
        "JUPYTER_CONFIG_DIR": str(own / "config"),
        "JUPYTER_DATA_DIR": str(own / "data"),
        "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(own / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(own / "workspaces"),
        "IPYTHONDIR": str(own / "ipython"),
        **(environment or {}),
    }
    options = [f"--port={port}", "--ServerApp.port_retries=0", f"--IdentityProvider.token={TOKEN}"]
    options += ["--no-browser", "--expose-app-in-browser", "--allow-root", f"--ServerApp.root_dir={folder}"]
    server = subprocess.Popen(
        [sys.executable, "-m", "jupyterlab", *options],
        env=variables,
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    said = iter(server.stdout or ())
    if not any("is running at" in line for line in said):
        pytest.fail("JupyterLab did not start")
    Thread(target=lambda: all(True for _ in said), daemon=True).start()  # a full pipe would stop it
    try:
        yield Lab(f"http://127.0.0.1:{port}", folder)
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(20)
