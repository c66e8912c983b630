import type { Look } from "../compose/look.ts";

/** What a key can do. */
export type ActionName =
  | "down"
  | "up"
  | "first"
  | "last"
  | "half_down"
  | "half_up"
  | "next_pane"
  | "last_pane"
  | "open"
  | "back"
  | "zoom"
  | "show_tab"
  | "filter"
  | "palette"
  | "go"
  | "mode"
  | "mark"
  | "mark_all"
  | "help"
  | "hold"
  | "retry"
  | "cancel"
  | "raise"
  | "lower"
  | "approve"
  | "reject"
  | "edit"
  | "diff"
  | "add"
  | "pause"
  | "engine"
  | "copy"
  | "browse"
  | "issue"
  | "pull_request"
  | "proposals"
  | "mouse"
  | "say"
  | "escalate"
  | "take"
  | "give"
  | "give_agent"
  | "undo"
  | "agree"
  | "earlier"
  | "later"
  | "much_earlier"
  | "much_later"
  | "as_of"
  | "now"
  | "save"
  | "theme"
  | "redraw"
  | "quit"
  | "close"
  | "refuse"
  | "accept"
  | "erase"
  | "erase_word"
  | "erase_all"
  | "complete";

/** What takes the keys: the screen, or what lies over it. */
export type Mode = "room" | "help" | "palette" | "prompt" | "confirm" | "filter";

export type Group = "Move" | "Find" | "Act on a task" | "Fleet" | "Past" | "Look";

/**
 * What a key needs to be of use: a task that is stood on, one in a phase that it is about, or a screen of several modes.
 * An `open` task is not over, a `stopped` one goes on only when it is told to.
 */
export type Use =
  | "task"
  | "open"
  | "moving"
  | "review"
  | "taken"
  | "stopped"
  | "done"
  | "pull"
  | "proposing"
  | "modes";

/** Keys and what they do. */
export type Binding = {
  readonly keys: readonly string[];
  readonly does: ActionName;
  readonly mode: Mode;
  /** What it does in a few words, for the help. */
  readonly label: string;
  /** The same in one word, for the bottom line; the label where missing. */
  readonly brief?: string;
  /** Where the help lists it; left out of it where missing. */
  readonly group?: Group;
  /** Where it is of use: the bottom line names it nowhere else. */
  readonly only?: Use;
};

/** What a binding is called: in the help, and in one word. */
type Words = string | readonly [label: string, brief: string];

const room =
  (group: Group, only?: Binding["only"]) =>
  (keys: string, does: ActionName, words: Words): Binding => ({
    keys: keys.split(" "),
    does,
    mode: "room",
    ...(typeof words === "string" ? { label: words } : { label: words[0], brief: words[1] }),
    group,
    ...(only === undefined ? {} : { only }),
  });

const inMode =
  (mode: Mode) =>
  (keys: string, does: ActionName, label: string): Binding => ({ keys: keys.split(" "), does, mode, label });

const move = room("Move");
const find = room("Find");
const modes = room("Find", "modes");
const review = room("Act on a task", "review");
const task = room("Act on a task", "task");
const open = room("Act on a task", "open");
const moving = room("Act on a task", "moving");
const taken = room("Act on a task", "taken");
const stopped = room("Act on a task", "stopped");
const done = room("Act on a task", "done");
const pull = room("Act on a task", "pull");
const proposing = room("Act on a task", "proposing");
const fleet = room("Fleet");
const past = room("Past");
const look = room("Look");

const rooms: readonly Binding[] = [
  move("j down", "down", "down"),
  move("k up", "up", "up"),
  move("g home", "first", "first"),
  move("G end", "last", "last"),
  move("ctrl-d pagedown", "half_down", "half page down"),
  move("ctrl-u pageup", "half_up", "half page up"),
  move("tab", "next_pane", ["next pane", "pane"]),
  move("shift-tab", "last_pane", "pane before"),
  move("enter l right", "open", ["open, deeper", "open"]),
  move("esc h left backspace", "back", "back"),
  move("z", "zoom", ["zoom pane", "zoom"]),
  move("1 2 3 4 5 6 7 8 9", "show_tab", "screen"),

  find("/", "filter", "filter"),
  find(":", "palette", "command"),
  find("ctrl-k", "go", "go to anything"),
  modes("s", "mode", ["next view", "view"]),
  find("space", "mark", "mark"),
  find("*", "mark_all", "mark all, none"),
  find("?", "help", "help"),

  review("y", "approve", "approve"),
  review("n", "reject", "send back"),
  stopped("r", "retry", "retry"),
  open("H", "hold", ["hold, release", "hold"]),
  open("+ =", "raise", ["more urgent", "urgent"]),
  open("-", "lower", ["less urgent", "less"]),
  open("x", "cancel", ["cancel (asks)", "cancel"]),
  open("m", "say", ["tell its agent", "tell"]),
  moving("a", "take", ["take over in a shell", "take"]),
  taken("b", "give", ["give back to checks", "give"]),
  taken("B", "give_agent", "give back to agent"),
  open("^", "escalate", "stronger model"),
  done("u", "undo", "take back landing"),
  proposing("F", "proposals", ["its proposals: wanted?", "proposals"]),
  task("e", "edit", ["edit its file", "edit"]),
  task("d", "diff", "diff"),
  task("c", "copy", ["copy its id", "copy"]),
  pull("o", "browse", ["open its pull request", "browser"]),
  open("P", "pull_request", ["by pull request or not", "by PR"]),
  task("I", "issue", ["open an issue", "issue"]),

  fleet("t", "add", ["new task", "new"]),
  fleet("p", "pause", ["pause, resume", "pause"]),
  fleet("S", "engine", "start, stop engine"),
  fleet("$", "agree", "agree to costs (asks)"),

  past("[", "earlier", ["an event back", "back"]),
  past("]", "later", ["an event on", "on"]),
  past("{", "much_earlier", "fifty events back"),
  past("}", "much_later", "fifty events on"),
  past("@", "as_of", ["as of this event", "as of it"]),
  past("0", "now", ["back to now", "now"]),

  look("T", "theme", "colours"),
  look("M", "mouse", "mouse on, off"),
  look("w", "save", "save screen"),
  look("R ctrl-l", "redraw", "draw again"),
  look("q ctrl-c", "quit", ["quit (agents go on)", "quit"]),
];

