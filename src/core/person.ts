/** A person, by the name and address that git knows them by. */
export type Person = string;

/** A person in a sentence, whose name may not be known. */
export const named = (by: Person | undefined): string => by ?? "a person";
