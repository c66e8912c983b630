/** A number with its noun: `1 check`, `3 checks`. */
export const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** Names in a row, the last of many left out but counted: `a, b, c and 4 more`. */
export const list = (names: readonly string[], most = 5): string => {
  const shown = names.slice(0, most).join(", ");
  return names.length <= most ? shown : `${shown} and ${names.length - most} more`;
};

/** The first seven digits of a git object's name. */
export const short = (oid: string): string => oid.slice(0, 7);

/** That work of an attempt is where nothing proved it, and what to do about that. */
export const slippedText = (commits: readonly string[]): string => {
  const those = `${count(commits.length, "commit")} of it (${list(commits.map(short), 3)})`;
  return `the target holds ${those} without a proof: somebody moved it there past us; look, and git revert what shall not stay`;
};

/** A name as a shell reads it back. */
export const quoted = (name: string): string =>
  /^[\p{L}\p{N}._/@%+:,][\p{L}\p{N}._/@%+:,-]*$/u.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`;

/** A command of ours about one task, ready to be pasted. An id that looks like an option is kept from being read as one. */
export const command = (verb: string, id: string): string =>
  `traffic ${verb} ${id.startsWith("-") ? "-- " : ""}${quoted(id)}`;

/** What answers where a task has failed. */
export const lookThenRetry = (id: string): string => `${command("logs", id)}, then ${command("retry", id)}`;

/** A person by their name alone. */
export const who = (person: string): string => person.replace(/ <[^>]*>$/, "");
