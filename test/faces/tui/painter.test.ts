import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { expect, test } from "vitest";
import { fitBlock } from "../../../src/faces/tui/compose/block.ts";
import { on, span, type Ink, type Row } from "../../../src/faces/tui/compose/span.ts";
import { Painter } from "../../../src/faces/tui/paint/painter.ts";
import { themeNames, themeOf } from "../../../src/faces/tui/paint/theme.ts";
import { shownByTmux } from "../../world/multiplexer.ts";

const size = { width: 30, height: 6 };
const theme = themeOf("terminal", true);

/** A terminal that is read back. */
class Screen {
  readonly #terminal = new Terminal({ cols: size.width, rows: size.height, allowProposedApi: true });
  readonly writes: string[] = [];
  writableLength = 0;

  write(text: string): void {
    this.writes.push(text);
  }

  /** What stands in every cell, with its look. */
  async cells(): Promise<readonly string[]> {
    await new Promise<void>((resolve) => {
      this.#terminal.write(`\x1b[?7l${this.writes.splice(0).join("")}`, resolve);
    });
    const { active } = this.#terminal.buffer;
    return Array.from({ length: size.height }, (_, y) => {
      const line = active.getLine(y);
      return Array.from({ length: size.width }, (_, x) => {
        const cell = line?.getCell(x);
        const look = [cell?.getFgColor(), cell?.getBgColor(), cell?.isBold(), cell?.isInverse()].join();
        return `${cell?.getChars() || " "}|${look}`;
      }).join("\n");
    });
  }
}

const inks: readonly Ink[] = ["plain", "dim", "good", "bad", "strong", "busy"];
const word = fc.oneof(
  fc.string({ maxLength: 12 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("日本語", "👩‍👩‍👧‍👦", "🎉🎉", "│──╮", "⣀⣠", "ok"),
);
const row = fc.array(fc.tuple(word, fc.constantFrom(...inks)), { maxLength: 4 }).map((parts): Row => {
  const spans = parts.map(([text, ink]) => span(text, ink));
  return spans.length > 2 ? on(spans, "selected") : spans;
});
const picture = fc.array(row, { maxLength: 6 }).map((rows) => fitBlock(rows, size));

test("what was changed step by step looks like what is painted at once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(picture, { minLength: 1, maxLength: 5 }), async (pictures) => {
      const [stepwise, atOnce] = [new Screen(), new Screen()];
      const painter = new Painter(stepwise);
      for (const rows of pictures) painter.paint(rows, theme);
      new Painter(atOnce).paint(pictures.at(-1) ?? [], theme);
      expect(await stepwise.cells()).toEqual(await atOnce.cells());
    }),
    { numRuns: 150 },
  );
});

test("a wide sign that stood across an edge takes nothing of the new text away, in tmux as well", () => {
  const title = fc
    .array(fc.constantFrom("短", "修正", " 52", "a", "load-0", " "), { minLength: 1, maxLength: 5 })
    .map((parts) => fitBlock([[span(parts.join("")), span(" | end")]], { width: size.width, height: 1 }));
  fc.assert(
    fc.property(fc.array(title, { minLength: 2, maxLength: 4 }), (pictures) => {
      const screen = new Screen();
      const painter = new Painter(screen);
      for (const rows of pictures) painter.paint(rows, theme);
      const shown = pictures
        .at(-1)?.[0]
        ?.map(({ text }) => text)
        .join("");
      expect(shownByTmux(screen.writes.join(""), size.width)).toBe(shown);
    }),
  );
});

test("nothing is written when nothing has changed", () => {
  fc.assert(
    fc.property(picture, (rows) => {
      const screen = new Screen();
      const painter = new Painter(screen);
      painter.paint(rows, theme);
      const before = screen.writes.length;
      painter.paint(
        rows.map((one) => one.map((cell) => ({ ...cell }))),
        theme,
      );
      expect(screen.writes.length).toBe(before);
    }),
  );
});

test("only the piece that changed is written", () => {
  const screen = new Screen();
  const painter = new Painter(screen);
  const rows = (n: string): readonly Row[] => fitBlock([[span("fixed "), span(n), span(" fixed")]], size);
  painter.paint(rows("1"), theme);
  painter.paint(rows("2"), theme);
  expect(screen.writes[1]).toBe("\x1b[?2026h\x1b[1;7H\x1b[0m2\x1b[0m\x1b[?2026l");
});

test("text that terminals disagree on moves nothing beside it", async () => {
  // This terminal takes a family for another width than we do.
  const screen = new Screen();
  new Painter(screen).paint(fitBlock([[span("👩‍👩‍👧‍👦🎉 x"), span("|end")]], size), theme);
  const [first = ""] = await screen.cells();
  const at = first.split("\n").findIndex((cell) => cell.startsWith("||"));
  expect(at).toBe(span("👩‍👩‍👧‍👦🎉 x").width);
});

test("a terminal that has not taken the last picture is left alone, and gets the next one whole", async () => {
  const screen = new Screen();
  const painter = new Painter(screen);
  const [a, b] = [fitBlock([[span("first")]], size), fitBlock([[span("second")]], size)];
  painter.paint(a, theme);
  screen.writableLength = 1;
  expect(painter.paint(b, theme)).toBe(false);
  expect(screen.writes).toHaveLength(1);
  screen.writableLength = 0;
  expect(painter.paint(b, theme)).toBe(true);
  expect((await screen.cells())[0]).toMatch(/^s\|[^\n]*\ne\|/);
});

test("another theme, or something else on the screen, paints everything anew", async () => {
  const screen = new Screen();
  const painter = new Painter(screen);
  const rows = fitBlock([[span("good", "good")]], size);
  painter.paint(rows, theme);
  screen.write("\x1b[2Jnoise");
  painter.wipe();
  painter.paint(rows, theme);
  expect((await screen.cells())[0]).toMatch(/^g\|2,/);
  painter.paint(rows, themeOf("contrast", true));
  expect(screen.writes).toHaveLength(1);
});

test("without colour no theme writes one", () => {
  const all = [...themeNames].flatMap((name) => {
    const screen = new Screen();
    const rows = fitBlock([inks.map((ink) => span("x", ink)), on([span("y", "bad")], "selected")], size);
    new Painter(screen).paint(rows, themeOf(name, false));
    return screen.writes;
  });
  // oxlint-disable-next-line no-control-regex -- sequences of escape are what is looked at
  const codes = all.join("").matchAll(/\x1b\[([\d;]*)m/g);
  expect([...codes].flatMap(([, code = ""]) => code.split(";")).filter((code) => Number(code) >= 30)).toEqual(
    [],
  );
});
