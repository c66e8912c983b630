/** One key, by the name that the keymap knows it by: `j`, `G`, `ctrl-d`, `enter`. */
export type Press = {
  readonly key: string;
  /** What it writes where text is asked for. */
  readonly text?: string;
};

/** What Ink tells of a key, as far as it is needed. */
export type InkKey = Readonly<
  Partial<
    Record<
      | "upArrow"
      | "downArrow"
      | "leftArrow"
      | "rightArrow"
      | "pageDown"
      | "pageUp"
      | "home"
      | "end"
      | "return"
      | "escape"
      | "ctrl"
      | "shift"
      | "tab"
      | "backspace"
      | "delete"
      | "meta",
      boolean
    >
  >
>;

const named = [
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageDown", "pagedown"],
  ["pageUp", "pageup"],
  ["home", "home"],
  ["end", "end"],
  ["return", "enter"],
  ["escape", "esc"],
  ["backspace", "backspace"],
  ["delete", "delete"],
] as const;

const segmenter = new Intl.Segmenter(undefined, { granularity: "grapheme" });

const charPress = (text: string): Press => (text === " " ? { key: "space", text } : { key: text, text });

const controls: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\r\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\x7f": "backspace",
  "\x1b": "esc",
};

/** A key out of a text of many: control keys come as characters of their own. */
const signPress = (sign: string): readonly Press[] => {
  const known = controls[sign];
  if (known !== undefined) return [{ key: known }];
  const code = sign.codePointAt(0) ?? 0;
  if (code > 0 && code < 27) return [{ key: `ctrl-${String.fromCodePoint(code + 96)}` }];
  return code < 32 ? [] : [charPress(sign)];
};

/** The keys in what Ink tells at once: fast typing and pasting come as one text of many. */
export const pressesOf = (input: string, key: InkKey): readonly Press[] => {
  if (key.tab === true) return [{ key: key.shift === true ? "shift-tab" : "tab" }];
  const special = named.find(([flag]) => key[flag] === true);
  if (special !== undefined) return [{ key: special[1] }];
  if (key.ctrl === true) return input === "" ? [] : [{ key: `ctrl-${input === " " ? "space" : input}` }];
  // Escape and a key that came in one piece look like a key with Alt, which nothing is bound to.
  const before = key.meta === true ? [{ key: "esc" }] : [];
  return [...before, ...[...segmenter.segment(input)].flatMap(({ segment }) => signPress(segment))];
};
