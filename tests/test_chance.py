"""Random bytes are fresh, whoever draws them."""

from __future__ import annotations

import os
import threading

from duegate import chance


def test_no_byte_is_given_twice() -> None:
    """A page is cut into pieces that do not overlap, and a new one follows it."""
    drawn = [chance.draw(16) for _ in range(chance.PAGE_BYTES // 16 * 3)]
    assert len(set(drawn)) == len(drawn)
    assert all(len(piece) == 16 for piece in drawn)


def test_threads_draw_from_pages_of_their_own() -> None:
    """Two threads never get the same bytes."""
    drawn: list[bytes] = []
    threads = [threading.Thread(target=lambda: drawn.append(chance.draw(16))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(drawn)) == 8


def test_a_child_process_draws_anew() -> None:
    """What the parent would get next is not what its child gets."""
    chance.draw(16)
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writer, chance.draw(16))
        os._exit(0)
    os.waitpid(child, 0)
    os.close(writer)
    with os.fdopen(reader, "rb") as pipe:
        assert pipe.read() != chance.draw(16)
