-- Reading a kept page again must give the document the same id: what the source gave is remembered beside what came of it.
ALTER TABLE page_log ADD COLUMN given_id VARCHAR;
