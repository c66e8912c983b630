// Draws the pictures of the README: the demonstration runs, the control room is opened on it in a real terminal, keys are
// pressed, and what stands on the screen becomes SVG. Run it after `npm run build`: node scripts/pictures.ts
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { spawn as spawnTerminal } from "@lydell/node-pty";
import headless from "@xterm/headless";

const root = new URL("..", import.meta.url).pathname;
const command = join(root, "bin/traffic.cjs");
const folder = join(root, "docs/pictures");
const [columns, rows] = [120, 40];
const [cellWidth, cellHeight, edge] = [8.4, 18, 12];

const palette = [
  "#1d1f21",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#c8ccd4",
  "#5c6370",
  "#e06c75",
  "#98c379",
  "#e5c07b",
  "#61afef",
  "#c678dd",
  "#56b6c2",
  "#ffffff",
] as const;
const [ground, ink] = ["#16181c", "#c8ccd4"] as const;

type Cell = NonNullable<
  ReturnType<NonNullable<ReturnType<headless.Terminal["buffer"]["active"]["getLine"]>>["getCell"]>
>;

type Style = { readonly fill: string; readonly back?: string; readonly bold: boolean; readonly dim: boolean };

const colour = (number: number, isRgb: boolean): string =>
  isRgb ? `#${number.toString(16).padStart(6, "0")}` : (palette[number] ?? ink);

const styleOf = (cell: Cell): Style => {
  const fore = cell.isFgDefault() ? ink : colour(cell.getFgColor(), cell.isFgRGB());
  const back = cell.isBgDefault() ? undefined : colour(cell.getBgColor(), cell.isBgRGB());
  const [fill, behind] = cell.isInverse() === 0 ? [fore, back] : [back ?? ground, fore];
  const rest = { bold: cell.isBold() !== 0, dim: cell.isDim() !== 0 };
  return behind === undefined ? { fill, ...rest } : { fill, back: behind, ...rest };
};

type Run = { text: string; readonly x: number; width: number; readonly style: Style };

const runsOf = (
  line: NonNullable<ReturnType<headless.Terminal["buffer"]["active"]["getLine"]>>,
): readonly Run[] => {
  const runs: Run[] = [];
  for (let x = 0; x < columns; x += 1) {
    const cell = line.getCell(x);
    if (cell === undefined || cell.getWidth() === 0) continue;
    const style = styleOf(cell);
    const text = cell.getChars() || " ";
    const last = runs.at(-1);
    // Signs that a font may draw wider or narrower get a place of their own, so that the next ones stand where they should.
    const isPlain = /^[\x20-\x7e]$/.test(text) && /^[\x20-\x7e]*$/.test(last?.text ?? "");
    if (last !== undefined && isPlain && JSON.stringify(last.style) === JSON.stringify(style)) {
      last.text += text;
      last.width += 1;
    } else runs.push({ text, x, width: cell.getWidth(), style });
  }
  return runs;
};

const escaped = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

const drawn = ({ text, x, width, style }: Run, y: number): string => {
  const left = (edge + x * cellWidth).toFixed(1);
  const across = (width * cellWidth).toFixed(1);
  const box =
    style.back === undefined
      ? ""
      : `<rect x="${left}" y="${edge + y * cellHeight}" width="${across}" height="${cellHeight}" fill="${style.back}"/>`;
  if (text.trim() === "") return box;
  const looks = `${style.bold ? ' font-weight="bold"' : ""}${style.dim ? ' opacity="0.6"' : ""}`;
  const place = `x="${left}" y="${(edge + (y + 0.74) * cellHeight).toFixed(1)}" textLength="${across}"`;
  return `${box}<text ${place} lengthAdjust="spacingAndGlyphs" fill="${style.fill}"${looks}>${escaped(text)}</text>`;
};

const pictureOf = (terminal: headless.Terminal): string => {
  const { active } = terminal.buffer;
  const body = Array.from({ length: rows }, (_, y) => {
    const line = active.getLine(active.viewportY + y);
    return line === undefined
      ? ""
      : runsOf(line)
          .map((run) => drawn(run, y))
          .join("");
  });
  const [width, height] = [2 * edge + columns * cellWidth, 2 * edge + rows * cellHeight];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="ui-monospace, 'DejaVu Sans Mono', Menlo, Consolas, monospace" font-size="14" xml:space="preserve">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${ground}"/>`,
    ...body.filter((row) => row !== ""),
    "</svg>",
    "",
  ].join("\n");
};

/** Resolves with the demonstration's repository, as soon as it says where it is. Its output is read to the end: it stops otherwise. */
const repositoryOf = (demo: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = "";
    demo.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      const found = /(\/\S*traffic-demo-\S+?\/repository)\b/.exec(said)?.[1];
      if (found !== undefined) resolve(found);
    });
    demo.once("close", () => reject(new Error(`The demonstration did not say where it is:\n${said}`)));
  });

const demo = spawn(process.execPath, [command, "demo"], { stdio: ["ignore", "pipe", "inherit"] });
const ended = once(demo, "close");
const repository = await repositoryOf(demo);

const terminal = new headless.Terminal({ cols: columns, rows, allowProposedApi: true });
const { CI: _, NO_COLOR: __, ...surroundings } = process.env;
const env = { ...surroundings, TERM: "xterm-256color", LANG: "C.UTF-8" };
const room = spawnTerminal(process.execPath, [command], { cols: columns, rows, cwd: repository, env });
room.onData((data) => terminal.write(data));

/** Presses keys one by one, and keeps what the screen shows a while later. */
const keep = async (name: string, keys: readonly string[], patience = 1500): Promise<void> => {
  for (const key of keys) {
    room.write(key);
    await wait(300);
  }
  await wait(patience);
  await new Promise<void>((resolve) => terminal.write("", resolve));
  writeFileSync(join(folder, `${name}.svg`), pictureOf(terminal));
  console.log(`docs/pictures/${name}.svg`);
};

/** Waits for a moment worth a picture: some of it has landed, some is at work; half a minute at most. */
const lively = async (): Promise<void> => {
  for (let left = 300; left > 0; left -= 1) {
    const { active } = terminal.buffer;
    const text = Array.from({ length: rows }, (_, y) => active.getLine(y)?.translateToString(true)).join(
      "\n",
    );
    if (/done [1-9]/.test(text) && (text.match(/@\d ─/g)?.length ?? 0) > 2) return;
    await wait(100);
  }
};

mkdirSync(folder, { recursive: true });
await lively();
await keep("overview", [], 0);
await ended;
await keep("queue", ["2", "s"]);
await keep("attempt", ["/", "wrap", "\r", "\r", "j", "\r", "s"], 2500);
await keep("budgets", ["5"]);
await keep("reviews", ["6"], 2500);
room.write("q");
