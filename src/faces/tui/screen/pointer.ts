/** What the mouse did, at a cell of the screen counted from 0. */
export type Pointed = {
  readonly kind: "click" | "wheel_up" | "wheel_down";
  readonly x: number;
  readonly y: number;
};

/** What has a terminal tell of clicks and the wheel, with coordinates of any size; and what has it stop. */
export const [mouseOn, mouseOff] = ["\x1b[?1000h\x1b[?1006h", "\x1b[?1006l\x1b[?1000l"];

// oxlint-disable-next-line no-control-regex -- it begins with one
const report = /\x1b\[<(\d+);(\d+);(\d+)([Mm])/g;
// oxlint-disable-next-line no-control-regex -- it begins with one
const begun = /\x1b(?:\[(?:<[\d;]*)?)?$/;

const kinds: Readonly<Record<number, Pointed["kind"]>> = { 0: "click", 64: "wheel_up", 65: "wheel_down" };

/** Takes what a terminal sends and tells what the mouse did in it; a report that is cut in two is put together. */
export const newPointer = (): ((text: string) => readonly Pointed[]) => {
  let rest = "";
  return (text) => {
    const whole = rest + text;
    rest = begun.exec(whole)?.[0] ?? "";
    return [...whole.matchAll(report)].flatMap(([, code, x, y, end]) => {
      const kind = kinds[Number(code)];
      return kind === undefined || end === "m" ? [] : [{ kind, x: Number(x) - 1, y: Number(y) - 1 }];
    });
  };
};
