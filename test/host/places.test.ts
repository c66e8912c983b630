import fc from "fast-check";
import { expect, test } from "vitest";
import { folderName } from "../../src/host/places.ts";
import { anyText } from "../world/text.ts";

test("an ordinary key is its own folder's name", () => {
  expect(folderName("Grüße an #1 & co@12")).toBe("Grüße an #1 & co@12");
});

test("no two keys share a folder, and every folder's name is one that a file system takes", () => {
  const keys = fc.oneof(anyText({ maxLength: 400 }), fc.constantFrom("a/b", "a%2fb", "a\\b"));
  fc.assert(
    fc.property(fc.tuple(keys, keys), ([one, other]) => {
      const name = folderName(`${one}@1`);
      expect(name).not.toMatch(/[/\0]/);
      expect(Buffer.byteLength(name)).toBeLessThan(256);
      // Lone surrogates cannot be in a file's name, so no key has them.
      if (one !== other && `${one}${other}`.isWellFormed()) expect(name).not.toBe(folderName(`${other}@1`));
    }),
  );
});
