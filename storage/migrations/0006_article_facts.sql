-- What a page says of itself beside its text: who signs it, when it was changed, where its date is from and how far that is to be trusted.
ALTER TABLE article_log ADD COLUMN author VARCHAR;
ALTER TABLE article_log ADD COLUMN modified VARCHAR;
ALTER TABLE article_log ADD COLUMN published_from VARCHAR;
ALTER TABLE article_log ADD COLUMN published_confidence VARCHAR;
