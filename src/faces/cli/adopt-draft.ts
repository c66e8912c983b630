import type { Stray, Transcript } from "../../core/stray.ts";
import type { Adoptable } from "../../views/adoptable.ts";
import { count, short } from "../../views/words.ts";
import type { Draft } from "../doors/writing.ts";
import { clean } from "./text/clean.ts";
import { cut } from "./text/width.ts";
import { dayOf } from "./when.ts";

/** What becomes of what is adopted. */
export type AdoptOptions = {
  readonly ready?: boolean;
  readonly agent?: string;
  readonly asWork?: boolean;
};

/** So much of what a person asked for is quoted, in cells. */
const longest = 1000;

const quote = (text: string): string =>
  text
    .trim()
    .split("\n")
    .map((line) => `> ${clean(line)}`.trimEnd())
    .join("\n");

const shortened = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

const homely = (path: string, home: string | undefined): string =>
  home !== undefined && home !== "" && path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;

const workText = ({ branch, path, head, ahead, diff, dirty }: Stray, home: string | undefined): string[] => {
  const on = branch === undefined ? `the commit ${short(head)}` : `the branch \`${branch}\``;
  const at = path === undefined ? "" : ` in \`${homely(path, home)}\``;
  const { files, added, removed } = diff;
  const parts = [
    ...(ahead === 0 ? [] : [`${count(ahead, "commit")}, ${count(files, "file")}, +${added} -${removed}`]),
    ...(dirty === 0 ? [] : [`${count(dirty, "file")} that ${dirty === 1 ? "was" : "were"} not committed`]),
  ];
  return [`Adopted from ${on}${at}: ${parts.join(", and ")}.`];
};

const talkText = ({ agent, first, last, file, at }: Transcript, home: string | undefined): string[] => [
  `A person worked on it with ${agent}, last on ${dayOf(at)}. They asked for:`,
  ...(first === undefined ? [] : [quote(shortened(first))]),
  ...(last === undefined || last === first ? [] : ["and at last for:", quote(shortened(last))]),
  `The whole conversation: \`${homely(file, home)}\``,
];

const bodyOf = ({ stray, transcripts }: Adoptable, finished: boolean, home: string | undefined): string => {
  const [talk] = transcripts;
  const left = finished
    ? "Nothing is left to do: it is verified as it is."
    : "What is left to do: (say it here, or take this line out)";
  return [
    ...(stray === undefined ? [] : workText(stray, home)),
    ...(talk === undefined ? [] : talkText(talk, home)),
    left,
  ].join("\n\n");
};

/** Finished work is judged once: whoever would do it again would do the same. */
const keysOf = ({ ready, agent, asWork }: AdoptOptions): Draft["keys"] =>
  asWork === true
    ? { status: "todo", agent: "shell", command: "true", max_attempts: 1 }
    : { status: ready === true ? "todo" : "draft", ...(agent === undefined ? {} : { agent }) };

/** The task that something lying about would become. */
export const draftFrom = (found: Adoptable, options: AdoptOptions, home: string | undefined): Draft => ({
  title: cut(clean(found.title), 100),
  body: bodyOf(found, options.asWork === true, home),
  keys: keysOf(options) ?? {},
});
