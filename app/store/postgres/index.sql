-- The tables of app/store/index/schema.sql, which says what they hold, in PostgreSQL. Text stands in the order of its
-- bytes, as there.

CREATE TABLE folders (name TEXT COLLATE "C" PRIMARY KEY, stamp BIGINT NOT NULL, changes BIGINT NOT NULL);
CREATE INDEX folders_unknown ON folders (name) WHERE stamp = -1;

CREATE TABLE clips (key BYTEA PRIMARY KEY, bytes BIGINT NOT NULL, used BIGINT NOT NULL);
CREATE INDEX clips_by_use ON clips (used);

CREATE TABLE narrations (
    number BIGINT PRIMARY KEY,
    id TEXT COLLATE "C" NOT NULL UNIQUE,
    bytes BIGINT NOT NULL,
    used BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX narrations_by_use ON narrations (used);

CREATE TABLE articles (
    key BYTEA PRIMARY KEY,
    narration TEXT COLLATE "C" NOT NULL,
    state SMALLINT NOT NULL,
    language TEXT COLLATE "C" NOT NULL,
    section TEXT COLLATE "C" NOT NULL,
    shown BIGINT NOT NULL,
    recipe BIGINT NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX articles_by_narration ON articles (narration, state);
CREATE INDEX articles_by_time ON articles (state, shown, key);
CREATE INDEX articles_by_language ON articles (state, language, shown, key);
CREATE INDEX articles_by_section ON articles (state, section, shown, key);
CREATE INDEX articles_by_recipe ON articles (state, recipe, shown, key);

CREATE TABLE recipes (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL,
    recipe TEXT COLLATE "C" NOT NULL,
    UNIQUE (language, recipe)
);

CREATE TABLE totals (name TEXT COLLATE "C" PRIMARY KEY, rows BIGINT NOT NULL, bytes BIGINT NOT NULL)
    WITH (fillfactor = 50);

CREATE TABLE words (
    number BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    language TEXT COLLATE "C" NOT NULL,
    word TEXT COLLATE "C" NOT NULL,
    narrations BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    UNIQUE (language, word)
) WITH (fillfactor = 70);
CREATE TABLE said (
    word BIGINT NOT NULL,
    narration BIGINT NOT NULL,
    uses BIGINT NOT NULL,
    PRIMARY KEY (word, narration)
);

-- The words' numbers alone: how often each was said stands in said.
CREATE TABLE entered (narration BIGINT PRIMARY KEY, words BIGINT[] NOT NULL);

CREATE TABLE unread (narration BIGINT PRIMARY KEY);

-- When this version of the tables was last in use.
CREATE TABLE alive (seen TIMESTAMPTZ NOT NULL);
INSERT INTO alive VALUES (now());
