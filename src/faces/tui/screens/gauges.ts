import { dayOf } from "../../../core/spending.ts";
import { proposalOf } from "../../../views/proposal.ts";
import { flowOf, type Flow } from "../../../views/flow.ts";
import type { Box } from "../compose/block.ts";
import { gauge, level, spark } from "../compose/gauge.ts";
import { row, type Row } from "../compose/span.ts";
import { clockTime } from "../../cli/when.ts";
import { keySpan } from "../screen/key-span.ts";
import { newMemo, verySlowly } from "../screen/memo.ts";
import type { Pane } from "../screen/screen.ts";
import type { View } from "../screen/view.ts";
import { cents, shortTime } from "./words.ts";

const agreedMemo = newMemo<boolean>();

/** Whether paid work waits for a person to agree to its cost; looked up seldom, since every task is looked at. */
const isUnagreed = ({ scene: { state, now } }: View): boolean =>
  agreedMemo([state, state.fleet.agreed, verySlowly(now)], () => proposalOf(state, now) !== undefined);

/** The money of the day. */
export const budgetPane = (view: View, box: Box): Pane => {
  const { scene, look } = view;
  const { spent, reserved, cap, until } = dayOf(scene.state, scene.now);
  const of = (sum: number): number => (cap === 0 ? 0 : sum / cap);
  return {
    name: "budget",
    box,
    title: "Budget",
    right: row([`cap ${cents(cap)}`, "dim"]),
    body: ({ width }) => [
      gauge(look, { label: "spent", value: of(spent), text: cents(spent) }, { width, label: 9 }),
      gauge(
        look,
        { label: "reserved", value: of(reserved), text: cents(reserved), ink: level(of(spent + reserved)) },
        { width, label: 9 },
      ),
      isUnagreed(view)
        ? row(["paid work waits for your word: ", "warn"], keySpan(view, "agree"))
        : row([
            until === undefined ? "no day has begun here" : `begins anew at ${clockTime(until).slice(0, 5)}`,
            "dim",
          ]),
    ],
  };
};

type Used = { readonly name: string; readonly used: number; readonly most: number };

const capacity = ({ scene: { state } }: View): readonly Used[] => {
  const all = [...state.attempts.values()];
  const { slots } = state.fleet.config;
  const inWorktree = all.filter(({ step }) => "slot" in step && step.phase !== "verifying").length;
  const verifying = all.filter(({ step }) => step.phase === "verifying" && step.slot !== undefined).length;
  return [
    { name: "agents", used: inWorktree, most: slots.agents },
    { name: "checks", used: verifying, most: slots.verification },
    { name: "landing", used: state.fleet.lane === undefined ? 0 : 1, most: 1 },
  ];
};

/** How many of the places to work in are taken. */
export const capacityPane = (view: View, box: Box): Pane => {
  const rows = capacity(view);
  const [agents] = rows;
  return {
    name: "capacity",
    box,
    title: "Capacity",
    right: row([`${agents?.used ?? 0}/${agents?.most ?? 0} slots`, "dim"]),
    body: ({ width }) =>
      rows.map(({ name, used, most }) =>
        gauge(
          view.look,
          { label: name, value: most === 0 ? 0 : used / most, text: `${used}/${most}`, ink: "busy" },
          { width, label: 9 },
        ),
      ),
  };
};

const flowMemo = newMemo<Flow>();

/** The last hour is read off the records once in two seconds: there may be ten thousand of them. */
const flowNow = ({ scene }: View): Flow =>
  flowMemo([scene.state, verySlowly(scene.now)], () => flowOf(scene.state, scene.now));

const flowRow = (
  view: View,
  word: string,
  { values, ink }: { values: readonly number[]; ink: "good" | "bad" },
): Row => {
  const sum = values.reduce((all, one) => all + one, 0);
  return row(
    [`${word} `, "dim"],
    ...spark(view.look, values, { width: 12, ink }),
    ` ${String(sum).padStart(3)}  `,
  );
};

/** What came out in the last hour. */
export const flowPane = (view: View, box: Box): Pane => {
  const { landed, failed, firstTry, lead, perLanding } = flowNow(view);
  return {
    name: "flow",
    box,
    title: "Flow, last hour",
    right: lead === undefined ? [] : row([`${shortTime(lead)} to landing`, "dim"]),
    body: () => [
      [
        ...flowRow(view, "landed", { values: landed, ink: "good" }),
        ...(firstTry === undefined ? [] : row([`1st try ${Math.round(100 * firstTry)} %`, "dim"])),
      ],
      [...flowRow(view, "failed", { values: failed, ink: "bad" }), ...row(["attempts", "dim"])],
      isUnagreed(view)
        ? row(["paid work waits for your word: ", "warn"], keySpan(view, "agree"))
        : row([
            `${view.scene.pulse.now} events/s${perLanding === undefined ? "" : `  ${cents(perLanding)} a landing`}`,
            "dim",
          ]),
    ],
  };
};
