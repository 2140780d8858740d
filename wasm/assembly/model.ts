// The checked schema and queries: every name resolved, every type known. What the checker makes and everything behind it reads.
export { TypeKind, Storage, Type, Union, Variant, PayloadField } from './model/types';
export {
  Column,
  Managed,
  Field,
  Payload,
  Link,
  IndexPart,
  Index,
  OperationKind,
  Policy,
  Record,
  SessionField,
  Schema,
} from './model/records';
export {
  PredicateKind,
  Comparison,
  Predicate,
  Guard,
  OperandKind,
  Operand,
  LiteralKind,
  Literal,
} from './model/predicates';
export { Parameter, Sort, Assignment, Selected, Selection, Operation } from './model/queries';
