import { writeFileSync } from "node:fs";
import { messageOf } from "../../core/message-of.ts";
import type { Clock } from "../../engine/ports/clock.ts";
import type { Doors } from "../doors/doors.ts";
import type { Past } from "../doors/feed.ts";
import type { Look } from "./compose/look.ts";
import type { Row } from "./compose/span.ts";
import { carryOut, type Hands } from "./effects.ts";
import { Shelf } from "./feed/shelf.ts";
import { Store } from "./feed/store.ts";
import { noWrap, wrap } from "./paint/wrapping.ts";
import { Painter, type Canvas } from "./paint/painter.ts";
import { themeOf } from "./paint/theme.ts";
import type { Effect, Journey } from "./screen/effect.ts";
import { oldAfter } from "./screen/memo.ts";
import type { Taste } from "./person.ts";
import type { Keymap } from "./screen/keymap.ts";
import type { Step } from "./screen/handler.ts";
import { point } from "./screen/point.ts";
import { mouseOff, mouseOn, type Pointed } from "./screen/pointer.ts";
import type { Press } from "./screen/press.ts";
import { reduce } from "./screen/reduce.ts";
import { bodySize, newUi, placeOf, type Ui } from "./screen/ui.ts";
import { uiAt } from "./screen/where.ts";
import type { View } from "./screen/view.ts";
import { screenNamed } from "./screens/catalogue.ts";
import { Speaker } from "./speak/speaker.ts";
import { frame } from "./shell/frame.ts";

/** What the stage stands on. */
export type Ground = {
  readonly doors: Doors;
  readonly clock: Clock;
  readonly canvas: Canvas;
  readonly size: () => { readonly width: number; readonly height: number };
  readonly look: Look;
  readonly colour: boolean;
  /** How many milliseconds lie between two looks at what flows. */
  readonly pace: number;
  readonly keys: Keymap;
  readonly taste: Taste;
  readonly remember: (taste: Taste) => void;
  /** The screen is said in lines, not drawn. */
  readonly speaks: boolean;
  /** A screen, a task or an attempt to begin with. */
  readonly where?: string;
  readonly past?: number;
};

/** What only the terminal's owner can do. */
export type Owner = Pick<Hands, "suspended" | "quit">;

/** How long a notice is shown, in milliseconds. */
const noticeFor = 8000;

/** After so many milliseconds without news is looked less often: while agents work their logs grow, else only the journal tells. */
const calmAfter = 3000;
const calmly = { working: 10, resting: 30 } as const;

/** The text of rows, without colours. */
export const textOf = (rows: readonly Row[]): string =>
  rows
    .map(
      (row) =>
        `${row
          .map(({ text }) => text)
          .join("")
          .trimEnd()}\n`,
    )
    .join("");

/** Brings it all together: keys and news come in, pictures go out. Keys are answered at once, news at a pace. */
export class Stage {
  readonly #ground: Ground;
  readonly #painter: Painter;
  readonly #speaker: Speaker;
  #store: Store;
  #shelf: Shelf;
  #ui: Ui;
  #owner: Owner | undefined;
  #callOff: () => void = () => {};
  #isAway = false;
  #isClosed = false;
  #minute = 0;
  #newsAt = 0;
  #echoedAt = 0;
  /** The terminal had not taken the last picture when this one came. */
  #isOwed = false;

  private constructor(ground: Ground, { store, shelf }: { store: Store; shelf: Shelf }) {
    this.#ground = ground;
    this.#painter = new Painter(ground.canvas);
    this.#speaker = new Speaker((text) => ground.canvas.write(text));
    this.#store = store;
    this.#shelf = shelf;
    shelf.whenLoaded = () => this.paint();
    const size = ground.size();
    const scene = store.scene(ground.clock.now(), shelf);
    const ui = ground.where === undefined ? newUi("overview", size) : uiAt(scene, ground.where, size);
    this.#ui = { ...ui, ...ground.taste };
  }

  /** Opens the feed; nothing is painted yet. */
  static async open(ground: Ground): Promise<Stage> {
    return new Stage(
      ground,
      await openStore(ground, ground.past === undefined ? undefined : { at: ground.past }),
    );
  }

  /** Begins to paint, and goes on by itself. */
  start(owner: Owner): void {
    this.#owner = owner;
    this.#gather();
    this.paint();
    this.#next();
  }

  press(press: Press): void {
    this.#take(reduce(this.#view(), press));
  }

  /** The mouse. */
  point(at: Pointed): void {
    this.#take(point(this.#view(), at));
  }

  /** Whether the person has the mouse on. */
  get mouse(): boolean {
    return this.#ui.mouse;
  }

  #take({ ui, effects }: Step): void {
    const isNews = placeOf(ui) !== placeOf(this.#ui);
    const { notice } = ui;
    // In the past the scene's clock stands: what is told is told now.
    const isTold = notice !== undefined && notice !== this.#ui.notice;
    this.#ui = isTold ? { ...ui, notice: { ...notice, at: this.#ground.clock.now() } } : ui;
    if (isNews) this.#gather();
    this.paint();
    for (const effect of effects) void this.#do(effect);
  }

  resize(): void {
    this.#ui = { ...this.#ui, size: this.#ground.size() };
    this.#painter.wipe();
    this.paint();
  }

