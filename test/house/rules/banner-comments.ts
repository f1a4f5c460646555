import { ruleForEach } from '../violation.ts';

/** A line that, after the comment's own slashes and stars, begins with a row of signs. */
const banner = /^\s*(\/\/|\/\*+|\*(?!\/))?\s*([-=#~_*/])\2{3,}/m;

/** No banner comments: a file with parts that need headings is more than one file. */
export const bannerComments = ruleForEach('banner-comments', ({ comments }) =>
  comments
    .filter(({ text }) => banner.test(text))
    .map(({ start }) => ({ start, message: 'is a banner; let names and files divide the code' })),
);
