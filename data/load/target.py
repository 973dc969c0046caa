"""Where a writer's work goes: a new version of the store, or one file that is replaced."""

from dataclasses import dataclass
from pathlib import Path

from data import store
from data.load.refusal import Refused


@dataclass(frozen=True)
class Target:
    """The data file `database`, or where that is None the store in `store_folder`."""

    database: Path | None
    store_folder: Path

    @property
    def folder(self) -> Path:
        """The folder in which is written."""
        return self.database.absolute().parent if self.database else self.store_folder

    @property
    def lock(self) -> Path:
        """The file that a writer holds."""
        return self.folder / (f".{self.database.name}.lock" if self.database else store.LOCK)

    def base(self) -> Path | None:
        """The file to start from, None where there is none yet. The caller holds the lock."""
        if self.database is None:
            store.tidy(self.folder)
            return store.current(self.folder)
        if Path(f"{self.database}.wal").exists():
            raise Refused(
                f"Tệp {self.database} đang được chương trình khác ghi dở; hãy đóng chương trình đó rồi nạp lại."
            )
        return self.database if self.database.exists() else None

    def next_version(self) -> int | None:
        """The number that the store's next version gets; None for a file of its own."""
        return None if self.database else store.version_of(store.next_path(self.folder))

    def publish(self, finished: Path) -> None:
        """Put the finished file into use, in one step."""
        if self.database is None:
            store.publish(finished, self.folder)
            return
        store.sync(finished)
        finished.replace(self.database)
        store.sync(self.folder)
