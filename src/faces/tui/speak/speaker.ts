import { tasksHere } from "../screen/subject.ts";
import { turnOf } from "../screen/reduce.ts";
import { keyWord } from "../screen/keymap.ts";
import { isOfUse } from "../screen/of-use.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { lineOf } from "../screens/event-rows.ts";
import { spoken, type Spoken } from "./spoken.ts";

/** At most so many events are told at once: what comes faster is read on their screen. */
const mostEvents = 3;

const nowhere: Spoken = { place: "", around: [], list: "", here: "", overlay: [], notice: "" };

/** The keys that are of use here, in words. */
const keyLine = (view: View): string => {
  const turn = turnOf(view, { key: "" });
  const own = turn.screen.hints.flatMap((does) => {
    const binding = view.keys.of("room", does);
    const [key] = binding?.keys ?? [];
    if (binding === undefined || key === undefined || !isOfUse(turn, binding)) return [];
    return [`${keyWord(key, { isRich: false })} ${binding.label}`];
  });
  const subject = tasksHere(turn).length > 1 ? `${tasksHere(turn).length} marked. ` : "";
  return `${subject}Keys: ${[...own.slice(0, 6), "? all keys"].join(", ")}.`;
};

/** Says in lines what changes on the screen, for who hears it and does not see it. */
export class Speaker {
  readonly #write: (text: string) => unknown;
  #said = nowhere;
  #seq: number | undefined;

  constructor(write: (text: string) => unknown) {
    this.#write = write;
  }

  speak(view: View): void {
    const now = spoken(view);
    const lines = [...this.#changes(view, now), ...this.#events(view)];
    this.#said = now;
    if (lines.length > 0) this.#write(lines.map((line) => `${line}\r\n`).join(""));
  }

  #changes(view: View, now: Spoken): readonly string[] {
    const was = this.#said;
    const isElsewhere = now.place !== was.place;
    if (now.overlay.length > 0) return now.overlay.filter((line) => !was.overlay.includes(line));
    const isBack = was.overlay.length > 0;
    const isMoved = isElsewhere || isBack || now.here !== was.here;
    const isOtherList = isElsewhere || now.list.split(",")[0] !== was.list.split(",")[0];
    const lines = [
      now.notice === was.notice ? "" : now.notice,
      ...(isElsewhere ? [`${now.place}.`, ...now.around] : []),
      isOtherList && now.list !== "" ? `${now.list}.` : "",
      isMoved ? now.here : "",
      isElsewhere ? keyLine(view) : "",
    ];
    return lines.filter((line) => line !== "");
  }

  /** What happened since the last time; on the screen of events they are its rows. */
  #events({ scene, ui }: View): readonly string[] {
    const last = scene.events.at(-1)?.seq ?? 0;
    const since = this.#seq ?? last;
    this.#seq = last;
    if (placeOf(ui).screen === "events") return [];
    const told = scene.events
      .filter(({ seq }) => seq > since)
      .flatMap((one) => lineOf(one, scene.state) ?? [])
      .map(({ who, text }) => `${who}: ${text}`);
    const more = told.length - mostEvents;
    return [...told.slice(0, mostEvents), ...(more > 0 ? [`and ${more} more events`] : [])];
  }
}