const help = inMode("help");
const palette = inMode("palette");
const prompt = inMode("prompt");
const confirm = inMode("confirm");
const filter = inMode("filter");

/** Every key there is, as long as a person has no keys of their own. The handlers, the help and the bottom line read this one table. */
export const bindings: readonly Binding[] = [
  ...rooms,
  help("esc ? q enter", "close", "close"),
  help("j down", "down", "down"),
  help("k up", "up", "up"),
  help("ctrl-c", "quit", "quit"),
  palette("enter", "accept", "run"),
  palette("tab", "complete", "complete"),
  palette("down ctrl-n", "down", "next"),
  palette("up ctrl-p", "up", "before"),
  palette("backspace delete", "erase", "erase"),
  palette("ctrl-w", "erase_word", "erase word"),
  palette("ctrl-u", "erase_all", "erase all"),
  palette("esc ctrl-c", "close", "close"),
  prompt("enter", "accept", "done"),
  prompt("backspace delete", "erase", "erase"),
  prompt("ctrl-w", "erase_word", "erase word"),
  prompt("ctrl-u", "erase_all", "erase all"),
  prompt("esc ctrl-c", "close", "leave it"),
  confirm("y enter", "accept", "yes"),
  confirm("n", "refuse", "no"),
  confirm("esc q ctrl-c", "close", "leave it"),
  filter("enter down", "accept", "done"),
  filter("backspace delete", "erase", "erase"),
  filter("ctrl-w", "erase_word", "erase word"),
  filter("ctrl-u", "erase_all", "erase all"),
  filter("esc ctrl-c", "close", "no filter"),
];

/** The keys of a person: which there are, what a key does, which keys do something. */
export type Keymap = {
  readonly all: readonly Binding[];
  /** What a key does in a mode. */
  readonly doing: (mode: Mode, key: string) => Binding | undefined;
  /** The binding of an action in a mode. */
  readonly of: (mode: Mode, does: ActionName) => Binding | undefined;
};

/** A table of bindings, looked up by key and by action. */
export const keymapOf = (all: readonly Binding[]): Keymap => {
  const byKey = new Map(all.flatMap((one) => one.keys.map((key) => [`${one.mode} ${key}`, one] as const)));
  const byAction = new Map(all.map((one) => [`${one.mode} ${one.does}`, one]));
  return {
    all,
    doing: (mode, key) => byKey.get(`${mode} ${key}`),
    of: (mode, does) => byAction.get(`${mode} ${does}`),
  };
};

/** The keys as we made them. */
export const usualKeys: Keymap = keymapOf(bindings);

/** The same keys, some of which are called otherwise in the help. */
export const relabelled = ({ all }: Keymap, labels: Readonly<Partial<Record<ActionName, string>>>): Keymap =>
  keymapOf(
    all.map((one) => ({ ...one, label: (one.mode === "room" ? labels[one.does] : undefined) ?? one.label })),
  );

/** Keys that are bound twice in one mode, as `mode key`: there must be none. */
export const conflicts = (bindings: readonly Binding[]): readonly string[] => {
  const all = bindings.flatMap(({ mode, keys }) => keys.map((key) => `${mode} ${key}`));
  return [...new Set(all.filter((one, at) => all.indexOf(one) !== at))];
};

const shown: Readonly<Record<string, string>> = {
  enter: "⏎",
  down: "↓",
  up: "↑",
  left: "←",
  right: "→",
  pagedown: "PgDn",
  pageup: "PgUp",
  "shift-tab": "⇧tab",
};

/** A key as people read it. */
export const keyWord = (key: string, look: Pick<Look, "isRich">): string =>
  (look.isRich ? shown[key] : undefined) ?? key.replace(/^ctrl-/, "^");
