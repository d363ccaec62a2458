/**
 * The anchor of a heading, as GitHub makes it: the guides' links to headings are written for readers of the repository, and have to
 * work on the site, too.
 */
export const slugify = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, '')
    .replaceAll(' ', '-');
