"""The page for browsers in a Chromium of its own, for tests."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from selenium.webdriver import Chrome, ChromeOptions, ChromeService
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from desktopchat.host.server import Host
from tests.waiting import wait_until

PATIENCE = 40.0
# Nothing leaves this computer, whatever the browser would like to know.
ALONE = (
    "--headless=new",
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--proxy-server=direct://",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.*",
)

ACT = """
    const row = () => [...document.querySelectorAll("#log .row")]
        .find((one) => one.querySelector(".said").textContent.startsWith(arguments[0]));
    if (!row()?.querySelector(".actions")) row()?.querySelector(".dots").click();
    const found = [...row()?.querySelectorAll(".actions button") ?? []]
        .find((one) => one.textContent === arguments[1]);
    if (found) setTimeout(() => found.click());  // one that asks would keep the driver waiting
    return Boolean(found);
"""


class Page:
    """The page in a browser of its own."""

    def __init__(self, driver: Chrome) -> None:
        self.driver = driver

    def one(self, css: str) -> WebElement:
        return self.driver.find_element(By.CSS_SELECTOR, css)

    def texts(self, css: str) -> list[str]:
        script = "return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent)"
        found: list[str] = self.driver.execute_script(script, css)
        return found

    def until(self, condition: Callable[[], object]) -> None:
        wait_until(condition, PATIENCE, lambda: (self.texts("body"), self.complaints()))

    def complaints(self) -> list[str]:
        return [str(one["message"]) for one in self.driver.get_log("browser")]  # type: ignore[no-untyped-call]

    def join(self, host: Host, name: str) -> None:
        self.join_by(f"{origin(host)}/#{token(host)}", name)

    def join_by(self, link: str, name: str) -> None:
        self.driver.get(link)
        self.until(lambda: any(self.texts("#joining button")))
        self.one("#name").send_keys(name, Keys.ENTER)
        self.until(lambda: self.one("#text").is_displayed())
        self.until(lambda: name in self.texts("#persons .label"))

    def say(self, text: str) -> None:
        self.one("#text").send_keys(text, Keys.ENTER)

    @property
    def said(self) -> list[str]:
        return self.texts("#log .row:not(.waiting) .said")

    def act(self, text: str, word: str) -> None:
        """Click an action of the message with that text."""
        self.until(lambda: self.driver.execute_script(ACT, text, word))


def why_no_browser() -> str:
    """Why no page can be opened here, "" where it can."""
    there = shutil.which("chromium") and shutil.which("chromedriver")
    return "" if there else "chromium and its driver are not installed here"


def opened(
    profile: Path,
    width: int = 390,
    height: int = 844,
    language: str = "en-US",
    more: Sequence[str] = (),
    *,
    trusting: bool = True,
    patient: bool = True,
) -> Page:
    """A browser of its own, for its owner to quit. profile: its folder. trusting: as somebody who
    has gone on after the warning of each certificate. patient: who does nothing while the browser
    gets another page."""
    options = ChromeOptions()
    options.binary_location = str(shutil.which("chromium"))
    for argument in (*ALONE, *more, f"--user-data-dir={profile}"):
        options.add_argument(argument)
    options.add_experimental_option("prefs", {"intl.accept_languages": language})
    options.accept_insecure_certs = trusting
    options.page_load_strategy = "normal" if patient else "none"
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = Chrome(options, ChromeService(str(shutil.which("chromedriver"))))
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700}
    driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return Page(driver)


@pytest.fixture
def open_page(tmp_path: Path) -> Iterator[Callable[..., Page]]:
    if why := why_no_browser():
        pytest.skip(why)
    pages: list[Page] = []

    def start(
        width: int = 390,
        height: int = 844,
        language: str = "en-US",
        more: Sequence[str] = (),
        *,
        trusting: bool = True,
    ) -> Page:
        profile = tmp_path / f"profile-{len(pages)}"
        pages.append(opened(profile, width, height, language, more, trusting=trusting))
        return pages[-1]

    yield start
    for page in pages:
        page.driver.quit()


def origin(host: Host) -> str:
    """Of the page."""
    there = host.doors.addresses[0]
    return f"{'https' if there.tls else 'http'}://{there.authority}"


def token(host: Host) -> str:
    """What the link of that page ends in."""
    return host.doors.token(tls=host.doors.addresses[0].tls)
