-- What cannot be made anew. Whoever changes a table here brings those that are there along.

CREATE TABLE counts (
    key TEXT COLLATE "C" PRIMARY KEY,
    views BIGINT NOT NULL DEFAULT 0,
    listens BIGINT NOT NULL DEFAULT 0
);
-- How many keys are counted, so that nobody counts them.
CREATE TABLE counted (keys BIGINT NOT NULL);
INSERT INTO counted VALUES (0);

-- minute: of the last request, since 1970, by the server's clock; in_minute: how many came in it.
CREATE TABLE usage (
    day DATE NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    requests BIGINT NOT NULL DEFAULT 0,
    characters BIGINT NOT NULL DEFAULT 0,
    refused BIGINT NOT NULL DEFAULT 0,
    minute BIGINT NOT NULL DEFAULT 0,
    in_minute BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (day, name)
);
