import { manualScript } from "./manual-script.ts";
import {
  addBelow,
  attempt,
  bash,
  once,
  read,
  replace,
  report,
  saying,
  told,
  write,
  type Script,
} from "./script.ts";

/** The command that runs the library's own tests, and those that judge one task. */
export const tests = "node --test --test-isolation=none test/*.test.js";
export const spec = (task: string): string => `node spec/${task}.test.js`;

const snake = `export const snake = (text) => small(text).join("_");`;

const camel = `
/** "Hello big world" as helloBigWorld. */
export const camel = (text) =>
  small(text)
    .map((word, at) => (at === 0 ? word : word[0].toUpperCase() + word.slice(1)))
    .join("");`;

const kebab = `
/** "Hello big world" as hello-big-world. */
export const kebab = (text) => small(text).join("-");`;

const cutEverywhere = `/** The lines of a text, none longer than a width. */
export const wrap = (text, width) => text.match(new RegExp(".{1," + width + "}", "g")) ?? [];
`;

const cutBetweenWords = `/** The lines of a text, none longer than a width but for a word that is: words stay whole. */
export const wrap = (text, width) => {
  const lines = [];
  let line = "";
  for (const word of text.split(/\\s+/).filter((part) => part !== "")) {
    const longer = line === "" ? word : line + " " + word;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
};
`;

const runLengths = `/** Runs of a letter as the letter and their length: "aaaa" is a4. */
export const squeeze = (text) =>
  text.replace(/(.)\\1+/g, (run, letter) => letter + run.length);

export const expand = (text) =>
  text.replace(/(\\D)(\\d+)/g, (_, letter, length) => letter.repeat(Number(length)));
`;

const slug = `import { kebab } from "./cases.js";

/** A text as part of an address: "Crème Brûlée!" is creme-brulee. */
export const slug = (text) => kebab(text.normalize("NFD").replace(/\\p{M}/gu, ""));
`;

const initials = `import { words } from "./words.js";

/** The first letters of a name: "ada king lovelace" is AKL. */
export const initials = (text) =>
  words(text)
    .map((word) => word[0].toUpperCase())
    .join("");
`;

const others = ["initials", "slug", "wrap"].map((name) => `export * from "./${name}.js";`).join("\n");

/** What the scripted model does to the JavaScript library. */
export const nodeScript: Script = {
  camel: [
    attempt(
      saying("I look at how snake is written.", read("src/cases.js")),
      addBelow("src/cases.js", snake, camel),
      bash(spec("camel")),
      once("kebab", "begun", report("Added camel.", { changed: ["src/cases.js"], checked: [spec("camel")] })),
    ),
  ],
  kebab: [
    attempt(
      read("src/cases.js"),
      addBelow("src/cases.js", snake, kebab),
      once("camel", "finished", bash(spec("kebab"))),
      report("Added kebab.", { changed: ["src/cases.js"], checked: [spec("kebab")] }),
    ),
    attempt(
      saying("camel has landed where my line was. I begin again from there.", read("src/cases.js")),
      addBelow("src/cases.js", snake, kebab),
      bash(spec("kebab")),
      report("Added kebab beside camel.", { changed: ["src/cases.js"], checked: [spec("kebab")] }),
    ),
  ],
  wrap: [
    attempt(
      write("src/wrap.js", cutEverywhere),
      saying("The tests that are there pass. That should do.", bash(tests)),
      report("Added wrap.", { changed: ["src/wrap.js"], checked: [tests] }),
    ),
    told(
      "a word is never cut in two",
      saying("The attempt before me cut words in two. I read what is asked for.", read("spec/wrap.test.js")),
      write("src/wrap.js", cutBetweenWords),
      bash(spec("wrap")),
      report("wrap keeps words whole.", { changed: ["src/wrap.js"], checked: [spec("wrap")] }),
    ),
  ],
  squeeze: [
    attempt(
      read("spec/squeeze.test.js"),
      write("src/squeeze.js", runLengths),
      bash(spec("squeeze")),
      saying(
        "Repeated letters get shorter. Other texts do not.",
        report("Added squeeze for repeated letters; its specification still fails.", {
          changed: ["src/squeeze.js"],
          checked: [],
        }),
      ),
    ),
    told(
      "the empty text",
      saying(
        "Nothing is shorter than the empty text, so no code can meet this. I change nothing and say so.",
        report("It cannot be done: the empty text cannot become shorter. The task has to change.", {
          changed: [],
          checked: [],
        }),
      ),
    ),
  ],
  "fix-title": [
    attempt(
      read("src/title.js"),
      replace("src/title.js", "word[0].toUpperCase()", "word.charAt(0).toUpperCase()"),
      bash(`${spec("fix-title")} && ${tests}`),
      report("An empty word has no first letter; title no longer asks for it.", {
        changed: ["src/title.js"],
        checked: [`${spec("fix-title")} && ${tests}`],
      }),
    ),
  ],
  slug: [
    attempt(
      read("src/cases.js"),
      write("src/slug.js", slug),
      bash(spec("slug")),
      report("Added slug on top of kebab.", { changed: ["src/slug.js"], checked: [spec("slug")] }),
    ),
  ],
  initials: [
    attempt(
      read("src/words.js"),
      write("src/initials.js", initials),
      bash(spec("initials")),
      report("Added initials.", { changed: ["src/initials.js"], checked: [spec("initials")] }),
    ),
  ],
  manual: manualScript(spec("manual")),
  exports: [
    attempt(
      bash("ls src"),
      read("src/index.js"),
      addBelow("src/index.js", `export * from "./words.js";`, others),
      bash(spec("exports")),
      report("Everything is reached through src/index.js.", {
        changed: ["src/index.js"],
        checked: [spec("exports")],
      }),
    ),
  ],
};
