import type { Attempt } from "../../../core/attempt.ts";
import type { CheckOutcome, CheckRun, Proof } from "../../../core/evidence.ts";
import { charged } from "../../../core/meter.ts";
import { criteriaIn, type Criterion } from "../../../views/criteria.ts";
import { count, list, short } from "../../../views/words.ts";
import type { Look, StateSign } from "../compose/look.ts";
import { left, right, row, signs, span, type Ink, type Row } from "../compose/span.ts";
import { facts } from "../compose/table.ts";
import { wrap } from "../compose/wrap.ts";
import type { View } from "../screen/view.ts";
import { cents, shortTime } from "./words.ts";

/** The proof of an attempt, as far as it has one. */
export const proofOf = ({ step }: Attempt): Proof | undefined => {
  if (step.phase === "ending") return step.outcome.proof;
  return "proof" in step ? step.proof : undefined;
};

const outcomes: Readonly<Record<CheckOutcome, readonly [StateSign, Ink, string]>> = {
  passed: ["done", "good", ""],
  flaky: ["retry", "warn", "passed at its second run"],
  failed: ["failed", "bad", "failed"],
  red_on_base: ["paused", "warn", "red without this work too"],
  timeout: ["failed", "bad", "reached its time limit"],
};

const checkRow = (look: Look, check: CheckRun, width: number): Row => {
  const [sign, ink, words] = outcomes[check.outcome];
  const said = words === "" ? "" : `  ${words}${check.exit === null ? "" : `, exit ${check.exit}`}`;
  const time = `${check.seconds.toFixed(1)}s`;
  const text = `${check.command}${said}`;
  return [
    signs(look.states[sign], ink),
    span(" "),
    ...left(text, Math.max(0, width - 9), ink === "good" ? "plain" : ink),
    ...right(time, 7, "dim"),
  ];
};

const criterionRow = (look: Look, { text, ticked, proof }: Criterion): Row => {
  if (proof !== undefined)
    return row(signs(look.states.done, "good"), ` ${text}`, [`  proved by ${proof.name}`, "dim"]);
  const sign = signs(look.states[ticked ? "done" : "ready"], ticked ? "plain" : "warn");
  return row(sign, ` ${text}`, ticked ? ["  ticked in its file", "dim"] : ["  for you to judge", "dim"]);
};

const paid = (attempt: Attempt): Row => {
  const { meter, spec, worked = 0 } = attempt;
  const by = meter === undefined ? spec.agent : `${spec.agent} ${meter.model}`;
  const sum =
    meter === undefined
      ? "nothing"
      : `${meter.priced ? "" : "at least "}${cents(charged(meter))}, ${count(meter.turns, "turn")}`;
  return row([by, "link"], `  worked ${shortTime(worked)}  cost ${sum}`);
};

const said = (attempt: Attempt, width: number): readonly Row[] => {
  const { account } = attempt;
  if (account === undefined) return [];
  const summary = account.claims === undefined ? [] : wrap(account.claims.summary, width - 2).slice(0, 4);
  return [
    ...(summary.length === 0 ? [] : [row(["It says", "strong"])]),
    ...summary.map((line) => row(`  ${line}`)),
    ...account.untrue.map((line) => row(["! ", "bad"], [line, "bad"])),
  ];
};

/** What the agent itself laid beside its work. */
const attached = (view: View, { task, n }: Attempt, width: number): readonly Row[] =>
  (view.scene.state.records.get(task)?.remarks ?? []).flatMap((remark) =>
    remark.kind !== "evidence" || remark.attempt !== n
      ? []
      : [
          row(`  ${remark.title}`),
          ...wrap(remark.text, width - 4).map((line) => row([`    ${line}`, "dim"])),
        ],
  );

const part = (title: string, rows: readonly Row[]): readonly Row[] =>
  rows.length === 0 ? [] : [[], row([title, "strong"]), ...rows];

/** What it waits for, or what is done with it now. */
const standingOf = ({ step }: Attempt): readonly [string, Row] => {
  if (step.phase === "review") return ["waits", row([step.why, "warn"])];
  return ["now", row([step.phase === "verifying" ? "being checked" : step.phase, "busy"])];
};

const headFacts = (view: View, attempt: Attempt, width: number): readonly Row[] => {
  const proof = proofOf(attempt);
  const pairs: readonly (readonly [string, Row])[] = [
    standingOf(attempt),
    ["by", paid(attempt)],
    [
      "tree",
      proof === undefined
        ? []
        : row(`${short(proof.head)} on ${short(proof.base)}`, [
            `  as ${short(proof.candidate)}, ${count(proof.changed, "file")}`,
            "dim",
          ]),
    ],
    [
      "judges",
      proof === undefined || proof.judgesChanged.length === 0
        ? []
        : row([`changed: ${list(proof.judgesChanged, 4)}`, "warn"]),
    ],
  ];
  return facts(
    pairs.filter(([, text]) => text.length > 0),
    width,
  );
};

/** Everything that speaks for or against an attempt's work. `text` is its task's file, line by line. */
export const evidenceRows = (
  view: View,
  attempt: Attempt,
  { text, width }: { readonly text: readonly string[]; readonly width: number },
): readonly Row[] => {
  const proof = proofOf(attempt);
  const checks = (proof?.checks ?? []).map((check) => checkRow(view.look, check, width));
  const criteria = criteriaIn(text, proof).map((one) => criterionRow(view.look, one));
  return [
    ...headFacts(view, attempt, width),
    ...part("Checks", checks),
    ...part("Acceptance criteria", criteria),
    ...part("Laid beside it by its agent", attached(view, attempt, width)),
    ...part("", said(attempt, width)).slice(1),
  ];
};
