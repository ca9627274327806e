"""Settings come from a file and the environment, within bounds, and say why when they do not."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from duegate.settings import FILE_CHARS_MAX, SETTINGS, Settings, SettingsRefused, load


def refusal(environment: dict[str, str], file: Path | None = None) -> str:
    """Give the sentence with which settings are refused."""
    with pytest.raises(SettingsRefused) as refused:
        load(file, environment)
    return str(refused.value)


def test_nothing_stated_gives_the_defaults() -> None:
    """A house needs no settings; what else the environment holds is no concern."""
    assert load(None, {"PATH": "/bin", "DUE": "1"}) == Settings()


def test_the_environment_goes_over_the_file(tmp_path: Path) -> None:
    """What is nearer to the start of the program wins."""
    file = tmp_path / "duegate.toml"
    file.write_text('port = 9000\npacks = ["house"]\nlog_origin = "gate.example/a"\n')
    settings = load(None, {"DUEGATE_SETTINGS": str(file), "DUEGATE_PORT": "9_001"})
    assert (settings.port, settings.packs) == (9001, ("house",))
    assert settings == load(file, {"DUEGATE_PORT": "9001"})


def test_a_list_is_written_with_commas() -> None:
    """In the environment, where there are no lists."""
    assert load(None, {"DUEGATE_PACKS": "house, cn-shenzhen,"}).packs == ("house", "cn-shenzhen")


def test_a_value_can_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    """As secrets of a container do."""
    file = tmp_path / "origin"
    file.write_text("gate.example/b\n")
    assert load(None, {"DUEGATE_LOG_ORIGIN_FILE": str(file)}).log_origin == "gate.example/b"


REFUSED = {
    "DUEGATE_PORT=70000": "DUEGATE_PORT: 70000 is out of bounds; give a number >= 0 and <= 65535",
    "DUEGATE_PORT=http": 'DUEGATE_PORT: expected a whole number, got "http"',
    "DUEGATE_PORT=-1": 'DUEGATE_PORT: expected a whole number, got "-1"',
    "DUEGATE_PROT=1": "DUEGATE_PROT sets nothing; did you mean DUEGATE_PORT?",
    "DUEGATE_COLOUR=red": "DUEGATE_COLOUR sets nothing; unset it",
    "DUEGATE_PACKS=,": "DUEGATE_PACKS: has 0 entries; give at least 1",
    "DUEGATE_DEFAULT_REGION=china": (
        'DUEGATE_DEFAULT_REGION: "china" is not an ISO 3166-1 country; write it as "CN"'
    ),
    "DUEGATE_LOG_ORIGIN=a b": 'DUEGATE_LOG_ORIGIN: "a b" has a space or "+"; leave it out',
    "DUEGATE_PORT_FILE=/no/such": (
        'DUEGATE_PORT_FILE: "/no/such" cannot be read: No such file or directory'
    ),
    "DUEGATE_SETTINGS=/no/such": (
        'settings file "/no/such": cannot be read: No such file or directory'
    ),
    "DUEGATE_QUEUE_MAX=1": (
        "settings: queue_max 1 is below batch_max 256; a queue must hold at least one batch"
    ),
}


@pytest.mark.parametrize("stated", REFUSED)
def test_what_is_not_understood_is_refused(stated: str) -> None:
    """Message by message."""
    name, _, value = stated.partition("=")
    assert refusal({name: value}) == REFUSED[stated]


WRITTEN = {
    "port = 'x'": ': /port: expected a whole number, got "x"',
    "prot = 1": ': /prot: unknown field "prot"; did you mean "port"?',
    "port = ": ": is not TOML in UTF-8: Invalid value (at end of document)",
    "permit_s = 0": ": /permit_s: 0 is out of bounds; give a number >= 1 and <= 86400",
}


@pytest.mark.parametrize("written", WRITTEN)
def test_a_file_is_refused_with_its_place(tmp_path: Path, written: str) -> None:
    """The sentence names the file and the field."""
    file = tmp_path / "duegate.toml"
    file.write_text(written)
    assert refusal({}, file) == f'settings file "{file}"{WRITTEN[written]}'


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    """A wrong path is told, not shown as a traceback, and never read whole."""
    file = tmp_path / "core"
    file.write_bytes(b"\xff" * (2 * FILE_CHARS_MAX))
    assert refusal({}, file).startswith(f'settings file "{file}": is not TOML in UTF-8: ')


def test_the_table_shows_every_setting_in_both_languages() -> None:
    """Documentation and command line are read off the same lines."""
    assert [row.name for row in SETTINGS] == [f.name for f in msgspec.structs.fields(Settings)]
    assert all(row.help.zh.strip() and row.help.en.strip() for row in SETTINGS)
    by_name = {row.name: row for row in SETTINGS}
    assert by_name["port"].bounds == "0 .. 65535"
    assert by_name["port"].default == "8780"
    assert by_name["packs"].default == "all"
    assert by_name["free_disk_bytes_min"].bounds == ">= 0"
    assert by_name["port"].variable == "DUEGATE_PORT"


def test_every_number_has_its_unit_or_counts_something() -> None:
    """A bound is written into the name; nobody looks up whether 60 is seconds."""
    numbers = [row.name for row in SETTINGS if row.bounds]
    ends = ("_s", "_max", "_min", "_leaves", "port")
    assert [name for name in numbers if not name.endswith(ends)] == []
