import type { CheckOutcome } from "../../../core/evidence.ts";
import { charged } from "../../../core/meter.ts";
import { countedTokens } from "../../../core/usage.ts";
import type { AttemptSheet } from "../../../views/attempt.ts";
import { duration } from "../../../views/duration.ts";
import { count, short } from "../../../views/words.ts";
import type { Box } from "../compose/block.ts";
import { gauge, type Gauge } from "../compose/gauge.ts";
import type { StateSign } from "../compose/look.ts";
import { ends, left, row, signs, span, type Ink, type Row } from "../compose/span.ts";
import { facts } from "../compose/table.ts";
import { wrap } from "../compose/wrap.ts";
import type { Pane } from "../screen/screen.ts";
import type { View } from "../screen/view.ts";
import { cents, shortCount, shortTime } from "./words.ts";

/** How it ended, where it has. */
const ending = ({ outcome, undo }: AttemptSheet): readonly (readonly [string, Row])[] => {
  if (outcome === undefined) return [];
  if (outcome.kind === "done") {
    const word = undo === undefined ? "landed" : `took attempt ${undo.attempt} back`;
    return [["came", row([`${word} as ${short(outcome.commit)}`, "good"])]];
  }
  return [
    ["came", row([outcome.failure.kind, "bad"])],
    ["why", row(outcome.failure.why)],
  ];
};

/** Who does what, where, from what. */
export const runPane = (view: View, box: Box, sheet: AttemptSheet): Pane => {
  const { task, n, agent, base, head, moving, meter } = sheet;
  const title = view.scene.state.tasks.get(task)?.title ?? moving?.spec.title ?? "";
  const pairs: readonly (readonly [string, Row])[] = [
    ["task", row([title, "strong"])],
    ["try", row(String(n), [`  ${agent}`, "link"], [meter === undefined ? "" : ` ${meter.model}`, "link"])],
    ["base", base === undefined ? [] : row(short(base))],
    ["head", head === undefined ? [] : row(short(head))],
    ["in", moving !== undefined && "path" in moving.step ? row([moving.step.path, "dim"]) : []],
    ...ending(sheet),
  ];
  return {
    name: "run",
    box,
    title: "Run",
    body: ({ width }) =>
      facts(
        pairs.filter(([, text]) => text.length > 0),
        width,
      ),
  };
};

const timeGauge = (now: number, { moving, claimedAt, endedAt, minutes }: AttemptSheet): Gauge => {
  const began = moving?.step.phase === "working" ? moving.since : claimedAt;
  const took = (endedAt ?? now) - began;
  const most = (minutes ?? 0) * 60_000;
  const text = most === 0 ? shortTime(took) : `${shortTime(took)}/${minutes}m`;
  return { label: "time", value: most === 0 ? 0 : took / most, text };
};

type Print = (n: number) => string;

/** A gauge of what is used of a limit, where there is one. */
const limited = (
  label: string,
  { used, most }: { used: number; most: number | undefined },
  print: Print,
): Gauge => ({
  label,
  value: most === undefined ? 0 : used / most,
  text: most === undefined ? print(used) : `${print(used)}/${print(most)}`,
});

const paidGauges = ({ meter, terms }: AttemptSheet): readonly Gauge[] => {
  if (meter === undefined) return [];
  return [
    limited("cost", { used: charged(meter), most: terms?.microUsd }, cents),
    limited("tokens", { used: countedTokens(meter.usage), most: terms?.tokens }, shortCount),
    limited("context", { used: meter.context, most: meter.window }, shortCount),
    limited("turns", { used: meter.turns, most: terms?.turns }, String),
  ];
};

/** What it has used of what it may use. */
export const spendPane = (view: View, box: Box, sheet: AttemptSheet): Pane => {
  const gauges = [...paidGauges(sheet), timeGauge(view.scene.now, sheet)];
  return {
    name: "spend",
    box,
    title: sheet.meter === undefined ? "Time" : "Spend",
    body: ({ width }) => gauges.map((one) => gauge(view.look, one, { width, label: 7 })),
  };
};

const outcomes: Readonly<Record<CheckOutcome, readonly [StateSign, Ink, string]>> = {
  passed: ["done", "good", ""],
  flaky: ["retry", "warn", "flaky"],
  failed: ["failed", "bad", ""],
  red_on_base: ["paused", "warn", "red before too"],
  timeout: ["failed", "bad", "took too long"],
};

/** What the checks said, or will be asked. */
export const evidencePane = ({ look }: View, box: Box, sheet: AttemptSheet): Pane => {
  const { proof, moving } = sheet;
  const checks = proof?.checks ?? [];
  const ran = checks.map(({ name, outcome, seconds, exit }): readonly [Row, Row] => {
    const [sign, ink, word] = outcomes[outcome];
    const said = word === "" && outcome === "failed" ? `exit ${exit ?? "?"}` : word;
    return [
      [signs(look.states[sign], ink), span(` ${name}`)],
      row(" ", [said === "" ? "" : `${said} `, ink], [duration(seconds * 1000), "dim"]),
    ];
  });
  const due = (moving?.spec.checks ?? []).map(({ name }): readonly [Row, Row] => [
    row([`${look.states.ready} ${name}`, "dim"]),
    [],
  ]);
  return {
    name: "evidence",
    box,
    title: "Evidence",
    right: proof === undefined ? [] : row([count(proof.changed, "file"), "dim"]),
    body: ({ width }) => {
      const rows = (proof === undefined ? due : ran).map(([first, last]) => ends(first, last, width));
      return rows.length === 0 ? [row([proof === undefined ? "none yet" : "no checks ran", "dim"])] : rows;
    },
  };
};

/** What it changed and what it says it did, as far as is known. */
export const filesPane = (box: Box, { account }: AttemptSheet): Pane => ({
  name: "files",
  box,
  title: account?.claims === undefined ? "Files" : "Files, and what it says",
  body: ({ width }) => {
    const files = (account?.files ?? []).slice(0, 8).map((path) => left(path, width));
    const more = (account?.files.length ?? 0) - files.length;
    const said = wrap(account?.claims?.summary ?? "", width).map((line) => row([line, "dim"]));
    const untrue = (account?.untrue ?? []).flatMap((line) =>
      wrap(`but ${line}`, width).map((one) => row([one, "bad"])),
    );
    return [...files, ...(more > 0 ? [row([`and ${more} more`, "dim"])] : []), ...untrue, ...said];
  },
});
