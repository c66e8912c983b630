import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../../core/message-of.ts";
import type { Doors } from "../../doors/doors.ts";
import type { Feed } from "../../doors/feed.ts";
import { tame } from "../../cli/text/clean.ts";
import { needKey, type Found, type Need } from "./need.ts";
import { Tail } from "./tail.ts";

type Loader = {
  readonly doors: Pick<Doors, "diff" | "actions" | "ahead">;
  readonly feed: Pick<Feed, "logFile" | "root">;
};

/** So many things that are no longer shown are kept for when they are shown again. */
const most = 64;

type Loaded = { readonly stamp: string; readonly found: Found };

const nothing = { kind: "there", lines: [], activity: [] } as const;

const textFound = (text: string): Found => ({
  kind: "there",
  lines: tame(text, false).replace(/\n$/, "").split("\n"),
  activity: [],
});

/** What screens show beside the journal: fetched when it is needed, kept while it may be needed again. */
export class Shelf {
  readonly #loader: Loader;
  readonly #tails = new Map<string, Tail>();
  readonly #loaded = new Map<string, Loaded>();
  #version = 0;
  /** Called when something has arrived that was asked for before. */
  whenLoaded: () => void = () => {};

  constructor(loader: Loader) {
    this.#loader = loader;
  }

  get version(): number {
    return this.#version;
  }

  /** Sees to it that what is needed is there soon; whether something changed since the last time. */
  refresh(needs: readonly Need[], now: number): boolean {
    const before = this.#version;
    for (const need of needs) {
      if (need.kind === "log") this.#tail(need, now);
      else if (this.#loaded.get(needKey(need))?.stamp !== need.stamp) this.#load(need);
    }
    return this.#version !== before;
  }

  found = (need: Need): Found => {
    const key = needKey(need);
    const tail = this.#tails.get(key);
    if (tail !== undefined) return { kind: "there", lines: tail.lines, activity: tail.activity };
    return this.#loaded.get(key)?.found ?? { kind: "loading" };
  };

  #tail(need: Extract<Need, { kind: "log" }>, now: number): void {
    const key = needKey(need);
    const tail = this.#tails.get(key) ?? new Tail(this.#loader.feed.logFile(need.attempt, need.of));
    // Those looked at last stay the longest.
    this.#tails.delete(key);
    this.#tails.set(key, tail);
    const oldest = this.#tails.size > most ? this.#tails.keys().next().value : undefined;
    if (oldest !== undefined) this.#tails.delete(oldest);
    if (tail.look(now)) this.#version += 1;
  }

  #load(need: Exclude<Need, { kind: "log" }>): void {
    const key = needKey(need);
    // What was there stays in sight until the new is.
    this.#put(key, { stamp: need.stamp, found: this.#loaded.get(key)?.found ?? { kind: "loading" } });
    const arrive = (found: Found): void => {
      this.#put(key, { stamp: need.stamp, found });
      this.whenLoaded();
    };
    this.#read(need).then(arrive, (error: unknown) => arrive({ kind: "failed", why: messageOf(error) }));
  }

  async #read(need: Exclude<Need, { kind: "log" }>): Promise<Found> {
    const { doors, feed } = this.#loader;
    switch (need.kind) {
      case "diff":
        return textFound(await doors.diff(need.task, need.attempt));
      case "actions":
        return { ...nothing, actions: await doors.actions(need.task, need.attempt) };
      case "forecast":
        return { ...nothing, ahead: await doors.ahead() };
      case "file":
        return textFound(await readFile(join(feed.root, need.path), "utf8"));
    }
  }

  #put(key: string, loaded: Loaded): void {
    this.#loaded.delete(key);
    this.#loaded.set(key, loaded);
    const oldest = this.#loaded.size > most ? this.#loaded.keys().next().value : undefined;
    if (oldest !== undefined) this.#loaded.delete(oldest);
    this.#version += 1;
  }
}
