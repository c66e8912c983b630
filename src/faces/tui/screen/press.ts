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

/** The keys in what Ink tells at once: fast typing and pasting come as one text of many. */
export const pressesOf = (input: string, key: InkKey): readonly Press[] => {
  if (key.tab === true) return [{ key: key.shift === true ? "shift-tab" : "tab" }];
  const special = named.find(([flag]) => key[flag] === true);
  if (special !== undefined) return [{ key: special[1] }];
  if (key.ctrl === true) return input === "" ? [] : [{ key: `ctrl-${input === " " ? "space" : input}` }];
  if (key.meta === true) return [{ key: `alt-${input}` }];
  const pieces = input.replaceAll("\r\n", "\r").split(/([\r\n])/);
  return pieces.flatMap((piece) => {
    if (piece === "\r" || piece === "\n") return [{ key: "enter" }];
    // oxlint-disable-next-line no-control-regex -- these are what is left out
    const text = piece.replaceAll(/[\x00-\x1f\x7f]/g, "");
    return [...segmenter.segment(text)].map(({ segment }) => charPress(segment));
  });
};
