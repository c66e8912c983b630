import { dependentsOf } from "../../../core/graph.ts";
import type { Why } from "../../../views/why.ts";
import { list } from "../../../views/words.ts";
import { row, rowWidth, type Row } from "../compose/span.ts";
import { facts } from "../compose/table.ts";
import { number } from "../compose/window.ts";
import { chosenBy } from "../../cli/chosen-by.ts";
import { wrapLine } from "../compose/wrap.ts";
import type { View } from "../screen/view.ts";
import { turnSum } from "./turn-words.ts";
import { phaseWord } from "./words.ts";

const shut = (why: Why): Row =>
  why.gates.flatMap(({ open, name, text }) => (open ? [] : row([`${name}: `, "warn"], `${text}  `)));

const past = ({ attempts }: Why): Row =>
  attempts
    .slice(-4)
    .toReversed()
    .flatMap(({ attempt, outcome, why }) =>
      row([`@${attempt} `, "dim"], [`${outcome} `, outcome === "done" ? "good" : "bad"], [`${why}  `, "dim"]),
    );

const needs = ({ scene: { state } }: View, id: string): Row => {
  const parents = state.tasks.get(id)?.dependsOn ?? [];
  const children = dependentsOf(state.queue.graph, id);
  return row(
    parents.length === 0 ? ["nothing", "dim"] : list(parents, 6),
    ["   lets start  ", "dim"],
    children.length === 0 ? ["nothing", "dim"] : list(children, 6),
  );
};

/** A sentence in as many rows as it needs, the first of them with its word. */
const told = (word: string, text: string, width: number): readonly (readonly [string, Row])[] =>
  text === ""
    ? []
    : wrapLine(text, Math.max(10, width - 8)).map((line, at) => [at === 0 ? word : "", row([line, "warn"])]);

/** How it stands, in as many rows as the reason needs: its end may say what to do. */
const standing = ({ look }: View, why: Why, width: number): readonly (readonly [string, Row])[] => {
  const word = phaseWord(look, why.phase);
  const [first = "", ...more] = wrapLine(why.reason, Math.max(10, width - 10 - rowWidth(word)));
  return [["state", [...word, ...row(`  ${first}`)]], ...more.map((line) => ["", row(line)] as const)];
};

/** What a person is asked for, without repeating the reason that stands above it. */
const asked = ({ person, reason, phase }: Why): string => {
  if (person === undefined) return "";
  const isSaid = reason.includes(person.what) || phase === "taken";
  return isSaid ? person.answer : `${person.what} → ${person.answer}`;
};

const progressWords = ({ progress }: Why): Row =>
  progress === undefined
    ? []
    : row(progress.text, [
        progress.percent === undefined ? "" : `  ${Math.round(progress.percent)} %`,
        "dim",
      ]);

const proposedWords = ({ followups = [] }: Why): Row =>
  followups.length === 0
    ? []
    : row([
        list(
          followups.map(({ title }) => title),
          3,
        ),
        "warn",
      ]);

/** Who works on it next: the steps of its ladder, or who was chosen by what came of their work. */
const nextWords = ({ ladder, routing }: Why): Row => {
  const rungs = (ladder?.rungs ?? []).flatMap(({ agent, model, next }, at): Row => [
    ...row([at === 0 ? "" : ", then ", "dim"]),
    ...row([`${agent}${model === undefined ? "" : ` ${model}`}`, next ? "link" : "dim"]),
  ]);
  const by = routing === undefined ? [] : row([`  chosen by ${chosenBy[routing.by]}`, "dim"]);
  return rungs.length === 0 ? [] : [...rungs, ...by];
};

/** What is to know of a task at a glance, in rows of a word and what it says; empty ones are left out. */
export const taskFacts = (view: View, why: Why, width: number): readonly Row[] => {
  const task = view.scene.state.tasks.get(why.id);
  if (task === undefined) return [];
  const { rank } = why;
  const place =
    rank === undefined ? [] : row([`   place ${number(rank.place)} of ${number(rank.of)}`, "dim"]);
  const pairs: readonly (readonly [string, Row])[] = [
    ...standing(view, why, width),
    ["turn", why.turn === undefined ? [] : [...turnSum(view.scene, task), ...place]],
    ...told("asks", asked(why), width),
    ...told("", (why.questions ?? []).map(({ text }) => `its agent asks: ${text}`).join("  "), width),
    ["told", progressWords(why)],
    ["wants", proposedWords(why)],
    ["gates", shut(why)],
    ["next", nextWords(why)],
    ["needs", needs(view, why.id)],
    ["before", past(why)],
    ["file", row([task.file, "dim"], [`   ${why.attemptsLeft}`, "dim"])],
  ];
  return facts(
    pairs.filter(([, text]) => text.length > 0),
    width,
  );
};

/** Every gate a task must pass to start, and whether it is open; why one is shut is told to its end. */
export const gateRows = ({ look }: View, { gates, reason }: Why, width: number): readonly Row[] =>
  gates.length === 0
    ? wrapLine(reason, width - 1).map((line) => row([` ${line}`, "dim"]))
    : gates.flatMap(({ open, name, text }) => {
        const sign = row(
          [` ${look.states[open ? "done" : "failed"]} `, open ? "good" : "bad"],
          [name.padEnd(13), "dim"],
        );
        const [first = "", ...more] = open ? [text] : wrapLine(text, Math.max(10, width - rowWidth(sign)));
        const indent = " ".repeat(rowWidth(sign));
        return [
          [...sign, ...row([first, open ? "plain" : "warn"])],
          ...more.map((line) => row([`${indent}${line}`, "warn"])),
        ];
      });
