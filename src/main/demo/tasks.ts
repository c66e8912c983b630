import type { Library } from "./library.ts";

/** A task of the demonstration, as its file is to say it. */
type DemoTask = {
  readonly title: string;
  readonly keys: Readonly<Record<string, unknown>>;
  readonly body: string;
};

type Tasks = Readonly<Record<string, DemoTask>>;

const task = (title: string, keys: DemoTask["keys"], body: string): DemoTask => ({
  title,
  keys,
  body: body.replaceAll(/\s+/g, " ").trim(),
});

/** Two tasks that change the same place, one that is rejected at first, one that asks for what cannot be. */
const troubled = ({ source }: Library): Tasks => ({
  camel: task(
    "Offer camelCase",
    { priority: "P0" },
    `Add camel to ${source("cases")}, below snake: "Hello big world" is helloBigWorld.`,
  ),
  kebab: task(
    "Offer kebab-case",
    { priority: "P0" },
    `Add kebab to ${source("cases")}, below snake: "Hello big world" is hello-big-world.
    (So does camel, and neither says what it touches: whoever lands second meets a conflict.)`,
  ),
  wrap: task(
    "Wrap long lines",
    { priority: "P1", touches: [source("wrap")] },
    `Write wrap into ${source("wrap")}: the lines of a text, none longer than a width. A word is never cut in two; one
    that is longer than the width has a line of its own.`,
  ),
  squeeze: task(
    "Squeeze any text",
    { priority: "P1", touches: [source("squeeze")], max_attempts: 2 },
    `Write squeeze and expand into ${source("squeeze")}. Every text, the empty one too, must come out shorter, and
    expand must bring it back. (Nobody can do this: see how it is reported.)`,
  ),
});

const plain = ({ source, entry }: Library): Tasks => ({
  "fix-title": task(
    "Survive two blanks in a title",
    { touches: [source("title")] },
    `title in ${source("title")} fails where two blanks follow each other. It must not, and must keep both.`,
  ),
  slug: task(
    "Make slugs",
    { depends_on: ["kebab"], touches: [source("slug")] },
    `Write slug into ${source("slug")}, on top of kebab, without accents: "Crème Brûlée!" is creme-brulee.`,
  ),
  initials: task(
    "Make initials",
    { touches: [source("initials")] },
    `Write initials into ${source("initials")}: "ada king lovelace" is AKL.`,
  ),
  exports: task(
    "Offer all of it",
    { depends_on: ["camel", "slug", "wrap", "initials"], touches: [entry] },
    `Whatever the library can do must be reached through ${entry}.`,
  ),
});

/** What no test can tell: a person says whether it is good, and may send it back. */
const looked = ({ spec }: Library): Tasks => {
  const { title, keys, body } = task(
    "Write a manual",
    { touches: ["MANUAL.md"], review: "person" },
    `Write MANUAL.md: what the library offers today, for somebody who has never seen it. (It waits for you to look:
    approve it, or send it back with a note.)`,
  );
  const criteria = [`\`${spec("manual")}\` passes: it names what there is`, "somebody new likes to read it"];
  const boxes = criteria.map((one) => `- [ ] ${one}`).join("\n");
  return { manual: { title, keys, body: `${body}\n\n## Acceptance criteria\n\n${boxes}` } };
};

/** Tasks that need no model: a command does them. */
const shell = ({ spec, release }: Library): Tasks => ({
  licence: task(
    "Add the licence",
    {
      touches: ["LICENSE"],
      command: `printf '%s\\n' 'MIT License' '' "Copyright (c) $(date +%Y) the wordsmith authors" > LICENSE`,
      verify: ["grep -q '^MIT License' LICENSE"],
    },
    "No model is needed for this: a command does it.",
  ),
  release: task(
    "Release 1.0.0",
    {
      depends_on: ["exports", "fix-title", "licence"],
      touches: release.touches,
      command: release.run,
      verify: [spec("release")],
    },
    "It runs when all it depends on has landed, and lists what the library offers.",
  ),
});

/** What is to be done to the library, by id: a graph of eleven tasks, most of them for the team of agents. */
export const tasksFor = (library: Library): Tasks => {
  const paid = Object.entries({ ...troubled(library), ...plain(library), ...looked(library) }).map(
    ([id, { title, keys, body }]) =>
      [id, { title, body, keys: { ...keys, verify: [library.spec(id)] } }] as const,
  );
  return { ...Object.fromEntries(paid), ...shell(library) };
};
