"""A house is opened with the keys it began with and the packs it names, or not at all."""

from __future__ import annotations

import shutil
import threading
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from duegate import durable
from duegate.boot import PacksRefused, book_of, checkpoints, open_gate, own_packs
from duegate.evidence.signer import BadKeyFile
from duegate.keyring import KeyUnusable
from duegate.model.tenant import Standing
from duegate.settings import Settings
from duegate.store.errors import StoreUnusable


@pytest.fixture
def house(tmp_path: Path) -> Path:
    """A house in which something was recorded."""
    with open_gate(tmp_path, Settings()) as gate:
        gate.tenants.add("acme")
    return tmp_path


@pytest.mark.parametrize("other", [None, b"x" * 32])
def test_a_lost_or_exchanged_counting_key_is_noticed(house: Path, other: bytes | None) -> None:
    """Under another secret nobody would be recognised, and every cap would begin anew."""
    key = house / "keys" / "counting.key"
    key.unlink() if other is None else key.write_bytes(other)
    with pytest.raises(KeyUnusable, match=r"counting\.key"), open_gate(house, Settings()):
        pass


def test_a_lost_log_key_is_noticed(house: Path) -> None:
    """A new key would make the log another log."""
    (house / "keys" / "log.skey").unlink()
    with pytest.raises(BadKeyFile, match="has signed"), open_gate(house, Settings()):
        pass


def fill(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave no room for small files; the database has room of its own."""

    def no_room(_path: Path, _data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable, "replace", no_room)
    monkeypatch.setattr(durable, "create", no_room)


def test_a_house_on_a_full_disk_can_be_looked_at(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was recorded is read, and the doctor says what is wrong."""
    fill(monkeypatch)
    with open_gate(house, Settings()) as gate:
        gate.tenants.change("acme", Standing.WATCHED, reason="complaints", by="somebody")
    with open_gate(house, Settings()) as gate:
        assert gate.tenants.get("acme").standing is Standing.WATCHED
        [check] = [check for check in gate.health() if check.name == "checkpoint"]
    assert (check.ok, "No space left" in check.detail.en) == (False, True)


def test_no_house_is_made_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is told in a sentence, with the folder and what to do."""
    fill(monkeypatch)
    new = tmp_path / "new"
    told = r'new" cannot be opened or made \(No space left on device\); free space'
    with pytest.raises(StoreUnusable, match=told), open_gate(new, Settings()):
        pass


@pytest.mark.parametrize(("wait_s", "waited_ms"), [(None, 5_000), (60, 60_000)])
def test_who_opens_a_house_says_how_long_it_waits(
    house: Path, wait_s: float | None, waited_ms: int
) -> None:
    """Fifty commands at once take their turns; a server, asked by many, gives up sooner."""
    with open_gate(house, Settings(), wait_s=wait_s) as gate, gate.store.writer() as connection:
        assert connection.pragma("busy_timeout") == waited_ms


def test_a_file_is_no_house(tmp_path: Path) -> None:
    """The folder that is named may be a file."""
    (tmp_path / "file").touch()
    with (
        pytest.raises(StoreUnusable, match="File exists"),
        open_gate(tmp_path / "file", Settings()),
    ):
        pass


def test_a_checkpoint_that_fails_is_tried_again(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk was full for a while; afterwards the log is signed as before."""
    tried: list[int] = []
    kept = threading.Event()
    replace = durable.replace

    def full_at_first(path: Path, data: bytes) -> None:
        tried.append(1)
        if len(tried) == 1:
            raise OSError(28, "No space left on device")
        replace(path, data)
        kept.set()

    with open_gate(house, Settings()) as gate, checkpoints(gate, 0.01):
        monkeypatch.setattr(durable, "replace", full_at_first)
        gate.tenants.change("acme", Standing.WATCHED, reason="complaints", by="somebody")
        assert kept.wait(10)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """A folder with a pack of the operator's own: the house pack under another name."""
    folder = tmp_path / "own"
    with as_file(files("duegate.packs") / "house") as shipped:
        shutil.copytree(shipped, folder / "mine")
    for file in (folder / "mine").iterdir():
        text = file.read_text("utf-8").replace('"house/', '"mine/')
        text = text.replace('id        = "house"', 'id        = "mine"')
        file.write_text(text, "utf-8")
    return folder


def named(settings: Settings) -> list[str]:
    """Name the packs of a book."""
    return [pack.head.id for pack in book_of(settings).packs]


def test_every_pack_is_at_hand_unless_some_are_named() -> None:
    """All that ship; or those named, the house's own always among them."""
    assert {"house", "cn-shenzhen", "cn-national", "us-reg-f", "cl"} <= set(named(Settings()))
    assert named(Settings(packs=("cl",))) == ["house", "cl"]
    assert named(Settings(packs=("cl",), adopt=("us-reg-f",))) == ["house", "cl", "us-reg-f"]


def test_the_operators_own_packs_stand_beside_the_shipped(own: Path) -> None:
    """Whichever of the shipped are named; they apply where their heads say."""
    assert "mine" in named(Settings(own_packs=str(own)))
    assert named(Settings(packs=("cl",), own_packs=str(own))) == ["house", "cl", "mine"]
    book = book_of(Settings(own_packs=str(own), adopt=("mine",), unverified=("mine",)))
    assert book.adopted == book.unverified == frozenset({"mine"})


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        (Settings(packs=("cl", "cx")), 'there is no pack "cx"; choose from'),
        (Settings(adopt=("cx",)), 'there is no pack "cx"; choose from'),
        (
            Settings(packs=("cl",), unverified=("kz",)),
            'the pack "kz" is not among those of this house; name it in `packs` or `adopt`',
        ),
        (Settings(own_packs="/nowhere/at/all"), "own_packs: .* cannot be read: No such file"),
    ],
)
def test_packs_that_are_not_there_are_told(settings: Settings, sentence: str) -> None:
    """By name and with what to do."""
    with pytest.raises(PacksRefused, match=sentence):
        book_of(settings)


def test_an_own_pack_cannot_take_the_place_of_a_shipped_one(own: Path) -> None:
    """Else the law could be loosened by a folder of the same name."""
    shutil.copytree(own / "mine", own / "cn-shenzhen")
    with pytest.raises(PacksRefused, match="has the name of a pack that ships; name the folder"):
        own_packs(Settings(own_packs=str(own)))
