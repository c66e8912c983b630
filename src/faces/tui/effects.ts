import { messageOf } from "../../core/message-of.ts";
import type { Doors } from "../doors/doors.ts";
import type { State } from "../../core/state.ts";
import { settle } from "../settle.ts";
import type { Taste } from "./person.ts";
import type { Effect, Journey } from "./screen/effect.ts";
import type { Notice } from "./screen/ui.ts";

/** What effects are carried out with. */
export type Hands = {
  readonly doors: Doors;
  readonly state: () => State;
  /** Gives the terminal away while something else uses it. */
  readonly suspended: (work: () => Promise<void>) => Promise<void>;
  readonly write: (text: string) => void;
  /** Tells the person something before the effect is over. */
  readonly tell: (text: string) => void;
  /** Writes what is on the screen into a file, and tells its name. */
  readonly save: () => string;
  readonly remember: (taste: Taste) => void;
  readonly quit: () => void;
  readonly redraw: () => void;
  readonly travel: (journey: Journey) => Promise<void>;
};

type Told = Pick<Notice, "text" | "tone"> | undefined;
type Do = {
  readonly [K in Effect["kind"]]: (effect: Extract<Effect, { kind: K }>, hands: Hands) => Promise<Told>;
};

const good = (text: string): Told => ({ text, tone: "good" });

/** Base64 in the sequence by which a terminal puts text on the clipboard, over SSH too. */
const toClipboard = (text: string): string => `\x1b]52;c;${Buffer.from(text).toString("base64")}\x07`;

const effects: Do = {
  quit: async (_, { quit }) => {
    quit();
    return undefined;
  },
  wish: async ({ wish, done }, { doors }) => {
    const answer = await doors.wish(wish);
    if (answer.kind === "refused") return { text: answer.why, tone: "bad" };
    return answer.kind === "done" ? good(done) : { text: "asked for; the engine will do it", tone: "plain" };
  },
  edit: async ({ task: id, keys, done }, { doors, state }) => {
    const task = state().tasks.get(id);
    if (task === undefined) return { text: `${id} is gone`, tone: "bad" };
    await doors.edit(task, keys);
    return good(done);
  },
  issue: async ({ task: id }, { doors, state, tell }) => {
    const task = state().tasks.get(id);
    if (task === undefined) return { text: `${id} is gone`, tone: "bad" };
    tell(`${id}: GitHub is asked`);
    const { url, isNew } = await doors.openIssue(task);
    return good(isNew ? `${id}: opened ${url}` : `${id} has ${url} already`);
  },
  editor: async ({ file }, { doors, suspended }) => {
    await suspended(() => doors.openEditor(file));
    return good(`${file} is as you left it`);
  },
  add: async ({ title }, { doors, suspended }) => {
    const { id, file } = await doors.add({ title });
    await suspended(() => doors.openEditor(file));
    return good(`${id} written: ${file}`);
  },
  settle: async ({ proposed, as }, { doors, state }) => {
    const decided: string[] = [];
    for (const one of proposed) {
      const { kind, file = one.id, ...answer } = await settle(doors, one, { as, state: state() });
      if (kind === "refused")
        return { text: "why" in answer ? answer.why : `${one.id} was refused`, tone: "bad" };
      decided.push(file);
    }
    return good(as === "added" ? `tasks now: ${decided.join(", ")}` : `forgotten: ${decided.join(", ")}`);
  },
  take: async ({ task }, { doors, suspended, tell, write }) => {
    const { signal } = new AbortController();
    const taking = await doors.take(task, { signal, onWait: (why) => tell(`${task}: ${why}`) });
    if (taking.kind !== "taken")
      return { text: taking.why, tone: taking.kind === "refused" ? "bad" : "plain" };
    const { attempt, path } = taking;
    await suspended(async () => {
      write(`${task}@${attempt} is yours, in ${path}. \`exit\` brings you back to the control room.\n`);
      await doors.openShell(taking);
    });
    return good(`${task}@${attempt} is still yours: b gives it back to be checked, B to its agent`);
  },
  up: async (_, { doors }) => {
    const { pid, already } = await doors.up();
    return good(
      already ? `an engine runs already (pid ${pid})` : `the engine runs in the background (pid ${pid})`,
    );
  },
  down: async (_, { doors }) => {
    const { stopped } = await doors.down(false);
    return good(stopped ? "the engine has stopped" : "no engine was running");
  },
  copy: async ({ text }, { write }) => {
    write(toClipboard(text));
    return good(`copied: ${text.split("\n").join(" ")}`);
  },
  browse: async ({ url }, { doors }) => {
    await doors.openPage(url);
    return good(`opened ${url}`);
  },
  remember: async ({ theme, mouse }, { remember }) => {
    remember({ theme, mouse });
    return undefined;
  },
  save: async (_, { save }) => good(`saved as ${save()} in ${process.cwd()}`),
  redraw: async (_, { redraw }) => {
    redraw();
    return undefined;
  },
  travel: async (journey, { travel }) => {
    await travel(journey);
    return undefined;
  },
};

/** Carries an effect out; what a person should know of it, also where it failed. */
export const carryOut = async (effect: Effect, hands: Hands): Promise<Told> => {
  try {
    const act = effects[effect.kind] as (effect: Effect, hands: Hands) => Promise<Told>;
    return await act(effect, hands);
  } catch (error) {
    return { text: messageOf(error), tone: "bad" };
  }
};
