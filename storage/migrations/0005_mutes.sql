-- What people have asked not to be told of for a while. Append-only; the newest word about a thing counts (muted or heard again).
CREATE TABLE mute_log (
    kind VARCHAR NOT NULL, name VARCHAR NOT NULL, is_muted BOOLEAN NOT NULL, until TIMESTAMP, note VARCHAR, recorded_at TIMESTAMP NOT NULL
);