  paint(): void {
    if (this.#isAway || this.#isClosed) return;
    if (this.#ground.speaks) return this.#speaker.speak(this.#view());
    const theme = themeOf(this.#ui.theme, this.#ground.colour);
    this.#isOwed = !this.#painter.paint(frame(this.#view()), theme);
  }

  close(): void {
    this.#isClosed = true;
    this.#callOff();
    this.#store.close();
  }

  #view(): View {
    return {
      scene: this.#store.scene(this.#ground.clock.now(), this.#shelf),
      ui: this.#ui,
      look: this.#ground.look,
      keys: this.#ground.keys,
    };
  }

  /** Looks again after a while; in calm seldom, but at once when the journal is written to. */
  #next(): void {
    const { clock, pace } = this.#ground;
    if (this.#isClosed) return;
    const now = clock.now();
    const isCalm = !this.#isOwed && now - this.#newsAt > calmAfter;
    const calls: (() => void)[] = [];
    this.#callOff = () => calls.splice(0).forEach((call) => call());
    const tick = (): void => {
      this.#callOff();
      void this.#tick();
    };
    const isWorking = this.#view().scene.state.attempts.size > 0;
    const slower = isCalm ? calmly[isWorking ? "working" : "resting"] : 1;
    calls.push(clock.wake(now + slower * pace, tick));
    if (isCalm) calls.push(this.#store.whenWritten(tick));
  }

  async #tick(): Promise<void> {
    const now = this.#ground.clock.now();
    try {
      const isNews = await this.#store.refresh(now);
      const isGrown = this.#gather();
      const isEcho = this.#newsAt > this.#echoedAt && now - this.#newsAt > oldAfter;
      if (isNews || isGrown) this.#newsAt = now;
      else if (isEcho) this.#echoedAt = now;
      if (this.#isTimely(now) || isNews || isGrown || isEcho || this.#isOwed) this.paint();
    } catch (error) {
      this.#tell({ text: messageOf(error), tone: "bad" });
    }
    this.#next();
  }

  /** Time itself changes what is shown: each second while anything moves, else each minute; and notices grow old. */
  #isTimely(now: number): boolean {
    const { notice, ...ui } = this.#ui;
    if (notice !== undefined && now - notice.at > noticeFor) this.#ui = ui;
    const isMoving = this.#view().scene.state.attempts.size > 0;
    const unit = Math.floor(now / (isMoving ? 1000 : 60_000));
    const isNew = unit !== this.#minute || this.#ui.notice !== notice;
    this.#minute = unit;
    return isNew;
  }

  #gather(): boolean {
    const view = this.#view();
    const { needs } = screenNamed(placeOf(this.#ui).screen);
    return this.#shelf.refresh(needs?.(view, bodySize(this.#ui)) ?? [], this.#ground.clock.now());
  }

  #tell(told: { text: string; tone: "plain" | "good" | "bad" }): void {
    this.#ui = { ...this.#ui, notice: { ...told, at: this.#ground.clock.now() } };
    this.paint();
  }

  async #do(effect: Effect): Promise<void> {
    const told = await carryOut(effect, this.#hands());
    // What came of it is looked for soon.
    this.#newsAt = this.#ground.clock.now();
    if (told !== undefined && !this.#isClosed) this.#tell(told);
  }

  #hands(): Hands {
    return {
      doors: this.#ground.doors,
      state: () => this.#view().scene.state,
      suspended: (work) => this.#away(work),
      write: (text) => void this.#ground.canvas.write(text),
      tell: (text) => this.#tell({ text, tone: "plain" }),
      save: () => this.#save(),
      remember: (taste) => {
        this.#ground.remember(taste);
        this.#ground.canvas.write(taste.mouse ? mouseOn : mouseOff);
      },
      quit: () => this.#owner?.quit(),
      redraw: () => this.#painter.wipe(),
      travel: (to) => this.#travel(to),
    };
  }

  /** Somebody else may have had the terminal, a shell that found us stopped: it is made ours and painted anew. */
  takeBack(): void {
    if (!this.#isAway && !this.#isClosed) void this.#away(() => Promise.resolve());
  }

  async #away(work: () => Promise<void>): Promise<void> {
    this.#isAway = true;
    const { canvas } = this.#ground;
    const { speaks } = this.#ground;
    canvas.write(mouseOff + wrap);
    try {
      await this.#owner?.suspended(work);
    } finally {
      this.#isAway = false;
      if (!speaks) canvas.write(noWrap + (this.mouse ? mouseOn : ""));
      this.resize();
    }
  }

  #save(): string {
    const file = `traffic-${new Date(this.#ground.clock.now()).toISOString().slice(0, 19).replaceAll(":", "-")}.txt`;
    writeFileSync(file, textOf(frame(this.#view())));
    return file;
  }

  async #travel({ by, to }: Journey): Promise<void> {
    const { seq } = this.#view().scene.state;
    const end = by === undefined ? to : seq + by;
    const opened = await openStore(this.#ground, end === undefined ? undefined : { seq: Math.max(1, end) });
    this.#store.close();
    this.#store = opened.store;
    this.#shelf = opened.shelf;
    this.#shelf.whenLoaded = () => this.paint();
    this.#gather();
    this.paint();
  }
}

const openStore = async (
  { doors, clock }: Ground,
  past: Past | undefined,
): Promise<{ store: Store; shelf: Shelf }> => {
  const feed = await doors.feed(past);
  return { store: new Store(feed, clock.now()), shelf: new Shelf({ doors, feed }) };
};
