import { expect, test } from "vitest";
import { createBell } from "../../src/github/bell.ts";

const hour = 3_600_000;

test("whoever waits is woken by the bell, by their own end, and by nothing else", async () => {
  const bell = createBell();
  const over = new AbortController();
  const woken: string[] = [];
  const first = bell.wait(hour, new AbortController().signal).then(() => woken.push("bell"));
  bell.ring();
  await first;
  const second = bell.wait(hour, over.signal).then(() => woken.push("end"));
  over.abort();
  await second;
  await bell.wait(hour, over.signal);
  await bell.wait(1, new AbortController().signal);
  expect(woken).toEqual(["bell", "end"]);
});
