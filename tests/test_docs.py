"""What is written about the house agrees with the house."""

import re
import tomllib
from pathlib import Path

import pytest

from data.load import roles
from data.load.proposal import Mapping
from data.load.reasons import REASONS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
README_VI = (ROOT / "README.vi.md").read_text(encoding="utf-8")
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


def command(name: str) -> str:
    """The one-line command after its marker in the README."""
    return re.search(rf"<!-- {name} command -->\n```bash\n(.+)\n```", README).group(1)


def names(requirements: str) -> dict[str, str]:
    """Package names of a requirements file with what follows them."""
    lines = (re.sub(r"\s*#.*", "", line).strip() for line in requirements.splitlines())
    found = (re.match(r"([A-Za-z0-9_.-]+)(.*)", line) for line in lines if line)
    return {match.group(1).lower(): match.group(2) for match in found}


DIRECT = names((ROOT / "requirements.in").read_text(encoding="utf-8"))
RESOLVED = names((ROOT / "requirements.txt").read_text(encoding="utf-8"))


def test_pages_of_the_navigation_are_described_and_exist() -> None:
    entry = (ROOT / "dashboard.py").read_text(encoding="utf-8")
    stems = set(re.findall(r'"(\w+)": ":material/', entry))
    assert stems == {path.stem for path in (ROOT / "pages").glob("*.py")}
    assert stems == set(re.findall(r"^\| .+ `/(\w+)` \|", README, re.MULTILINE))
    rows = re.search(r"\| trang \|.+?\n\n", README_VI, re.DOTALL).group(0)
    assert rows.count("\n| ") == len(stems)


def test_files_named_in_the_guide_exist() -> None:
    for path in re.findall(r"`((?:pages|queries|data|tests|\.streamlit|docs)/[\w./*-]+)`", README):
        if not path.startswith("data/store") and "NAME" not in path:
            assert list(ROOT.glob(path.rstrip("/"))), path
    for path in re.findall(r"\]\((?!http)([^)]+)\)", README + README_VI):
        assert (ROOT / path).exists(), path


@pytest.mark.parametrize("name", ["start", "test"])
def test_commands_are_one_line_and_the_same_in_both_guides(name: str) -> None:
    assert command(name) in README_VI
    assert command(name).startswith("python3 -m venv .venv && .venv/bin/pip install -q -r requirements.txt && ")


def test_ci_takes_the_test_command_from_the_guide() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "README.md" in script
    assert "test command" in script
    assert "ruff" in script


def test_every_direct_dependency_is_explained_and_pinned() -> None:
    table = README.split("## Dependencies")[1]
    explained = {
        name.strip() for cell in re.findall(r"^\| ([a-z][\w, -]+) \|", table, re.MULTILINE) for name in cell.split(",")
    } - {"library"}
    assert explained == set(DIRECT)
    for name in DIRECT:
        assert re.match(r"==[\w.]+", RESOLVED[name]), name
    assert all(rest.startswith("==") for rest in RESOLVED.values())


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("streamlit", "1.67.0"),
        ("duckdb", "2.0.0"),
        ("pandas", "3.1.1"),
        ("altair", "6.3.0"),
        ("pydeck", "0.9.3"),
        ("pytest", "9.2.0"),
    ],
)
def test_the_design_card_is_kept(name: str, version: str) -> None:
    assert DIRECT[name] == f"=={version}"
    assert RESOLVED[name] == f"=={version}"


def test_questions_named_in_the_guide_exist() -> None:
    for name in re.findall(r"python -m queries ([a-z_]+)", README + README_VI):
        assert (ROOT / "queries" / f"{name}.sql").exists(), name


def test_nothing_leaves_the_machine_by_setting() -> None:
    assert CONFIG["browser"]["gatherUsageStats"] is False
    assert CONFIG["browser"]["serverAddress"]
    assert CONFIG["client"]["showErrorDetails"] == "none"
    assert {"light", "dark"} <= set(CONFIG["theme"])


def test_the_changelog_has_the_coming_version_on_top() -> None:
    assert (
        re.search(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE).group(1)
        == "Unreleased"
    )


def test_requirements_name_no_source_of_their_own() -> None:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert "://" not in text
    assert "--" not in text


def test_the_guide_to_loading_names_every_kind_and_reason() -> None:
    guide = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    kinds, reasons = guide.split("## From file to version")[0], guide.split("## Reasons")[1]
    assert set(re.findall(r"^\| (\w+) \|", kinds, re.MULTILINE)) == set(roles.KINDS)
    named = [code for row in re.findall(r"^\| ([\w, ]+) \|", reasons, re.MULTILINE) for code in row.split(", ")]
    assert named[1:] == list(dict.fromkeys(named[1:]))
    assert set(named[1:]) == set(REASONS)


def test_the_mapping_of_the_guide_is_understood() -> None:
    guide = (ROOT / "docs" / "loading.md").read_text(encoding="utf-8")
    mapping = Mapping.from_toml(re.search(r"```toml\n(.+?)```", guide, re.DOTALL).group(1))
    assert (mapping.kind, mapping.instrument) == ("survey", "one_stop_slip")
    assert dict(mapping.tables[0].columns)["noi tiep nhan"] == "unit"
    assert dict(mapping.tables[0].constants) == {"channel": "Trực tiếp"}


def test_modules_of_tests_have_names_of_their_own():
    """Folders of tests are no packages: two modules of one name hide each other."""
    names = [path.name for path in (ROOT / "tests").rglob("*.py") if path.name not in ("conftest.py", "__main__.py")]
    assert len(names) == len(set(names))
