"""The page for browsers in Chromium: it talks with others, and nothing is lost or doubled."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from PIL import Image
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.expected_conditions import alert_is_present

from desktopchat.host.server import Host
from desktopchat.irc.address import Address
from desktopchat.irc.filehost import LOUDEST, voice_in
from tests.e2e.page import Page, origin, token
from tests.host.wire import Raw, free_port, running

pytestmark = [pytest.mark.sockets, pytest.mark.slow]

MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")
HOSTILE = (
    "<img src=x onerror=alert(1)><script>alert(2)</script>",
    'javascript:alert(3) http://127.0.0.1/"onmouseover="alert(4)',
    "\u202eright to left\u202c \u0000&lt;b&gt; " + "x" * 300,
)


@pytest.fixture
def host(request: pytest.FixtureRequest) -> Iterator[Host]:
    """Its door is encrypted where that is asked for."""
    doors = [Address("127.0.0.1", 0, getattr(request, "param", False))]
    with running(doors=doors, room="#lab", title="Lab 3") as host:
        yield host


either_door = pytest.mark.parametrize(
    "host", [False, True], indirect=True, ids=["plain", "encrypted"]
)


def raw(host: Host) -> Raw:
    ada = Raw(host)
    caps = "message-tags desktopchat/edit draft/message-redaction draft/chathistory"
    ada.send(f"CAP REQ :{caps}", "CAP END")
    return ada.register("ada", "#lab")


def test_a_page_talks_with_another_program(host: Host, open_page: Callable[..., Page]) -> None:
    page = open_page()
    with raw(host) as ada:
        ada.send("PRIVMSG #lab :before")
        page.join(host, "王伟")
        page.until(lambda: page.said == ["before"])
        page.say("你好")
        said = ada.says("你好")
        page.until(lambda: page.said == ["before", "你好"])
        assert said.nick == "王伟"
        msgid = said.tags["msgid"]
        ada.send(
            f"@+draft/reply={msgid};+reply={msgid} PRIVMSG #lab :an answer",
            f"@+draft/react=🎉;+draft/reply={msgid} TAGMSG #lab",
            "@+typing=active TAGMSG #lab",
            "PRIVMSG 王伟 :psst",
        )
        page.until(lambda: page.texts(".quote") == ["王伟 你好"])
        page.until(lambda: page.texts(".reaction") == ["🎉 1"])
        page.until(lambda: page.texts("#typing") == ["Writing: ada…"])
        page.until(lambda: page.texts("#direct .badge") == ["1"])
        page.act("an answer", "👍")
        assert ada.until("TAGMSG").tags["+draft/react"] == "👍"
        page.act("an answer", "Reply")
        page.say("mine too")
        assert ada.says("mine too").tags["+draft/reply"]
        page.act("你好", "Edit")
        page.say(f"{Keys.BACKSPACE * 2}您好")
        assert ada.says("您好").tags["+desktopchat/edit"] == msgid
        page.until(lambda: page.said[1] == "您好 (edited)")
        page.act("您好", "Delete")
        page.until(lambda: alert_is_present()(page.driver))
        page.driver.switch_to.alert.accept()
        assert ada.until("REDACT").params[1] == msgid
        page.until(lambda: page.said[1] == "Deleted")
        assert page.texts("#state") == [""]
        assert page.complaints() == []


def test_who_runs_the_room_is_marked_and_one_s_last_words_are_an_arrow_away(
    open_page: Callable[..., Page],
) -> None:
    page = open_page()
    doors = [Address("127.0.0.1", 0)]
    with running(doors=doors, room="#lab", opers={"root": "toor"}) as host, raw(host) as ada:
        ada.send("OPER root toor", "MODE #lab +o ada")
        page.join(host, "bo")
        page.until(lambda: page.texts("#persons button") == ["Aadaoperator", "Bboyou"])
        ada.send("MODE #lab +o bo", "MODE #lab -o ada")
        page.until(lambda: page.texts("#persons button") == ["Bbooperator, you", "Aada"])
        ada.send("PRIVMSG #lab :theirs")
        page.say("mine")
        page.until(lambda: page.said[-1:] == ["mine"] and len(page.said) == 2)
        assert page.texts(".day") == ["today"]
        page.one("#text").send_keys(Keys.ARROW_UP, "!", Keys.ENTER)
        assert ada.says("mine!").tags["+desktopchat/edit"]
        page.until(lambda: "mine! (edited)" in page.said)
        assert page.one("#text").get_property("value") == ""
        assert page.complaints() == []


def test_what_is_being_written_stays_over_another_name_of_the_room_and_a_new_start_of_the_page(
    open_page: Callable[..., Page],
) -> None:
    page = open_page(1280, 800)
    doors = [Address("127.0.0.1", 0)]
    with running(doors=doors, opers={"root": "toor"}) as host, raw(host) as ada:
        page.join(host, "bo")
        ada.send("OPER root toor", "MODE #lab +o ada", "JOIN #other")
        page.one("#roomName").send_keys("lab", Keys.ENTER)
        page.until(lambda: page.texts("#title") == ["lab"])
        page.one("#text").send_keys("half a ")
        ada.send("RENAME #lab #den")
        page.until(lambda: page.texts("#title") == ["den"])
        page.driver.refresh()  # as when a phone throws the page away
        page.until(lambda: page.texts("#title") == ["den"] and page.one("#text").is_displayed())
        page.say("sentence")
        assert ada.says("half a sentence").params[0] == "#den"


def test_rooms_that_are_new_are_offered_beside_a_wide_page(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(1280, 800)
    page.join(host, "bo")
    with raw(host) as ada:
        ada.send("JOIN #corner", "PING :there")
        ada.until("PONG")
        assert "corner" not in page.texts("#others .label")
        ActionChains(page.driver).move_to_element(page.one("#side")).perform()
        page.until(lambda: "corner" in page.texts("#others .label"))


def test_of_very_many_rooms_the_first_hundred_are_offered(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(1280, 800)
    with ExitStack() as undo:
        for person in range(7):
            one = undo.enter_context(Raw(host).register(f"p{person}"))
            one.send(*(f"JOIN #r{person}-{room}" for room in range(15)), "PING :there")
            one.until("PONG")
        page.join(host, "bo")
        page.until(lambda: len(page.texts("#others li")) == 100)


def test_hostile_words_stay_words(host: Host, open_page: Callable[..., Page]) -> None:
    page = open_page()
    with raw(host) as ada:
        page.join(host, "bo")
        for text in HOSTILE:
            ada.send(f"PRIVMSG #lab :{text}".replace("\0", ""))
        ada.send("TOPIC #lab :<b>bold</b>", f"JOIN #{HOSTILE[0].partition(' ')[0]}<b>x</b>")
        page.until(lambda: len(page.said) == len(HOSTILE))
        assert page.said[:2] == list(HOSTILE[:2])
        script = "return document.querySelectorAll('#chat img, #chat script, #chat b').length"
        assert page.driver.execute_script(script) == 0
        assert page.texts("#log a") == ["http://127.0.0.1/"]
        width = "return document.documentElement.scrollWidth"
        assert page.driver.execute_script(width) == 390
        # An alert would have raised here.
        assert page.complaints() == []


@either_door
def test_files_go_both_ways_and_none_of_them_runs(
    host: Host, open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = open_page()
    picture, program = tmp_path / "holi day.png", tmp_path / "evil.svg"
    Image.new("RGB", (640, 480), "green").save(picture)
    program.write_text('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    with raw(host) as ada:
        page.join(host, "bo")
        said = []
        for file in (picture, program):
            page.one("#files").send_keys(str(file))
            said.append(ada.until("PRIVMSG").params[1])
        assert said[0].endswith("/holi%20day.png#640x480")
        assert said[1].endswith(f"/evil.svg#{program.stat().st_size}B")
        page.until(lambda: page.texts("#uploads li") == [])
        page.until(lambda: page.texts(".card") == ["holi day.png640 × 480", "evil.svg1 kB"])
        shown = "return document.querySelector('.card img')?.naturalWidth"
        page.until(lambda: page.driver.execute_script(shown) == 640)
        # By another address, as the window names them, and with a name that lies.
        token = said[1].split("/")[-2]
        ada.send(
            f"PRIVMSG #lab :See https://10.9.9.9:6697/files/{token}/%E2%80%AEgpj.exe#9B, please",
            f'PRIVMSG #lab :https://x/files/{token}/"onerror=alert(2).png#9x9',
        )
        page.until(lambda: len(page.said) == 4)
        assert page.said[2] == "See , please"
        assert page.texts(".card a")[2:] == ["gpj.exe"]
        links = "return [...document.querySelectorAll('.card a')].map((one) => one.origin)"
        assert set(page.driver.execute_script(links)) == {origin(host)}
        script = "return document.querySelectorAll('#log :is(svg, script)').length"
        assert page.driver.execute_script(script) == 0
        assert page.complaints() == []


@pytest.mark.parametrize("size", [(300, 900), (90, 60), (900, 300)])
def test_a_picture_fills_its_card(
    host: Host, open_page: Callable[..., Page], tmp_path: Path, size: tuple[int, int]
) -> None:
    page, picture = open_page(), tmp_path / "p.png"
    Image.new("RGB", size, "green").save(picture)
    page.join(host, "bo")
    page.one("#files").send_keys(str(picture))
    page.until(lambda: page.texts(".card a") == ["p.png"])
    # Beside the words that stand there too.
    boxes = """const card = document.querySelector(".card"), img = card.querySelector("img");
        for (const one of card.querySelectorAll("span")) one.remove();
        img.nextSibling.remove();
        return [card.clientWidth, img.width, img.height]"""
    shown = "return document.querySelector('.card img')?.naturalWidth"
    page.until(lambda: page.driver.execute_script(shown) == size[0])
    inside, width, height = page.driver.execute_script(boxes)
    assert inside == width + 16  # its padding
    assert width <= 320
    assert height <= 240
    assert abs(width / height - size[0] / size[1]) < 0.05


@pytest.mark.parametrize("host", [True], indirect=True, ids=["encrypted"])
def test_a_voice_message_is_heard_before_it_goes_and_drawn_by_the_window(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(more=MICROPHONE)
    page.join(host, "bo")
    with raw(host) as ada:
        page.until(lambda: page.one("#speak").is_displayed())
        page.one("#speak").click()
        page.until(lambda: any("Speak…" in one for one in page.texts("#uploads li")))
        page.one("#uploads .icon").click()  # not that
        assert page.texts("#uploads li") == []
        page.one("#speak").click()
        page.until(lambda: page.texts("#uploads li"))
        began = time.monotonic()
        page.until(lambda: time.monotonic() > began + 3)  # the microphone here beeps each second
        page.one("#speak").click()
        page.until(lambda: page.driver.find_elements(By.CSS_SELECTOR, "#uploads .chief"))
        heard = "return document.querySelector('#uploads audio')?.duration"
        page.until(lambda: (page.driver.execute_script(heard) or 0) > 2)
        page.one("#uploads .chief").click()
        link = ada.until("PRIVMSG").params[-1]
        voice = voice_in(link)
        assert voice is not None
        assert 2.5 < voice.seconds < 10
        assert len(voice.peaks) == 48
        assert max(voice.peaks) == LOUDEST
        page.until(lambda: page.texts("#log .card a") == ["voice.wav"])
        page.until(lambda: not page.driver.find_elements(By.CSS_SELECTOR, "#log .waiting"))
        played = "return document.querySelector('#log audio').play().then(() => true)"
        assert page.driver.execute_script(played)
        assert page.complaints() == []


def test_a_recording_that_cannot_be_played_is_said_in_plain_words(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(more=MICROPHONE)
    page.join(host, "bo")
    page.until(lambda: page.one("#speak").is_displayed())
    page.driver.execute_script("Blob.prototype.arrayBuffer = async () => new ArrayBuffer(8)")
    page.one("#speak").click()
    page.until(lambda: page.texts("#uploads li"))
    page.one("#speak").click()
    page.until(lambda: page.texts("#uploads .trouble"))
    assert page.texts("#uploads .trouble") == ["This recording can’t be played."]
    assert not page.driver.find_elements(By.CSS_SELECTOR, "#uploads .chief")
    page.one("#uploads .icon").click()
    assert page.texts("#uploads li") == []
    assert page.complaints() == []


@pytest.mark.parametrize(
    "devices",
    ["undefined", "{enumerateDevices: async () => [{kind: 'audiooutput'}]}"],
    ids=["plain", "none there"],
)
def test_where_there_is_no_microphone_to_use_none_is_offered(
    host: Host, open_page: Callable[..., Page], devices: str
) -> None:
    page = open_page(more=MICROPHONE)
    page.join(host, "bo")
    page.until(lambda: page.one("#speak").is_displayed())
    script = f"Object.defineProperty(navigator, 'mediaDevices', {{value: {devices}}})"
    page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": script})
    page.driver.refresh()
    page.until(lambda: page.one("#text").is_displayed())
    page.say("without")
    page.until(lambda: page.said == ["without"])
    assert not page.one("#speak").is_displayed()


def test_a_file_that_is_too_large_is_refused_in_plain_words(
    open_page: Callable[..., Page], tmp_path: Path
) -> None:
    page, large = open_page(), tmp_path / "large.bin"
    large.write_bytes(bytes(1_100_000))
    with running(doors=[Address("127.0.0.1", 0)], room="#lab", file_megabytes=1) as host:
        page.join(host, "bo")
        page.one("#files").send_keys(str(large))
        why = "Not sent: Files here may have up to 1 MB each."
        page.until(lambda: [one.strip() for one in page.texts("#uploads .trouble")] == [why])
        page.one("#uploads button").click()
        page.until(lambda: page.texts("#uploads li") == [])


def test_a_search_finds_what_was_said_long_ago(host: Host, open_page: Callable[..., Page]) -> None:
    page = open_page(1280, 800)
    with raw(host) as ada:
        ada.send("PRIVMSG #lab :a <b>needle</b> there")
        for number in range(80):
            ada.send(f"PRIVMSG #lab :hay {number}")
        page.join(host, "bo")
        page.one("#words").send_keys("needle", Keys.ENTER)
        page.until(lambda: page.said == ["a <b>needle</b> there"])
        assert page.texts("#title") == ["🔍 needle"]
        assert not page.one("#composer").is_displayed()
        page.one("#words").clear()
        page.one("#words").send_keys("pin", Keys.ENTER)
        page.until(lambda: page.texts("#above") == ["Nothing found."])
        page.one("#leave").click()
        page.until(lambda: page.one("#composer").is_displayed())
        page.until(lambda: page.said[-1] == "hay 79")
        assert page.complaints() == []


@either_door
def test_a_wall_shows_the_room_and_how_to_join_it(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page(1280, 800)
    with raw(host) as ada:
        ada.send("PRIVMSG #lab :welcome all")
        page.driver.get(f"{origin(host)}/?wall#{token(host)}")
        page.until(lambda: page.said == ["welcome all"])
        page.until(lambda: page.one("#wall img").is_displayed())
        for css in ("#composer", "#side", "#people", "#leave", ".dots"):
            assert not page.one(css).is_displayed(), css
        ada.send("PRIVMSG #lab :and more")
        page.until(lambda: page.said == ["welcome all", "and more"])
        assert page.complaints() == []


def test_who_was_put_out_of_the_only_room_sees_it_no_more(open_page: Callable[..., Page]) -> None:
    page = open_page()
    doors = [Address("127.0.0.1", 0)]
    with running(doors=doors, room="#lab", opers={"root": "toor"}) as host, raw(host) as ada:
        ada.send("OPER root toor", "PRIVMSG #lab :before")
        page.join(host, "bo")
        page.until(lambda: page.said == ["before"])
        ada.send("KICK #lab bo :enough")
        page.until(lambda: page.texts("#state") == ["You were put out of #lab. enough"])
        page.until(lambda: page.texts("#title") == [""])
        assert page.said == []
        assert page.texts("#above") == ["You are in no room. Choose one."]
        assert not page.one("#composer").is_displayed()


def test_the_host_starts_anew_and_nothing_is_lost_or_doubled(
    tmp_path: Path, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    config = {
        "doors": [Address("127.0.0.1", free_port())],
        "room": "#lab",
        "data": tmp_path / "host",
    }
    with running(**config) as host:
        page.join(host, "bo")
        page.say("one")
        page.until(lambda: page.said == ["one"])
    page.until(lambda: page.texts("#state")[0].startswith("Reconnecting…"))
    page.say("two")
    page.say("three")
    page.until(lambda: "(2 waiting)" in page.texts("#state")[0])
    with running(**config) as host:
        page.until(lambda: page.said == ["one", "two", "three"])
        page.until(lambda: page.texts("#state") == [""])
        with raw(host) as ada:
            ada.send("CHATHISTORY LATEST #lab * 50", "PRIVMSG #lab :four")
            heard = [ada.until("PRIVMSG").params[1] for _ in range(3)]
            page.until(lambda: page.said == ["one", "two", "three", "four"])
        assert heard == ["one", "two", "three"]
        # A page that is loaded again is the same one.
        page.driver.refresh()
        page.until(lambda: page.said == ["one", "two", "three", "four"])


def test_scrolling_up_brings_what_was_said_before(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    with raw(host) as ada:
        count = 120
        for number in range(count):
            ada.send(f"PRIVMSG #lab :line {number}")
        ada.send("PING :all")
        ada.until("PONG")
        page.join(host, "bo")
        page.until(lambda: 0 < len(page.said) <= 50)
        up = "document.querySelector('#scroll').scrollTop = 0"

        def scrolled() -> bool:
            page.driver.execute_script(up)
            return len(page.said) == count

        page.until(scrolled)
        assert page.said == [f"line {number}" for number in range(count)]


def test_without_its_secret_the_page_says_what_to_do(
    host: Host, open_page: Callable[..., Page]
) -> None:
    page = open_page()
    page.driver.get(f"http://{host.doors.addresses[0].authority}/")
    page.until(lambda: page.texts("#problem")[0].startswith("This link is not right"))
    assert not page.one("#joining button").is_enabled()
    page.driver.get(f"http://{host.doors.addresses[0].authority}/#wrong")
    page.until(lambda: page.one("#joining button").is_enabled())
    page.one("#name").send_keys("bo", Keys.ENTER)
    page.until(lambda: page.texts("#problem")[0].startswith("This link is not right"))


NO_WEBSOCKET = """
    window.WebSocket = class {
        constructor() { setTimeout(() => this.onerror()); }
        close() {}
    };
