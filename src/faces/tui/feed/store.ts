import type { Stamped } from "../../../core/event.ts";
import { LiveBoard } from "../../../views/board.ts";
import type { Feed } from "../../doors/feed.ts";
import { PulseMeter } from "./pulse.ts";
import type { Scene } from "./scene.ts";
import type { Shelf } from "./shelf.ts";

/** So many events are kept to be looked at. */
const most = 2000;

/** What the room sees of the fleet: the feed, with what is derived from it kept up to date. */
export class Store {
  readonly board = new LiveBoard();
  readonly pulse = new PulseMeter();
  readonly #feed: Feed;
  #events: readonly Stamped[] = [];
  #version = 1;

  constructor(feed: Feed, now: number) {
    this.#feed = feed;
    this.#events = feed.recent.slice(-most);
    this.board.follow(feed.state, "all");
    this.pulse.beat(this.#events, now);
  }

  /** Takes in what has happened since; whether anything did. */
  async refresh(now: number): Promise<boolean> {
    const { events, touched, changed } = await this.#feed.look();
    this.pulse.beat(events, now);
    if (!changed) return false;
    this.#version += 1;
    if (events.length > 0) this.#events = [...this.#events, ...events].slice(-most);
    this.board.follow(this.#feed.state, touched);
    return true;
  }

  /** Everything a screen may show at this moment. */
  scene(now: number, shelf: Shelf): Scene {
    const { state, engine, problems, roadmaps, root, past } = this.#feed;
    return {
      state,
      engine,
      problems,
      roadmaps,
      root,
      board: this.board,
      pulse: this.pulse,
      events: this.#events,
      now: past ?? now,
      past: past !== undefined,
      found: shelf.found,
      version: this.#version + shelf.version,
    };
  }

  /** Calls once, when there may be news. */
  whenWritten(call: () => void): () => void {
    return this.#feed.whenWritten(call);
  }

  close(): void {
    this.#feed.close();
  }
}
