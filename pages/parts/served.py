"""Files that the page's own browser fetches from this server: large, the same for everybody, asked for once.

The address holds a hash of the content, so a drawing that names it again is not fetched again. The server forgets a
file when no open page names it any more; so a page names it in every run.
"""

from __future__ import annotations

import base64

from streamlit import runtime


def address(content: bytes, mime: str, place: str) -> str:
    """Where the browser finds `content`; `place`: what of the page it belongs to, replacing what was there before.

    Relative to the page: pages lie one level below the root, wherever a proxy puts that. Without a running server,
    as in a script, the address holds the content itself.
    """
    if not runtime.exists():
        return f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"
    return runtime.get_instance().media_file_mgr.add(content, mime, f"served.{place}").lstrip("/")
