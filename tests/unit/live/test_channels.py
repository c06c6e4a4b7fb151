from __future__ import annotations

import threading

from stemviewer.live.channels import NewestSlot


def test_the_newest_wins_and_replacements_are_counted() -> None:
    slot: NewestSlot[int] = NewestSlot()
    for number in range(5):
        slot.put(number)
    assert slot.take() == 4
    assert slot.take() is None
    assert slot.replaced == 4


def test_snapshots_of_a_growing_frame_are_no_loss() -> None:
    slot: NewestSlot[int] = NewestSlot()
    slot.put(1, counted=False)
    slot.put(2, counted=False)
    assert slot.replaced == 0
    assert slot.take() == 2


def test_a_waiting_reader_gets_the_item_of_another_thread() -> None:
    slot: NewestSlot[str] = NewestSlot()
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(slot.take(timeout=10)))
    reader.start()
    slot.put("frame")
    reader.join(10)
    assert got == ["frame"]


def test_close_wakes_the_reader_and_ends_the_slot() -> None:
    slot: NewestSlot[str] = NewestSlot()
    got: list[str | None] = []
    reader = threading.Thread(target=lambda: got.append(slot.take(timeout=30)))
    reader.start()
    slot.close()
    reader.join(10)
    assert got == [None]
    slot.put("late")
    assert slot.take() is None


def test_no_item_is_seen_twice_or_out_of_order_under_load() -> None:
    slot: NewestSlot[int] = NewestSlot()
    seen: list[int] = []
    count = 20_000

    def read() -> None:
        while not seen or seen[-1] != count - 1:
            item = slot.take(timeout=5)
            if item is not None:
                seen.append(item)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(count):
        slot.put(number)
    reader.join(20)
    assert seen == sorted(set(seen))
    assert len(seen) + slot.replaced == count


def test_a_newer_item_replaces_one_that_was_taken() -> None:
    slot: NewestSlot[int] = NewestSlot()
    slot.put(1)
    first = slot.take()
    assert first == 1
    slot.put(2)
    assert slot.renew(first, timeout=5) == 2
    assert slot.replaced == 1


def test_without_a_newer_item_the_taken_one_stands() -> None:
    slot: NewestSlot[int] = NewestSlot()
    assert slot.renew(1, timeout=0.01) == 1
    assert slot.replaced == 0


def test_frames_with_too_few_rows_for_any_chain_are_shown_raw() -> None:
    from stemviewer.denoise.chain import MIN_ROWS
    from stemviewer.live.processing import LEAST_ROWS

    assert LEAST_ROWS == MIN_ROWS
