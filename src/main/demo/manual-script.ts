import { attempt, bash, read, report, saying, write, type Attempt } from "./script.ts";

const list = "# Manual\n\n`words`, `title` and `snake` are what wordsmith offers.\n";

const examples = `# Manual

What wordsmith offers, each with an example:

- \`words\` finds the words of a text: "It's 5 o'clock!" has three, It's, 5 and o'clock
- \`title\` gives every word a capital letter: "mind the gap" is Mind The Gap
- \`snake\` writes a text as a name: "Hello big world" is hello_big_world
`;

const done = (says: string, proves: string) => report(says, { changed: ["MANUAL.md"], checked: [proves] });

/** What the scripted model writes as a manual: what is asked for, and more once a person has sent it back. */
export const manualScript = (proves: string): readonly [Attempt, Attempt] => [
  attempt(read("README.md"), write("MANUAL.md", list), bash(proves), done("Wrote a short manual.", proves)),
  attempt(
    saying("It was sent back. I read what was there, and give an example of each.", read("README.md")),
    write("MANUAL.md", examples),
    bash(proves),
    done("The manual has an example of everything.", proves),
  ),
];
