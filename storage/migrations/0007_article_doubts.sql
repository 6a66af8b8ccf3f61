-- What speaks against an article's text: several articles glued into one page, a repeated body, words run together, no date.
ALTER TABLE article_log ADD COLUMN doubts VARCHAR[];
