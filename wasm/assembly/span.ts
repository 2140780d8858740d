// Where something stands in the sources.

/** A half-open range of UTF-16 offsets in one source file. */
export class Span {
  constructor(
    /** Index of the file among the sources of this check. */
    public file: i32,
    public start: i32,
    public end: i32,
  ) {}
}
