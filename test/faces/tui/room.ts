import type { Roadmap } from "../../../src/core/roadmap.ts";
import type { State } from "../../../src/core/state.ts";
import type { Stamped } from "../../../src/core/event.ts";
import { unicode, type Look } from "../../../src/faces/tui/compose/look.ts";
import { rowWidth, type Row } from "../../../src/faces/tui/compose/span.ts";
import type { Found, Need } from "../../../src/faces/tui/feed/need.ts";
import { PulseMeter } from "../../../src/faces/tui/feed/pulse.ts";
import type { Scene } from "../../../src/faces/tui/feed/scene.ts";
import type { Effect } from "../../../src/faces/tui/screen/effect.ts";
import { usualKeys } from "../../../src/faces/tui/screen/keymap.ts";
import { pressesOf, type Press } from "../../../src/faces/tui/screen/press.ts";
import { reduce } from "../../../src/faces/tui/screen/reduce.ts";
import { newUi, type Ui } from "../../../src/faces/tui/screen/ui.ts";
import type { View } from "../../../src/faces/tui/screen/view.ts";
import { frame } from "../../../src/faces/tui/shell/frame.ts";
import { textOf } from "../../../src/faces/tui/stage.ts";
import { LiveBoard } from "../../../src/views/board.ts";

type Given = {
  readonly now?: number;
  readonly events?: readonly Stamped[];
  readonly found?: (need: Need) => Found;
  readonly past?: boolean;
  readonly roadmaps?: readonly Roadmap[];
  readonly running?: boolean;
};

/** A scene of a state, as the store would make it. */
export const sceneOf = (state: State, given: Given = {}): Scene => {
  const board = new LiveBoard();
  board.follow(state, "all");
  return {
    state,
    board,
    events: given.events ?? [],
    pulse: new PulseMeter(),
    problems: [],
    roadmaps: given.roadmaps ?? [],
    engine: given.running === false ? { running: false } : { running: true, pid: 4711 },
    root: "/home/person/shop",
    now: given.now ?? 0,
    past: given.past ?? false,
    found: given.found ?? (() => ({ kind: "loading" })),
    version: 1,
  };
};

const named = (key: string): Press => (key.length === 1 ? (pressesOf(key, {})[0] ?? { key }) : { key });

/** A control room without a terminal: keys go in, rows and effects come out. */
export class TestRoom {
  ui: Ui;
  scene: Scene;
  readonly look: Look;
  keys = usualKeys;
  readonly effects: Effect[] = [];

  constructor(scene: Scene, size = { width: 120, height: 40 }, look = unicode) {
    this.scene = scene;
    this.look = look;
    this.ui = newUi("overview", size);
  }

  get view(): View {
    return { scene: this.scene, ui: this.ui, look: this.look, keys: this.keys };
  }

  /** Presses keys by their names; a text of several signs that names no key is typed. */
  press(...keys: readonly string[]): this {
    for (const key of keys) {
      const { ui, effects } = reduce(this.view, named(key));
      this.ui = ui;
      this.effects.push(...effects);
    }
    return this;
  }

  type(text: string): this {
    for (const press of pressesOf(text, {})) {
      const { ui, effects } = reduce(this.view, press);
      this.ui = ui;
      this.effects.push(...effects);
    }
    return this;
  }

  rows(): readonly Row[] {
    return frame(this.view);
  }

  text(): string {
    return textOf(this.rows());
  }

  /** Rows that are not exactly as wide as the screen, or a wrong number of them; empty when all is well. */
  torn(): readonly string[] {
    const rows = this.rows();
    const { width, height } = this.ui.size;
    return [
      ...(rows.length === height ? [] : [`${rows.length} rows instead of ${height}`]),
      ...rows.flatMap((row, at) =>
        rowWidth(row) === width ? [] : [`row ${at} is ${rowWidth(row)} wide instead of ${width}`],
      ),
    ];
  }
}
