-- One file, one corpus. Texts are kept untouched; everything else points into them by character offsets.
-- No path, user or machine is recorded anywhere. Statements end in a semicolon at the end of a line.

CREATE TABLE model (
    id INTEGER PRIMARY KEY CHECK (id = 1),                      -- one model a corpus: vectors of two cannot be compared
    signature TEXT NOT NULL
);

CREATE TABLE document (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL                                        -- of the file's bytes, hexadecimal
);

CREATE TABLE entry (                                            -- what one `add` put in
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,                                  -- the source's name, by which every link cites it
    source INTEGER NOT NULL REFERENCES document (id),
    target INTEGER REFERENCES document (id)                     -- null: no translation known
);

CREATE TABLE bead (
    entry INTEGER NOT NULL REFERENCES entry (id),
    position INTEGER NOT NULL,
    confidence REAL NOT NULL,
    moved INTEGER NOT NULL,                                     -- 1: its target stands elsewhere than its source would have it
    reasons TEXT,                                               -- JSON: coverage, similarity, length, numbers; or null
    PRIMARY KEY (entry, position)
) WITHOUT ROWID;

-- A sentence stands in exactly one bead, so the bead is a column here: an index cannot stand in two by mistake.
CREATE TABLE sentence (
    document INTEGER NOT NULL REFERENCES document (id),
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,                                     -- code points, half-open
    "end" INTEGER NOT NULL,
    bead INTEGER,                                               -- position in its entry; null without a translation
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

CREATE TABLE vector (
    model INTEGER NOT NULL REFERENCES model (id),
    hash TEXT NOT NULL,                                         -- sha256 of the trimmed sentence, hexadecimal
    data BLOB NOT NULL,                                         -- opaque here: whoever encodes, decodes
    PRIMARY KEY (model, hash)
);
