import type { Library } from "./library.ts";
import { pythonScript, spec, tests as ownTests } from "./python-script.ts";

/** A test file: what it imports, and its tests by name. */
const tested = (imports: string, tests: Readonly<Record<string, string>>): string =>
  [
    "import unittest",
    "",
    imports,
    "",
    "",
    "class Test(unittest.TestCase):",
    ...Object.entries(tests).map(([name, body]) => `    def test_${name}(self):\n        ${body}\n`),
  ].join("\n");

const modules = {
  "wordsmith/words.py": `import re


def words(text):
    """The words of a text: runs of letters, digits and apostrophes."""
    return re.findall(r"[\\w']+", text)
`,
  "wordsmith/title.py": `def title(text):
    """Every word with a capital letter: "mind the gap" is Mind The Gap."""
    return " ".join(word[0].upper() + word[1:] for word in text.split(" "))
`,
  "wordsmith/cases.py": `from .words import words


def small(text):
    return [word.lower() for word in words(text)]


def snake(text):
    """ "Hello big world" as hello_big_world."""
    return "_".join(small(text))
`,
  "wordsmith/__init__.py": `from .cases import snake
from .title import title
from .words import words
`,
  "scripts/release.py": `"""Writes a version, and what it offers."""
import os
import sys

sys.path.insert(0, os.getcwd())
import wordsmith

version = sys.argv[1]
with open("wordsmith/version.py", "w") as file:
    file.write('version = "' + version + '"\\n')
names = sorted(name for name, value in vars(wordsmith).items() if callable(value))
with open("CHANGELOG.md", "w") as file:
    file.write("# Changelog\\n\\n## " + version + "\\n\\n" + "".join("- " + name + "\\n" for name in names))
`,
};

const tests = {
  "tests/test_words.py": tested("from wordsmith.words import words", {
    words_are_runs_of_letters_and_digits: `self.assertEqual(words("It's 5 o'clock!"), ["It's", "5", "o'clock"])`,
    no_text_has_no_words: 'self.assertEqual(words(""), [])',
  }),
  "tests/test_title.py": tested("from wordsmith.title import title", {
    every_word_gets_a_capital_letter: 'self.assertEqual(title("mind the gap"), "Mind The Gap")',
  }),
  "tests/test_cases.py": tested("from wordsmith.cases import snake", {
    snake_case: 'self.assertEqual(snake("Hello big world"), "hello_big_world")',
  }),
};

const specs = {
  "spec/test_camel.py": tested("from wordsmith.cases import camel", {
    camel_case: 'self.assertEqual(camel("Hello big world"), "helloBigWorld")',
  }),
  "spec/test_kebab.py": tested("from wordsmith.cases import kebab", {
    kebab_case: 'self.assertEqual(kebab("Hello big world"), "hello-big-world")',
  }),
  "spec/test_wrap.py": tested("from wordsmith.wrap import wrap", {
    no_line_is_longer_than_the_width:
      'self.assertLessEqual(max(map(len, wrap("one two three four five six", 9))), 9)',
    a_word_is_never_cut_in_two:
      'self.assertEqual(wrap("the quick brown fox", 10), ["the quick", "brown fox"])',
    a_word_that_is_too_long_has_a_line_of_its_own:
      'self.assertEqual(wrap("a marmalade b", 4), ["a", "marmalade", "b"])',
  }),
  "spec/test_squeeze.py": tested("from wordsmith.squeeze import expand, squeeze", {
    repeated_letters_get_shorter: 'self.assertLess(len(squeeze("aaaaaa")), 6)',
    what_was_squeezed_comes_back: 'self.assertEqual(expand(squeeze("aaaabb")), "aaaabb")',
    a_plain_word_gets_shorter: 'self.assertLess(len(squeeze("wordsmith")), 9)',
    the_empty_text_gets_shorter: 'self.assertLess(len(squeeze("")), 0)',
  }),
  "spec/test_fix_title.py": tested("from wordsmith.title import title", {
    two_blanks_are_kept: 'self.assertEqual(title("mind  the gap "), "Mind  The Gap ")',
  }),
  "spec/test_slug.py": tested("from wordsmith.slug import slug", {
    a_slug_has_no_accents: 'self.assertEqual(slug("Crème Brûlée!"), "creme-brulee")',
    no_text_has_no_slug: 'self.assertEqual(slug("  "), "")',
  }),
  "spec/test_initials.py": tested("from wordsmith.initials import initials", {
    the_first_letters: 'self.assertEqual(initials("ada king lovelace"), "AKL")',
    nobody_has_none: 'self.assertEqual(initials(""), "")',
  }),
  "spec/test_manual.py": tested("from pathlib import Path", {
    it_names_what_there_is: `manual = Path("MANUAL.md").read_text()
        for name in ["words", "title", "snake"]:
            self.assertIn(name, manual)`,
  }),
  "spec/test_exports.py": tested("import wordsmith", {
    everything_is_offered: `for name in "camel initials kebab slug snake title words wrap".split():
            self.assertTrue(callable(getattr(wordsmith, name)), name)`,
  }),
  "spec/test_release.py": tested("from wordsmith.version import version", {
    the_version: 'self.assertEqual(version, "1.0.0")',
    the_changelog_names_what_there_is: `with open("CHANGELOG.md") as file:
            self.assertIn("- slug\\n", file.read())`,
  }),
};

/** A Python library that needs nothing but Python. */
export const pythonLibrary: Library = {
  what: "a small Python library",
  tool: "python3",
  files: {
    ".gitignore": "__pycache__/\n",
    "README.md":
      "# wordsmith\n\nA small library that works on words. `tests/` proves what it can do, `spec/` says what it shall do.\n",
    ...modules,
    ...tests,
    ...specs,
  },
  test: ownTests,
  spec,
  source: (module) => `wordsmith/${module}.py`,
  entry: "wordsmith/__init__.py",
  release: { run: "python3 scripts/release.py 1.0.0", touches: ["wordsmith/version.py", "CHANGELOG.md"] },
  script: pythonScript,
};
