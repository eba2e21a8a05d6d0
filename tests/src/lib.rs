//! Nothing here: the tests live in `it/`, as one binary.
