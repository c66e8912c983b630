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
export const tests = "python3 -m unittest discover -s tests";
export const spec = (task: string): string => `python3 -m unittest spec/test_${task.replaceAll("-", "_")}.py`;

const snake = `    return "_".join(small(text))`;

const camel = `

def camel(text):
    """ "Hello big world" as helloBigWorld."""
    first, *rest = small(text) or [""]
    return first + "".join(word.capitalize() for word in rest)`;

const kebab = `

def kebab(text):
    """ "Hello big world" as hello-big-world."""
    return "-".join(small(text))`;

const cutEverywhere = `def wrap(text, width):
    """The lines of a text, none longer than a width."""
    return [text[at : at + width] for at in range(0, len(text), width)]
`;

const cutBetweenWords = `def wrap(text, width):
    """The lines of a text, none longer than a width but for a word that is: words stay whole."""
    lines = []
    for word in text.split():
        if lines and len(lines[-1]) + 1 + len(word) <= width:
            lines[-1] += " " + word
        else:
            lines.append(word)
    return lines
`;

const runLengths = `import re


def squeeze(text):
    """Runs of a letter as the letter and their length: "aaaa" is a4."""
    return re.sub(r"(.)\\1+", lambda run: run[1] + str(len(run[0])), text)


def expand(text):
    return re.sub(r"(\\D)(\\d+)", lambda run: run[1] * int(run[2]), text)
`;

const slug = `import unicodedata

from .cases import kebab


def slug(text):
    """A text as part of an address: "Crème Brûlée!" is creme-brulee."""
    letters = unicodedata.normalize("NFD", text)
    return kebab("".join(letter for letter in letters if not unicodedata.combining(letter)))
`;

const initials = `from .words import words


def initials(text):
    """The first letters of a name: "ada king lovelace" is AKL."""
    return "".join(word[0].upper() for word in words(text))
`;

const others = ["initials", "slug", "wrap"].map((name) => `from .${name} import ${name}`).join("\n");

/** What the scripted model does to the Python library. */
export const pythonScript: Script = {
  camel: [
    attempt(
      saying("I look at how snake is written.", read("wordsmith/cases.py")),
      addBelow("wordsmith/cases.py", snake, camel),
      bash(spec("camel")),
      once(
        "kebab",
        "begun",
        report("Added camel.", { changed: ["wordsmith/cases.py"], checked: [spec("camel")] }),
      ),
    ),
  ],
  kebab: [
    attempt(
      read("wordsmith/cases.py"),
      addBelow("wordsmith/cases.py", snake, kebab),
      once("camel", "finished", bash(spec("kebab"))),
      report("Added kebab.", { changed: ["wordsmith/cases.py"], checked: [spec("kebab")] }),
    ),
    attempt(
      saying("camel has landed where my line was. I begin again from there.", read("wordsmith/cases.py")),
      addBelow("wordsmith/cases.py", snake, kebab),
      bash(spec("kebab")),
      report("Added kebab beside camel.", { changed: ["wordsmith/cases.py"], checked: [spec("kebab")] }),
    ),
  ],
  wrap: [
    attempt(
      write("wordsmith/wrap.py", cutEverywhere),
      saying("The tests that are there pass. That should do.", bash(tests)),
      report("Added wrap.", { changed: ["wordsmith/wrap.py"], checked: [tests] }),
    ),
    told(
      "test_a_word_is_never_cut_in_two",
      saying("The attempt before me cut words in two. I read what is asked for.", read("spec/test_wrap.py")),
      write("wordsmith/wrap.py", cutBetweenWords),
      bash(spec("wrap")),
      report("wrap keeps words whole.", { changed: ["wordsmith/wrap.py"], checked: [spec("wrap")] }),
    ),
  ],
  squeeze: [
    attempt(
      read("spec/test_squeeze.py"),
      write("wordsmith/squeeze.py", runLengths),
      bash(spec("squeeze")),
      saying(
        "Repeated letters get shorter. Other texts do not.",
        report("Added squeeze for repeated letters; its specification still fails.", {
          changed: ["wordsmith/squeeze.py"],
          checked: [],
        }),
      ),
    ),
    told(
      "test_the_empty_text",
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
      read("wordsmith/title.py"),
      replace("wordsmith/title.py", "word[0].upper()", "word[:1].upper()"),
      bash(`${spec("fix-title")} && ${tests}`),
      report("An empty word has no first letter; title no longer asks for it.", {
        changed: ["wordsmith/title.py"],
        checked: [`${spec("fix-title")} && ${tests}`],
      }),
    ),
  ],
  slug: [
    attempt(
      read("wordsmith/cases.py"),
      write("wordsmith/slug.py", slug),
      bash(spec("slug")),
      report("Added slug on top of kebab.", { changed: ["wordsmith/slug.py"], checked: [spec("slug")] }),
    ),
  ],
  initials: [
    attempt(
      read("wordsmith/words.py"),
      write("wordsmith/initials.py", initials),
      bash(spec("initials")),
      report("Added initials.", { changed: ["wordsmith/initials.py"], checked: [spec("initials")] }),
    ),
  ],
  manual: manualScript(spec("manual")),
  exports: [
    attempt(
      bash("ls wordsmith"),
      read("wordsmith/__init__.py"),
      replace(
        "wordsmith/__init__.py",
        "from .cases import snake",
        `from .cases import camel, kebab, snake\n${others}`,
      ),
      bash(spec("exports")),
      report("Everything is reached through the package.", {
        changed: ["wordsmith/__init__.py"],
        checked: [spec("exports")],
      }),
    ),
  ],
};
