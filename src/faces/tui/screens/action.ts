import type { Action } from "../../../core/action.ts";
import { attemptSheet, type AttemptSheet } from "../../../views/attempt.ts";
import { tame } from "../../cli/text/clean.ts";
import { bands, columns, whole, widthClass } from "../compose/boxes.ts";
import type { Box, Size } from "../compose/block.ts";
import { left, signs, span, type Row } from "../compose/span.ts";
import type { Found, Need } from "../feed/need.ts";
import { newMemo } from "../screen/memo.ts";
import type { Listing, Pane, Screen } from "../screen/screen.ts";
import { taskOfKey } from "../screen/subject.ts";
import { placeOf } from "../screen/ui.ts";
import type { View } from "../screen/view.ts";
import { freshness } from "./fresh.ts";
import { listPane, standsAt } from "./list-rows.ts";
import { textPane, type Reading } from "./text-pane.ts";

const sheetOf = (view: View): AttemptSheet | undefined =>
  attemptSheet(view.scene.state, placeOf(view.ui).subject ?? "");

const needOf = (view: View, sheet: AttemptSheet): Need => ({
  kind: "actions",
  task: sheet.task,
  attempt: sheet.n,
  stamp: freshness(view, sheet),
});

const loading: Found = { kind: "loading" };

const foundIn = (view: View): Found => {
  const sheet = sheetOf(view);
  return sheet === undefined ? loading : view.scene.found(needOf(view, sheet));
};

const actionsIn = (found: Found): readonly Action[] => (found.kind === "there" ? (found.actions ?? []) : []);

const listing = (all: readonly Action[]): Listing => ({
  of: "line",
  count: all.length,
  idAt: (at) => (at < all.length ? String(at + 1) : undefined),
});

const line =
  ({ look }: View, all: readonly Action[]) =>
  (at: number, width: number): Row => {
    const action = all[at];
    if (action === undefined) return [];
    const { tool, subject, ok } = action;
    const sign =
      ok === undefined
        ? signs(look.states.running, "busy")
        : ok
          ? signs(look.states.done, "good")
          : signs(look.states.failed, "bad");
    const number = String(at + 1).padStart(String(all.length).length);
    return [
      span(`${number} `, "dim"),
      sign,
      span(" "),
      ...left(tool, Math.min(8, width), "link"),
      span(` ${subject}`),
    ];
  };

const none = (found: Found): string =>
  found.kind === "loading"
    ? "loading …"
    : found.kind === "failed"
      ? found.why
      : "its agent tells of no single actions; its log says what it printed";

const headings = ["It said", "Given", "Answered"] as const;

const reading: Reading = (text) => (headings.some((one) => one === text) ? "strong" : "plain");

const inner = (text: string): readonly string[] =>
  tame(text, false)
    .replace(/\n+$/, "")
    .split("\n")
    .map((one) => `  ${one}`);

const part = (heading: string, text: string | undefined): readonly string[] =>
  text === undefined || text === "" ? [] : [heading, ...inner(text), ""];

const detailMemo = newMemo<Found>();

/** All of one action, in lines. */
const detailOf = (action: Action | undefined): Found =>
  detailMemo([action], () => ({
    kind: "there",
    activity: [],
    lines:
      action === undefined
        ? []
        : [
            ...part(headings[0], action.said),
            ...part(headings[1], action.input),
            ...part(headings[2], action.ok === undefined ? "it still runs" : action.output || "nothing"),
          ],
  }));

const parts = (body: Size): readonly Box[] =>
  ["narrow", "medium"].includes(widthClass(body))
    ? bands(whole(body), [{ share: 2 }, { share: 3 }])
    : columns(whole(body), [{ share: 2 }, { share: 3 }]);

/** The one stood on; the last one while nobody has moved. */
const chosen = (view: View, all: readonly Action[]): number =>
  standsAt(view, { name: "actions", list: listing(all) });

/** What an agent did, tool by tool: what each was given, and what it answered. */
export const action: Screen = {
  name: "action",
  title: "Action",
  short: "Action",
  hints: ["next_pane", "zoom", "copy", "diff", "say", "take", "cancel", "back"],
  crumb: (view) => {
    const all = actionsIn(foundIn(view));
    return all.length === 0 ? "actions" : `action ${chosen(view, all) + 1}`;
  },
  task: ({ ui }) => taskOfKey(placeOf(ui).subject ?? ""),
  needs: (view) => {
    const sheet = sheetOf(view);
    return sheet === undefined ? [] : [needOf(view, sheet)];
  },
  panes: (view, body): readonly Pane[] => {
    const [first, second] = parts(body);
    if (first === undefined || second === undefined) return [];
    const found = foundIn(view);
    const all = actionsIn(found);
    const at = chosen(view, all);
    const one = all[at];
    const title = one === undefined ? "Action" : `${at + 1} ${one.tool} ${one.subject}`;
    return [
      listPane(view, {
        name: "actions",
        title: `Actions of ${placeOf(view.ui).subject ?? ""}`,
        box: first,
        list: listing(all),
        none: none(found),
        line: line(view, all),
      }),
      textPane(
        view,
        { name: `detail ${at + 1}`, box: second, title },
        { found: detailOf(one), reading, empty: "", follows: false },
      ),
    ];
  },
};
