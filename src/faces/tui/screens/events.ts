import type { Stamped } from "../../../core/event.ts";
import type { EventLine } from "../../../views/event-line.ts";
import { whole } from "../compose/boxes.ts";
import { newMemo } from "../screen/memo.ts";
import type { Listing, Screen } from "../screen/screen.ts";
import { taskOfKey } from "../screen/subject.ts";
import { newPlace, placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { eventRow, lineOf } from "./event-rows.ts";
import { listPane } from "./list-rows.ts";

type Told = { readonly stamped: Stamped; readonly line: EventLine };

/** What a person may want to see of all that happens. */
const modes = ["all", "for you", "failures", "landings"] as const;

const isWanted = (mode: string | undefined, { tone, text }: EventLine): boolean => {
  if (mode === "for you") return tone === "person";
  if (mode === "failures") return tone === "bad";
  return mode === "landings" ? tone === "good" && text.startsWith("landed") : true;
};

const memo = newMemo<readonly Told[]>();

const told = ({ scene, ui }: View): readonly Told[] => {
  const { filter, mode } = placeOf(ui);
  const words = filter
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== "");
  return memo([scene.events, filter, mode], () =>
    scene.events.flatMap((stamped) => {
      const line = lineOf(stamped, scene.state);
      if (line === undefined || !isWanted(mode, line)) return [];
      const text = `${line.who} ${line.text}`.toLowerCase();
      return words.every((word) => text.includes(word)) ? [{ stamped, line }] : [];
    }),
  );
};

const listing = (all: readonly Told[]): Listing => ({
  of: "event",
  count: all.length,
  idAt: (at) => {
    const seq = all[at]?.stamped.seq;
    return seq === undefined ? undefined : String(seq);
  },
  indexOf: (id) => all.findIndex(({ stamped }) => String(stamped.seq) === id),
  follows: true,
});

/** The task that an event is about, where it is about one. */
const taskIn = (view: View, { line: { who } }: Told): string | undefined => {
  const { tasks } = view.scene.state;
  return tasks.has(who) ? who : tasks.has(taskOfKey(who)) ? taskOfKey(who) : undefined;
};

/** Everything that happens, as it happens. */
export const events: Screen = {
  name: "events",
  title: "Events",
  short: "Log",
  digit: "7",
  modes,
  hints: ["open", "as_of", "filter", "mode", "last", "zoom"],
  crumb: ({ ui }) => `events ${placeOf(ui).mode ?? "all"}`,
  deeper: (view, id) => {
    const one = told(view).find(({ stamped }) => String(stamped.seq) === id);
    const task = one === undefined ? undefined : taskIn(view, one);
    return task === undefined ? undefined : newPlace("task", task);
  },
  panes: (view, body) => {
    const all = told(view);
    return [
      listPane(view, {
        name: "events",
        title: "Events",
        box: whole(body),
        list: listing(all),
        none: "nothing has happened yet that this view shows",
        line: (at) => {
          const one = all[at];
          return one === undefined ? [] : eventRow(one.stamped, one.line);
        },
      }),
    ];
  },
};
