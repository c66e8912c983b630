/**
 * Without autowrap nothing that a terminal takes for wider than it is can push a row into the next; whoever else uses the
 * terminal expects it.
 */
export const [noWrap, wrap] = ["\x1b[?7l", "\x1b[?7h"] as const;
