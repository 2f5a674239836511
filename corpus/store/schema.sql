-- One file, one corpus. Texts are kept untouched; everything else points into them by character offsets.
-- No path, user or machine is recorded anywhere. Statements end in a semicolon at the end of a line.

CREATE TABLE about (                                            -- what is true of the whole file
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE model (
    id INTEGER PRIMARY KEY,
    signature TEXT NOT NULL UNIQUE,
    used INTEGER NOT NULL                                       -- 1: the corpus's own; vectors of two cannot be compared
);

CREATE TABLE document (                                         -- one text, an original or a translation
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    language TEXT NOT NULL CHECK (language IN ('zh', 'en')),
    text TEXT NOT NULL,
    sha256 TEXT NOT NULL,                                       -- of the file's bytes, hexadecimal
    digest TEXT NOT NULL,                                       -- sha256 of the text's UTF-8, to check it by
    marks TEXT                                                  -- JSON [[kind, start, end, value], …]; null: none
);

CREATE INDEX document_name ON document (name);

CREATE TABLE metadata (
    document INTEGER NOT NULL REFERENCES document (id),
    key TEXT NOT NULL,
    given INTEGER NOT NULL,                                     -- 1: by a person, who is right; 0: by the file
    value TEXT NOT NULL,
    PRIMARY KEY (document, key, given)
) WITHOUT ROWID;

CREATE TABLE entry (                                            -- an original, with all its translations
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,                                  -- the source's name, by which every link cites it
    source INTEGER NOT NULL REFERENCES document (id)
);

CREATE TABLE translation (                                      -- its beads lead from the entry's source to this text
    id INTEGER PRIMARY KEY,
    entry INTEGER NOT NULL REFERENCES entry (id),
    target INTEGER NOT NULL UNIQUE REFERENCES document (id)
);
CREATE INDEX translation_entry ON translation (entry);

CREATE TABLE bead (
    translation INTEGER NOT NULL REFERENCES translation (id),
    position INTEGER NOT NULL,
    confidence REAL NOT NULL,
    moved INTEGER NOT NULL,                                     -- 1: its target stands elsewhere than its source would have it
    reasons TEXT,                                               -- JSON: coverage, similarity, length, numbers; or null
    status TEXT NOT NULL DEFAULT 'aligned'                      -- or 'given', 'confirmed': by whom it was put together
        CHECK (status IN ('aligned', 'given', 'confirmed')),
    PRIMARY KEY (translation, position)
) WITHOUT ROWID;

CREATE TABLE sentence (
    document INTEGER NOT NULL REFERENCES document (id),
    position INTEGER NOT NULL,
    start INTEGER NOT NULL,                                     -- code points, half-open
    "end" INTEGER NOT NULL,
    PRIMARY KEY (document, position)
) WITHOUT ROWID;

-- In a translation every sentence of either side stands in exactly one bead: the key lets none stand in two.
CREATE TABLE member (
    translation INTEGER NOT NULL REFERENCES translation (id),
    side INTEGER NOT NULL CHECK (side IN (0, 1)),               -- 0: the source's sentence, 1: the target's
    sentence INTEGER NOT NULL,                                  -- its position
    bead INTEGER NOT NULL,                                      -- its bead's position
    PRIMARY KEY (translation, side, sentence)
) WITHOUT ROWID;
CREATE INDEX member_bead ON member (translation, bead);

CREATE TABLE word_links (                                       -- computed when they are first asked for, then kept
    translation INTEGER NOT NULL REFERENCES translation (id),
    model INTEGER NOT NULL REFERENCES model (id),
    hash TEXT NOT NULL,                                         -- of the two runs of text that are linked
    data BLOB NOT NULL,                                         -- opaque here: whoever links, decodes
    PRIMARY KEY (translation, model, hash)
) WITHOUT ROWID;

CREATE TABLE vector (
    model INTEGER NOT NULL REFERENCES model (id),
    hash TEXT NOT NULL,                                         -- sha256 of the trimmed sentence, hexadecimal
    data BLOB NOT NULL,                                         -- opaque here: whoever encodes, decodes
    PRIMARY KEY (model, hash)
);

CREATE TABLE decision (                                         -- what a person said; a row is never changed
    id TEXT PRIMARY KEY,                                        -- the same wherever it was made: two corpora can be merged
    number INTEGER NOT NULL UNIQUE,                             -- in the order in which they came into this file
    kind TEXT NOT NULL,                                         -- link, bead, finding, reading, code, …
    subject TEXT NOT NULL,                                      -- which of several things at one place; '' where there is one
    verdict TEXT NOT NULL,
    note TEXT NOT NULL,
    who TEXT NOT NULL,                                          -- initials, as the person gave them
    made TEXT NOT NULL,                                         -- when, UTC, ISO 8601
    replaces TEXT,                                              -- the decision that this one takes the place of
    detail TEXT NOT NULL                                        -- JSON, what else belongs to this kind
) WITHOUT ROWID;

CREATE TABLE anchor (                                           -- what a decision is about
    decision TEXT NOT NULL REFERENCES decision (id),
    position INTEGER NOT NULL,
    document TEXT NOT NULL,                                     -- its name when the decision was made
    language TEXT NOT NULL,
    text TEXT NOT NULL,                                         -- sha256 of the text's UTF-8, hexadecimal
    start INTEGER NOT NULL,
    "end" INTEGER NOT NULL,
    exact TEXT NOT NULL,                                        -- the words themselves
    before TEXT NOT NULL,                                       -- what stood on either side, to find them again by
    after TEXT NOT NULL,
    PRIMARY KEY (decision, position)
) WITHOUT ROWID;
CREATE INDEX anchor_document ON anchor (document);

-- What the concordance looks up: a row for each sentence, its rowid made of its document's and its own number.
CREATE VIRTUAL TABLE found USING fts5 (tokens, content = '', tokenize = "unicode61 remove_diacritics 0");
CREATE TABLE searchable (                                       -- the documents that are in it
    document INTEGER PRIMARY KEY REFERENCES document (id),
    size INTEGER NOT NULL                                       -- characters of Chinese, words of English
);
