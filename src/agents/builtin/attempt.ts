import type { RanCommand } from "../../core/account.ts";
import type { Failure, ServiceFault } from "../../core/failure.ts";
import { needsFreshStart } from "../../core/fill.ts";
import { speakerOf } from "../../core/message.ts";
import type { Stall } from "../../core/meter.ts";
import { relayOf } from "../../core/relay.ts";
import { answerTo, mostRemarks, tooMany, type Content } from "../../core/remark.ts";
import type { ModelEnd, ModelJob } from "../../engine/ports/model-agents.ts";
import { deedsOf } from "./deeds.ts";
import { readNotice, transcriptOf, writeProgress, type Place } from "./desk.ts";
import { limitsNow, type LimitsNow } from "./limits.ts";
import { openLog, type Log } from "./log.ts";
import { after, append, readStory, settled, type Entry, type Message, type Story } from "./transcript.ts";

/** What its service does that does not answer it. */
type Wait = { readonly service: ServiceFault; readonly stalled: Stall };

/** An attempt at work: its story so far, and everything it goes on with. */
export class Attempt {
  readonly #place: Place;
  readonly job: ModelJob;
  readonly log: Log;
  story: Story;
  #waits: Wait | undefined;
  ran: RanCommand[] = [];
  /** How often the present turn has been asked for. */
  tried = 0;
  /** When this run of it began, and when the machine last woke, in time awake. */
  began = 0;
  woke = -Infinity;

  constructor(place: Place, job: ModelJob) {
    this.#place = place;
    this.job = job;
    this.log = openLog(place.log);
    this.story = readStory(transcriptOf(place), job);
  }

  /** Writes down what happened, and what has been used in all. */
  record(entry: Entry): void {
    append(transcriptOf(this.#place), entry);
    this.story = after(this.story, entry);
    if (entry.kind === "replied") this.#waits = undefined;
    if (entry.kind !== "asked") this.#tell();
  }

  /** Its service does not answer, and is asked again then: nothing that has to outlive us, and nothing that was used. */
  wait(why: string, service: ServiceFault, until: number): void {
    this.#waits = { service, stalled: { why, since: this.#waits?.stalled.since ?? Date.now(), until } };
    this.#tell();
  }

  /** How it waits for its service; undefined while it does not. */
  get waits(): Wait | undefined {
    return this.#waits;
  }

  #tell(): void {
    const { stalled } = this.#waits ?? {};
    const meter = { ...this.story.meter, ...(stalled === undefined ? {} : { stalled }) };
    writeProgress(this.#place, { ...this.story, meter });
  }

  /** What it may use in all, as limits stand now. */
  get limits(): LimitsNow {
    return limitsNow(this.job, readNotice(this.#place)?.limit);
  }

  /** A person wants it: it stops here, and may be told to go on from here. */
  get isHalted(): boolean {
    return readNotice(this.#place)?.halt === true;
  }

  /** Keeps what it tells or asks, before it is answered. */
  remark(content: Content): string {
    const { length } = this.story.remarks;
    if (length >= mostRemarks) return tooMany;
    this.record({
      kind: "remarked",
      remark: { ...content, id: `${this.job.key}/${length + 1}`, at: Date.now() },
    });
    return answerTo(content);
  }

  /** Takes in what it is told and it has not heard yet; tells whether there was anything. */
  listen(): boolean {
    const { messages = [] } = readNotice(this.#place) ?? {};
    const fresh = messages.filter(({ id }) => !this.story.heard.includes(id));
    if (fresh.length === 0) return false;
    for (const one of fresh) this.log.noted(`${speakerOf(one)} says: ${one.text}`);
    this.record({ kind: "told", messages: fresh });
    return true;
  }

  /** Goes on in another conversation, if this one has become too full. */
  refresh(): void {
    const { meter, first = 0 } = this.story;
    const { window, context: last } = meter;
    if (!needsFreshStart({ window, first, last, isFresh: true })) return;
    const deeds = deedsOf(this.story);
    this.log.noted("its conversation became too full: a fresh start");
    this.record({ kind: "began", prompt: `${this.job.prompt}\n\n${relayOf(deeds)}`, deeds });
  }

  answer(message: Message): void {
    this.record({ kind: "answered", message, commands: this.ran });
    this.ran = [];
  }

  end(failure?: Failure): ModelEnd {
    const { meter, heard, remarks, claims, commands } = settled(this.story);
    const known = { meter, heard, remarks, commands, ...(claims === undefined ? {} : { claims }) };
    this.log.noted(failure === undefined ? "finished" : `${failure.kind}: ${failure.why}`);
    return failure === undefined ? { kind: "finished", ...known } : { kind: "failed", failure, ...known };
  }

  interrupted(kind: "halted" | "stopped"): ModelEnd {
    const { meter, heard, remarks, commands } = settled(this.story);
    this.log.noted(kind);
    return { kind, meter, heard, remarks, commands };
  }
}
