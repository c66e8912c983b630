declare const BUILD: string | undefined;

/** Tells this build of the program from every other; missing where its sources are run as they are. */
export const build = typeof BUILD === "undefined" ? undefined : BUILD;
