// What a value is used for: decides what may stand there and how a message names the place.
import { Span } from '../../span';

/** How a message calls what a number argument takes. */
export const ANY_NUMBER = 'Int or Float';

export class ValueUse {
  constructor(
    /** As a message names the place, e.g. `Post.title`. */
    public label: string,
    /** Name of the column or payload field, for `Record.field` types. */
    public fieldName: string,
    /** Where the field stands: for mistakes that concern the assignment rather than the value. */
    public at: Span,
  ) {}
  /** Written to a column, as against compared with one. */
  isAssignment: bool = false;
  /** Null, and parameters and session values that can be null, may stand there. */
  isNullable: bool = false;
  /** An argument that may be an Int or a Float. */
  takesNumber: bool = false;

  static comparison(label: string, fieldName: string, at: Span): ValueUse {
    const use = new ValueUse(label, fieldName, at);
    use.isNullable = true;
    return use;
  }
  static assignment(label: string, fieldName: string, at: Span, nullable: bool): ValueUse {
    const use = new ValueUse(label, fieldName, at);
    use.isAssignment = true;
    use.isNullable = nullable;
    return use;
  }
  /** A field of a variant that stands in this place. */
  payload(label: string, fieldName: string, at: Span, nullable: bool): ValueUse {
    const use = new ValueUse(label, fieldName, at);
    use.isAssignment = this.isAssignment;
    use.isNullable = nullable || !this.isAssignment;
    return use;
  }
  /** Of a function, of `@limit`: never null. */
  static argument(label: string, at: Span): ValueUse {
    return new ValueUse(label, '', at);
  }
}
