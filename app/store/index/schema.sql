-- The tables of the index. Whoever changes one raises VERSION in schema.py: an index of another version is made anew.

-- Folders of files whose names appear and vanish under the store's lock. stamp: the folder's time of modification (ns)
-- when the rows below were right for it, -1 while it is being changed. changes counts those who changed it.
-- Of a store on objects: records by the paths of their objects; stamp: a number made of the object's etag.
CREATE TABLE folders (name TEXT PRIMARY KEY, stamp INTEGER NOT NULL, changes INTEGER NOT NULL);
CREATE INDEX folders_unknown ON folders (name) WHERE stamp = -1;

CREATE TABLE clips (key BLOB PRIMARY KEY, bytes INTEGER NOT NULL, used INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX clips_by_use ON clips (used);

-- number: when it was made (microseconds since 1970, the next free one), so that numbers stand in that order.
CREATE TABLE narrations (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    used INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX narrations_by_use ON narrations (used);

-- key: the digest that names its file. shown in microseconds. recipe: a row of recipes, for the article of an address.
CREATE TABLE articles (
    key BLOB PRIMARY KEY,
    narration TEXT NOT NULL,
    state INTEGER NOT NULL,
    language TEXT NOT NULL,
    section TEXT NOT NULL,
    shown INTEGER NOT NULL,
    recipe INTEGER NOT NULL,
    record TEXT NOT NULL
);
CREATE INDEX articles_by_narration ON articles (narration, state);
CREATE INDEX articles_by_time ON articles (state, shown, key);
CREATE INDEX articles_by_language ON articles (state, language, shown, key);
CREATE INDEX articles_by_section ON articles (state, section, shown, key);
CREATE INDEX articles_by_recipe ON articles (state, recipe, shown, key);

CREATE TABLE recipes (
    number INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    recipe TEXT NOT NULL,
    UNIQUE (language, recipe)
);

-- How many rows there are and their bytes, so that nobody counts: clips, state-1, language-en, recipe-7 ...
CREATE TABLE totals (name TEXT PRIMARY KEY, rows INTEGER NOT NULL, bytes INTEGER NOT NULL);

-- A word in small letters, for whatever form of it is written; and each form with a capital by itself.
CREATE TABLE words (
    number INTEGER PRIMARY KEY,
    language TEXT NOT NULL,
    word TEXT NOT NULL,
    narrations INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    UNIQUE (language, word)
);
CREATE TABLE said (
    word INTEGER NOT NULL,
    narration INTEGER NOT NULL,
    uses INTEGER NOT NULL,
    PRIMARY KEY (word, narration)
) WITHOUT ROWID;

-- What was entered for a narration, to be taken back with it: pairs of word and uses.
CREATE TABLE entered (narration INTEGER PRIMARY KEY, words BLOB NOT NULL);

-- Narrations whose words are still to be entered, or taken back.
CREATE TABLE unread (narration INTEGER PRIMARY KEY);
