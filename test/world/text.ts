import fc from "fast-check";

/** The first of the halves that make up a pair, and how many they are: alone they are no letter. */
const [firstHalf, halves] = [0xd800, 0x800] as const;

const letter = fc
  .oneof(
    fc.integer({ min: 0, max: 0x7f }),
    fc.integer({ min: 0, max: 0xffff - halves }),
    fc.integer({ min: 0, max: 0x10ffff - halves }),
  )
  .map((at) => String.fromCodePoint(at < firstHalf ? at : at + halves));

/**
 * Text of any letters at all. `fc.string({ unit: "binary" })` means the same, and first writes each of a million letters into
 * a map: two seconds in every file that asks for it.
 */
export const anyText = (bounds: { readonly minLength?: number; readonly maxLength?: number } = {}) =>
  fc.array(letter, bounds).map((letters) => letters.join(""));
