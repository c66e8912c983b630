import { render } from "ink";
import { createElement } from "react";
import { App } from "./app.ts";
import type { Clock } from "../../engine/ports/clock.ts";
import type { Doors } from "../doors/doors.ts";
import { asciiLook, unicode } from "./compose/look.ts";
import { keysOf, rememberTaste, tasteOf } from "./person.ts";
import { relabelled, type Keymap } from "./screen/keymap.ts";
import { mouseOff, mouseOn } from "./screen/pointer.ts";
import { noWrap, wrap } from "./paint/wrapping.ts";
import { Stage, type Ground } from "./stage.ts";

/** The terminal that the control room is opened on, and what it shows. */
export type Room = {
  readonly doors: Doors;
  readonly clock: Clock;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** A screen, a task, an attempt: the overview where missing. */
  readonly where?: string;
  readonly past?: number;
  readonly ascii: boolean;
  /** Said in lines for a screen reader, not drawn. */
  readonly speaks: boolean;
  /** The room is closed when this is aborted: the fleet runs in this very process, and ends with the room. */
  readonly until?: AbortSignal;
};

const isUtf8 = (env: Room["env"]): boolean => {
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"] || "UTF-8";
  return /utf-?8/i.test(locale);
};

/** What leaving means is said truly: elsewhere no agent ends with the room. */
const keysIn = ({ env, until }: Room): Keymap =>
  until === undefined ? keysOf(env) : relabelled(keysOf(env), { quit: "quit (agents end too)" });

const groundOf = (room: Room): Ground => {
  const { doors, clock, stdout, env, where, past, ascii, speaks } = room;
  return {
    doors,
    clock,
    canvas: stdout,
    size: () => ({ width: stdout.columns, height: stdout.rows }),
    look: ascii || !isUtf8(env) ? asciiLook : unicode,
    colour: (env["NO_COLOR"] ?? "") === "",
    // What is heard cannot come ten times a second.
    pace: speaks ? 1000 : env["SSH_CONNECTION"] === undefined ? 100 : 200,
    speaks,
    keys: keysIn(room),
    taste: tasteOf(env),
    remember: (taste) => rememberTaste(env, taste),
    ...(where === undefined ? {} : { where }),
    ...(past === undefined ? {} : { past }),
  };
};

/** Opens the control room and waits until it is closed. */
export const openRoom = async (room: Room): Promise<void> => {
  const { stdin, stdout, speaks, until } = room;
  const stage = await Stage.open(groundOf(room));
  if (!speaks) stdout.write(noWrap + (stage.mouse ? mouseOn : ""));
  const takeBack = (): void => stage.takeBack();
  process.on("SIGCONT", takeBack);
  try {
    const app = render(createElement(App, { stage }), {
      stdin,
      stdout,
      alternateScreen: !speaks,
      interactive: true,
      exitOnCtrlC: false,
      patchConsole: false,
      incrementalRendering: true,
    });
    const leave = (): void => app.unmount();
    until?.addEventListener("abort", leave);
    if (until?.aborted === true) leave();
    await app.waitUntilExit();
    until?.removeEventListener("abort", leave);
  } finally {
    process.off("SIGCONT", takeBack);
    stage.close();
    if (!speaks) stdout.write(mouseOff + wrap);
  }
};
