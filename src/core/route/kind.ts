import type { Task } from "../task.ts";

/** Every sort of work that outcomes are told apart by. */
export const taskKinds = [
  "security",
  "performance",
  "fix",
  "test",
  "docs",
  "refactor",
  "upgrade",
  "feature",
  "other",
] as const;

/** What sort of work a task is. */
export type TaskKind = (typeof taskKinds)[number];

/** Words that tell a kind, in the order in which they are asked: a slow query that leaks a secret is a matter of security. */
const words: readonly (readonly [kind: TaskKind, words: RegExp])[] = [
  ["security", /^(?:security|vulnerabilit(?:y|ies)|cve|xss|csrf|injection|secrets?)$/],
  ["performance", /^(?:perf|performance|slow|faster|speed|optimi[sz]e|latency)$/],
  [
    "fix",
    /^(?:fix(?:es)?|bugs?|bugfix|regression|crash(?:es)?|broken|fail(?:s|ing|ure)?|error|wrong|repair)$/,
  ],
  ["test", /^(?:tests?|testing|coverage|e2e)$/],
  ["docs", /^(?:docs?|documentation|document|readme|changelog|guide|tutorial|comments?)$/],
  ["refactor", /^(?:refactor(?:ing)?|rename|move|extract|split|clean|cleanup|simplify|restructure|dedupe)$/],
  ["upgrade", /^(?:upgrade|update|bump|migrate|migration|dependenc(?:y|ies)|deps|deprecat\w*)$/],
  ["feature", /^(?:feature|feat|enhancement|add|adds|support|implement|introduce|allow|create|build|new)$/],
];

const kindIn = (texts: readonly string[]): TaskKind | undefined => {
  const parts = texts.flatMap((text) => text.toLowerCase().split(/[^a-z0-9]+/));
  return words.find(([, tells]) => parts.some((part) => tells.test(part)))?.[0];
};

const isDocument = (glob: string): boolean => /(?:^|\/)docs?\/|\.(?:md|mdx|rst|adoc)$/i.test(glob);
const isTest = (glob: string): boolean =>
  /(?:^|\/)(?:tests?|specs?|__tests__)\/|[._](?:test|spec)\./i.test(glob);

const kindOfFiles = (touches: readonly string[]): TaskKind | undefined => {
  if (touches.length === 0) return undefined;
  if (touches.every(isDocument)) return "docs";
  return touches.every(isTest) ? "test" : undefined;
};

/** The kind of a task: by its labels, else by the files it is limited to, else by the words of its title. */
export const kindOf = ({ labels, touches, title }: Pick<Task, "labels" | "touches" | "title">): TaskKind =>
  kindIn(labels) ?? kindOfFiles(touches) ?? kindIn([title]) ?? "other";
