import type { Config } from "../../core/config.ts";
import { clean } from "./text/clean.ts";
import { cut } from "./text/width.ts";
import type { World } from "./world.ts";

/** What is written to a terminal to call a person. */
export type Signal = (text: string) => string;

type Env = World["env"];

const bell: Signal = () => "\u0007";

/** Longer texts are cut by what shows them. */
const longest = 200;

/** Harmless whatever the text is; it never begins with a digit, which some terminals take for a command. */
const notification: Signal = (text) => `\u001B]9;TrafficControl: ${cut(clean(text), longest)}\u0007`;

/** Handed through tmux to the terminal around it, where `allow-passthrough` is on; dropped where it is not. */
const throughTmux =
  (signal: Signal): Signal =>
  (text) =>
    `\u001BPtmux;${signal(text).replaceAll("\u001B", "\u001B\u001B")}\u001B\\`;

const programs = new Set(["iTerm.app", "WezTerm", "ghostty", "WarpTerminal"]);
const terms = new Set(["xterm-kitty", "xterm-ghostty"]);

/** What terminals that show OSC 9 as a notification leave in the environment, also of what runs inside tmux. */
const marks = ["ITERM_SESSION_ID", "WEZTERM_PANE", "GHOSTTY_RESOURCES_DIR", "KITTY_WINDOW_ID"];

const isSet = (env: Env, name: string): boolean => (env[name] ?? "") !== "";

const showsNotifications = (env: Env): boolean =>
  programs.has(env["TERM_PROGRAM"] ?? "") ||
  terms.has(env["TERM"] ?? "") ||
  env["LC_TERMINAL"] === "iTerm2" ||
  marks.some((name) => isSet(env, name));

/**
 * How a person is called in this terminal; undefined where they are not. In tmux nobody knows whether a notification
 * gets through, so the bell is rung beside it. (GNU screen passes nothing on that we know of.)
 */
export const signalFor = (notify: Config["notify"], env: Env): Signal | undefined => {
  const inTmux = isSet(env, "TMUX");
  switch (notify) {
    case "off":
      return undefined;
    case "bell":
      return bell;
    case "osc9":
      return inTmux ? throughTmux(notification) : notification;
    case "auto":
      if (!showsNotifications(env) || isSet(env, "STY")) return bell;
      return inTmux ? (text) => throughTmux(notification)(text) + bell(text) : notification;
  }
};
