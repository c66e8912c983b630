const longest = 60;

/** A title as a name: small letters and digits of any script, joined by hyphens, at most 60 characters. */
export const slug = (title: string): string =>
  title
    .normalize("NFKD")
    .replaceAll(/\p{Mark}/gu, "")
    .toLowerCase()
    .replaceAll(/['’]/g, "")
    .replaceAll(/[^\p{Letter}\p{Number}]+/gu, "-")
    .replace(/^-+/, "")
    .slice(0, longest)
    .replace(/[-\uD800-\uDBFF]+$/, "")
    .normalize("NFC");