"""


@pytest.mark.parametrize("refused", [False, True], ids=["websocket", "events"])
@pytest.mark.parametrize("tls", [True, False], ids=["encrypted", "plain"])
def test_a_page_talks_where_its_browser_refuses_a_websocket(
    open_page: Callable[..., Page], tmp_path: Path, tls: bool, refused: bool
) -> None:
    page = open_page()
    if refused:
        script = {"source": NO_WEBSOCKET}
        page.driver.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", script)
    config = {
        "doors": [Address("127.0.0.1", free_port(), tls)],
        "room": "#lab",
        "data": tmp_path / "host",
    }
    with running(**config) as host, raw(host) as ada:
        page.driver.get(f"{origin(host)}/#wrong")
        page.until(lambda: page.one("#joining button").text)
        assert page.one("#plain").is_displayed() is not tls
        page.join(host, "王伟")
        for number in range(5):
            page.say(f"第 {number} 句")
            assert ada.says(f"第 {number} 句").nick == "王伟"
        ada.send("PRIVMSG #lab :hello")
        page.until(lambda: page.said[-1] == "hello")
        posts = """return performance.getEntriesByType("resource")
            .some((one) => one.name.includes("/events/"))"""
        assert page.driver.execute_script(posts) is refused
    page.until(lambda: page.texts("#state")[0].startswith("Reconnecting…"))
    page.say("meanwhile")
    with running(**config):
        page.until(lambda: page.said[-1] == "meanwhile")
        page.until(lambda: page.texts("#state") == [""])
        assert len(page.said) == 7


@pytest.mark.parametrize(("width", "height"), [(320, 640), (1280, 800)])
@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
def test_all_fits_and_has_a_name(
    host: Host, open_page: Callable[..., Page], width: int, height: int, language: str
) -> None:
    page = open_page(width, height, language)
    page.join(host, "bo")
    page.say("x" * 200)
    page.until(lambda: page.said)
    wide = "return [document.documentElement.scrollWidth, document.documentElement.lang]"
    assert page.driver.execute_script(wide) == [width, language]
    nameless = """return [...document.querySelectorAll("button, input, textarea, [role]")]
        .filter((one) => one.checkVisibility() && !(one.getAttribute("aria-label")
            || one.textContent.trim() || one.labels?.length || one.role === "status"))
        .map((one) => one.outerHTML)"""
    assert page.driver.execute_script(nameless) == []
    assert page.one("#scroll").aria_role == "log"
    assert json.dumps(page.texts("[data-word]")).find("undefined") < 0
