import { span, type Span } from "../compose/span.ts";
import { keyWord, type ActionName } from "./keymap.ts";
import type { View } from "./view.ts";

/** The key that does something in the room, as people read it; a dash where a person took it away. */
export const keySpan = ({ keys, look }: Pick<View, "keys" | "look">, does: ActionName): Span => {
  const key = keys.of("room", does)?.keys[0];
  return span(key === undefined ? look.dash : keyWord(key, look), "key");
};
