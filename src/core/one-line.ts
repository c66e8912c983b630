/** A text on one line, as titles and names are. */
export const onOneLine = (text: string): string => text.replaceAll(/[\s\p{Control}]+/gu, " ").trim();
