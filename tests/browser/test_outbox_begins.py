"""The outbox begins twice: with the judge this tablet remembers, and with the one whom the server knows."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Page

RUN = """async ([remembered, known]) => {
  const { createOutbox } = await import("/modules/outbox.js");
  const { memoryStore } = await import("/modules/store.js");
  const inner = memoryStore();
  await inner.add("7/1", { id: "sevens", kind: "mark", entry: 1 });
  let open, gate = new Promise((resolve) => { open = resolve; });
  const store = { ...inner, list: async (owner) => {
    const found = await inner.list(owner), wait = gate;
    gate = null; // only the first reading is slow
    await wait;
    return found;
  } };
  const sent = [];
  const transport = { served: false, request: async (method, path, body) => {
    sent.push(...body.items.map((item) => [body.judge, item.id]));
    return { status: 200, body: { items: body.items.map((item) => ({ id: item.id, result: "stored" })) } };
  } };
  const box = createOutbox({ transport, round: 1, store, onChange() {} });
  const slow = box.start(remembered, false);
  const before = box.view().known;
  await box.start(known, true);
  open();
  await slow;
  const view = box.view();
  await box.add({ id: "new", kind: "mark", entry: 2 });
  for (let n = 0; n < 40 && box.view().waiting; n += 1) await new Promise((resolve) => setTimeout(resolve, 25));
  box.close();
  return { sent, before, known: view.known, shown: view.items.map((one) => one.id) };
}"""


@pytest.fixture
def begun(page: Page, fake: Any) -> Any:
    page.goto(f"{fake.base}/join")
    return lambda *judges: page.evaluate(RUN, list(judges))


def test_a_slow_reading_of_the_storage_does_not_stop_what_the_servers_word_began(begun: Any) -> None:
    said = begun(7, 7)
    assert said["sent"] == [[7, "sevens"], [7, "new"]]
    assert (said["before"], said["known"]) == (False, True)


def test_a_slow_reading_never_lays_one_judges_items_before_another(begun: Any) -> None:
    said = begun(7, 8)
    assert said["shown"] == []
    assert said["sent"] == [[8, "new"]]
