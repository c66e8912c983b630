/** The signs that the screen is drawn with. Each is one cell wide in every terminal that knows it. */
export type Look = {
  /** Corners and lines: top left, top right, bottom left, bottom right, across, down. */
  readonly frame: readonly [string, string, string, string, string, string];
  /** Parts of a cell from left to right, the full one last. */
  readonly eighths: readonly string[];
  /** Parts of a cell from below, the full one last. */
  readonly levels: readonly string[];
  readonly track: string;
  readonly cursor: string;
  readonly mark: string;
  readonly caret: string;
  readonly dash: string;
  readonly middle: string;
  readonly arrow: string;
  readonly enter: string;
  /** Whether more than ASCII can be shown: else what people wrote in other letters is shown as question marks. */
  readonly isRich: boolean;
  readonly states: Readonly<Record<StateSign, string>>;
};

/** States that are told by a sign. */
export type StateSign =
  | "ready"
  | "waiting"
  | "running"
  | "verifying"
  | "review"
  | "done"
  | "failed"
  | "retry"
  | "escalated"
  | "blocked"
  | "paused"
  | "landing"
  | "draft";

export const unicode: Look = {
  frame: ["╭", "╮", "╰", "╯", "─", "│"],
  eighths: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
  levels: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
  track: "·",
  cursor: "▌",
  mark: "•",
  caret: "█",
  dash: "—",
  middle: "·",
  arrow: "›",
  enter: "⏎",
  isRich: true,
  states: {
    ready: "○",
    waiting: "◌",
    running: "●",
    verifying: "◐",
    review: "◆",
    done: "✓",
    failed: "✗",
    retry: "↻",
    escalated: "▲",
    blocked: "■",
    paused: "‖",
    landing: "▸",
    draft: "·",
  },
};

/** For terminals and fonts that know no more than ASCII. */
export const asciiLook: Look = {
  frame: ["+", "+", "+", "+", "-", "|"],
  eighths: ["#"],
  levels: ["_", ".", "-", "=", "#"],
  track: ".",
  cursor: ">",
  mark: "*",
  caret: "_",
  dash: "-",
  middle: "-",
  arrow: ">",
  enter: "enter",
  isRich: false,
  states: {
    ready: ".",
    waiting: "-",
    running: "*",
    verifying: "%",
    review: "R",
    done: "+",
    failed: "x",
    retry: "r",
    escalated: "^",
    blocked: "#",
    paused: "=",
    landing: ">",
    draft: "~",
  },
};
