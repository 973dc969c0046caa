"""A reader without a browser: speaks the server's own websocket protocol, so that only the server is measured."""

import time
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

ANSWER_SECONDS = 60
PERIOD = "filter_period"
DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_WITH_COMPILE_ERROR)


class PageFailed(RuntimeError):
    """The page showed an exception, or did not compile."""


@dataclass(frozen=True)
class Run:
    """One run of the page as a reader sees it: from the request sent to the last message of its answer."""

    milliseconds: float
    messages: int
    size: int  # bytes received


class Session:
    """One reader's connection. Opens nothing but its own websocket; a context manager."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._hashes: dict[str, None] = {}  # messages that a browser would still hold, newest last
        self.query = ""
        self.page = ""  # script hash of the page shown
        self.pages: dict[str, str] = {}  # url path → script hash, '' is the first page
        self.periods: list[str] = []  # those on offer
        self.period = ""  # the one in force
        self._period_id = ""

    def __enter__(self) -> Self:
        self._socket = connect(
            f"ws{self._url.removeprefix('http')}/_stcore/stream",
            origin=Origin(self._url),
            subprotocols=[Subprotocol("streamlit")],
            max_size=None,
            compression=None,
            proxy=None,
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()

    def open(self, path: str = "") -> Run:
        """Open a page: the first page of the visit, or another one by the navigation."""
        return self._rerun(self.pages.get(path, ""), path if not self.pages else "")

    def choose_period(self, label: str) -> Run:
        """Choose another period in the filter, as shown in its list."""
        before = self.query
        run = self._rerun(self.page, period=label)
        if self.query == before:
            raise PageFailed(f"choosing {label} changed nothing")
        return run

    def _rerun(self, page: str, path: str = "", period: str = "") -> Run:
        request = BackMsg()
        state = request.rerun_script
        state.query_string, state.page_script_hash, state.page_name = self.query, page, path
        state.cached_message_hashes.extend(self._hashes)
        state.context_info.url = f"{self._url}/{path}"
        state.context_info.locale, state.context_info.timezone = "vi-VN", "Asia/Ho_Chi_Minh"
        state.context_info.color_scheme = "light"
        if period:
            state.widget_states.widgets.add(id=self._period_id, string_value=period)
        started = time.perf_counter()
        self._socket.send(request.SerializeToString())
        messages = size = 0
        while True:
            data = self._socket.recv(ANSWER_SECONDS)
            message = ForwardMsg.FromString(data)
            messages, size = messages + 1, size + len(data)
            self._note(message)
            if message.WhichOneof("type") == "script_finished" and message.script_finished in DONE:
                ended = time.perf_counter()
                if message.script_finished != ForwardMsg.FINISHED_SUCCESSFULLY:
                    raise PageFailed("the page does not compile")
                return Run(1000 * (ended - started), messages, size)

    def _note(self, message: ForwardMsg) -> None:
        """Keep what the next request must carry."""
        kind = message.WhichOneof("type")
        if message.metadata.cacheable:
            self._hashes[message.hash] = None
        if kind == "page_info_changed":
            self.query = message.page_info_changed.query_string
        elif kind == "navigation":
            self.page = message.navigation.page_script_hash
            self.pages = {
                "" if page.is_default else page.url_pathname: page.page_script_hash
                for page in message.navigation.app_pages
            }
        elif kind == "delta" and message.delta.HasField("new_element"):
            element = message.delta.new_element
            if element.HasField("exception"):
                raise PageFailed(f"{element.exception.type}: {element.exception.message}")
            if element.HasField("selectbox") and element.selectbox.id.endswith(f"-{PERIOD}"):
                control = element.selectbox
                self._period_id, self.periods = control.id, list(control.options)
                self.period = control.raw_value if control.set_value else control.options[control.default]
