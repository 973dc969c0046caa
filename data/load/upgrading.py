"""Brings the data file in use up to this release of the software."""

from contextlib import ExitStack
from pathlib import Path

from data import store
from data.load import history, policy
from data.load.commit import edition
from data.load.lock import WAIT_S, Busy, hold, workspace
from data.load.refusal import Refused
from data.load.target import Target


def upgrade(*, database: Path | None = None, store: Path = store.STORE, wait: float = WAIT_S) -> int | None:
    """Write the file in use anew with the tables that it lacks: as the store's next version, or in its own place.

    Returns the version's number, None for a file of its own. wait: seconds to wait for another load. Raises Refused
    with the sentence for the user; nothing has been changed then.
    """
    target = Target(database, store)
    with policy.refusing(target.folder), ExitStack() as held:
        work = held.enter_context(workspace(target.folder))
        try:
            held.enter_context(hold(target.lock, wait))
        except Busy:
            raise Refused(history.BUSY.format(wait=wait)) from None
        base = target.base()
        if base is None:
            raise Refused("Chưa có tệp dữ liệu nào để nâng lên bản phần mềm này.")
        with edition(base, work) as being:
            version = target.next_version()
            target.publish(being.finish())
    return version
