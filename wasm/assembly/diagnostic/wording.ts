// The one table of wording: kind, text and hint of every message. `{0}`, `{1}`, … are filled in. First person, friendly; the
// offending thing first, then what would be right.
import { Message } from './message';

export class Wording {
  constructor(
    public kind: string,
    public title: string,
    public text: string,
    public hint: string,
  ) {}
}

const wordings: StaticArray<Wording> = new StaticArray<Wording>(Message.Count);

export function wordingOf(message: Message): Wording {
  return wordings[message];
}

/** Titles that are not the kind with blanks before its capitals. */
// prettier-ignore
const titles: string[] = [
  'DefinitionIsBuiltIn', 'Definition Is Built-in',
  'ForeignKeyToNonIdField', 'Foreign key to non-ID field',
  'ForeignKeyToUnknownField', 'Foreign key to unknown field',
  'ForeignKeyToUnknownTable', 'Foreign key to unknown table',
  'GeneratedCrudNameCollision', 'Generated CRUD Name Collision',
  'InsertColumnIsNotSet', 'Insert Column Not Set',
  'InsertNestedValueAutomaticallySet', "Can't set automatic field",
  'LimitOffsetOnlyInFlatRecord', 'Limit Only In Flat Record',
  'LinkToUnknownField', 'Link to unknown field',
  'LinkToUnknownForeignField', 'Link to Unknown Foreign Field',
  'LinkToUnknownSchema', 'Link to Unknown Schema',
  'LinkToUnknownTable', 'Link to unknown table',
  'LinksDisallowedInDeletes', 'Links Not Allowed In Deletes',
  'LinksDisallowedInInserts', 'Links Not Allowed In Inserts',
  'LinksDisallowedInUpdates', 'Links Not Allowed In Updates',
  'LiteralTypeMismatch', 'Incorrect type',
  'LiteralTypeMismatchVariant', 'Incorrect type',
  'SyncedRelationalQueryPermission', 'Linked Query Permission Requires Query-only Mode',
  'UndefinedParam', 'Undefined Parameter',
  'UnusedParam', 'Unused Parameter',
  'WhereOnLinkIsntAllowed', 'Where On Link Not Allowed',
];

function titleOf(kind: string): string {
  const at = titles.indexOf(kind);
  return at >= 0 ? titles[at + 1] : spaced(kind);
}

/** `UnknownField` → `Unknown Field` */
function spaced(kind: string): string {
  let title = kind.charAt(0);
  for (let i = 1; i < kind.length; i++) {
    const code = kind.charCodeAt(i);
    title += (code >= 0x41 && code <= 0x5a ? ' ' : '') + kind.charAt(i);
  }
  return title;
}

function say(message: Message, kind: string, text: string, hint: string = ''): void {
  wordings[message] = new Wording(kind, titleOf(kind), text, hint);
}

/** The table: a row a line, however long. */
// prettier-ignore
function sayAll(): void {
  // ---------------------------------------------------------------- the whole file
  say(Message.EmptyFile, 'ParsingError', 'This file is empty.', 'A schema file holds records and types, a query file holds operations; a comment is enough.');
  say(Message.ExpectedDefinition, 'ParsingError', 'I was expecting a `record`, `type` or `session` here, but found {0}.');
  say(Message.IndentedDefinition, 'ParsingError', '{0} has to start in the first column.', 'Remove the blanks before it.');
  say(Message.ExpectedOperation, 'ParsingError', 'I was expecting `query`, `insert`, `update` or `delete` here, but found {0}.');
  say(Message.TooDeep, 'ParsingError', 'This is nested more than {0} levels deep, and I lose my way there.', 'Take it apart into smaller pieces.');
  say(Message.MissingBrace, 'ParsingError', 'The {0} opens a brace here that is never closed.', 'Add a `}` where it ends.');
  say(Message.ExpectedLineEnd, 'ParsingError', 'I was expecting the line to end here, but found {0}.');
  say(Message.OpenString, 'ParsingError', 'This text has no closing quote.');
  say(Message.BadNumber, 'ParsingError', '{0} is no number that I can read.', 'Write numbers without leading zeros, as in `7` or `0.5`.');
  say(Message.NegativeNumber, 'ParsingError', 'Negative numbers cannot be written in a Pyre file.', 'Pass the number as a parameter, as in `$amount`.');
  say(Message.NumberTooBig, 'ParsingError', '{0} is too big: I keep whole numbers exactly up to 9007199254740992.');
  // ---------------------------------------------------------------- schema syntax
  say(Message.SyncableForm, 'ParsingError', 'I was expecting `@syncable(true)` or `@syncable(false)`, but found {0}.');
  say(Message.ExpectedRecordName, 'ParsingError', 'I was expecting the name of the record here, but found {0}.', 'Names of records start with a capital: `record Post {`.');
  say(Message.ExpectedRecordBody, 'ParsingError', 'I was expecting the `{` of the record here, but found {0}.');
  say(Message.ExpectedSessionBody, 'ParsingError', 'I was expecting the `{` of the session here, but found {0}.');
  say(Message.ExpectedTypeName, 'ParsingError', 'I was expecting the name of the type here, but found {0}.', 'Names of types start with a capital: `type Status`.');
  say(Message.ExpectedTypeBody, 'ParsingError', 'I was expecting `=` and the variants here, but found {0}.', 'For example: `type Status = Active | Blocked { reason String }`.');
  say(Message.ExpectedVariant, 'ParsingError', 'I was expecting a variant here, but found {0}.', 'Variants start with a capital and are separated by `|`; there is none before the first.');
  say(Message.ExpectedVariantEnd, 'ParsingError', 'I was expecting another variant or the end of the type here, but found {0}.');
  say(Message.ExpectedPayloadFieldEnd, 'ParsingError', 'I was expecting `,` or `}` after this field, but found {0}.');
  say(Message.TrailingComma, 'ParsingError', 'There is a comma, but no field after it.', 'Remove the comma.');
  say(Message.ExpectedColumn, 'ParsingError', 'I was expecting a column here, but found {0}.', 'A column is a name that starts with a small letter, and a type: `title String`.');
  say(Message.ExpectedColumnEnd, 'ParsingError', 'I was expecting the end of the line after this column, but found {0}.', 'Each column needs a line of its own.');
  say(Message.ExpectedType, 'ParsingError', 'I was expecting a type here, but found {0}.', 'Types start with a capital: `String`, `Int`, `Bool`, `DateTime`, `User.id`.');
  say(Message.ExpectedTypePart, 'ParsingError', 'I was expecting the rest of the type here, but found {0}.', 'An id is written `Id.Int`, `Id.Uuid` or `User.id`.');
  say(Message.ExpectedTypeEnd, 'ParsingError', 'I was expecting `>` here, but found {0}.');
  say(Message.UnknownColumnDirective, 'ParsingError', "I don't recognize {0} on a column.", 'Is it one of these? `@id`, `@unique`, `@index`, `@default(…)`, `@createdAt`, `@updatedAt`.');
  say(Message.UnknownRecordDirective, 'ParsingError', "I don't recognize {0} on a record.", 'Is it one of these? `@allow(…)`, `@public`, `@index(…)`, `@unique(…)`, `@tablename("…")`, `@timestamps`, `@watch`.');
  say(Message.DefaultForm, 'ParsingError', 'I was expecting a default in parentheses here, but found {0}.', 'For example: `@default(now)`, `@default("x")`, `@default(True)`.');
  say(Message.TableNameForm, 'ParsingError', 'I was expecting a table name here, but found {0}.', 'For example: `@tablename("blog_posts")`.');
  say(Message.IndexForm, 'ParsingError', 'I was expecting a list of columns here, but found {0}.', 'For example: `@index(authorId asc, createdAt desc)`.');
  say(Message.AllowForm, 'ParsingError', 'I was expecting operations here, but found {0}.', 'It is `@allow(*)`, or any of `query`, `insert`, `update`, `delete`: `@allow(query, update) { … }`.');
  say(Message.LinkForm, 'ParsingError', 'This @link is not complete: I did not expect `{0}`.', 'A link is written in one of two forms:\n    posts  @link(Post.authorId)        from my id to a column of Post\n    author @link(authorId, User.id)    from my authorId to a column of User');
  say(Message.LinkOfManyColumns, 'ParsingError', 'A link joins one column to one column, but there are more.', 'Keep the two that belong together: `author @link(authorId, User.id)`.');
  // ---------------------------------------------------------------- predicates and values
  say(Message.ExpectedPredicateStart, 'ParsingError', 'I was expecting `{` and a condition here, but found {0}.');
  say(Message.ExpectedPredicateEnd, 'ParsingError', 'I was expecting the condition to end here, but found {0}.', 'Put each condition on a line of its own, or combine them: `And(a == 1, b == 2)`, `Or(a == 1, b == 2)`.');
  say(Message.ExpectedPredicate, 'ParsingError', 'I was expecting a condition here, but found {0}.', 'For example: `authorId == Session.userId`.');
  say(Message.NoParentheses, 'ParsingError', 'Conditions are not grouped by parentheses.', 'Use `And(…)` and `Or(…)`.');
  say(Message.NoNegation, 'ParsingError', 'There is no `!` for conditions.', 'Turn the comparison around, as in `status != Active`.');
  say(Message.CommentInPredicate, 'ParsingError', 'A comment cannot stand inside a condition.', 'Move it above the directive.');
  say(Message.ConstantInIndex, 'ParsingError', 'The condition of an index compares columns with literals; {0} alone says nothing.', 'Leave out the `where`.');
  say(Message.ExistsOutsidePermission, 'ParsingError', '`exists` works in permissions only.');
  say(Message.ExpectedExistsPath, 'ParsingError', 'I was expecting the name of a link after `exists`, but found {0}.', 'For example: `exists group.members { userId == Session.userId }`.');
  say(Message.ExpectedOperands, 'ParsingError', 'I was expecting `(` and conditions here, but found {0}.');
  say(Message.TooFewOperands, 'ParsingError', '`And(…)` and `Or(…)` take two conditions or more.', 'One condition stands by itself.');
  say(Message.ExpectedOperandsEnd, 'ParsingError', 'I was expecting `,` or `)` here, but found {0}.');
  say(Message.ExpectedOperator, 'ParsingError', 'I was expecting a comparison here, but found {0}.', 'It is one of `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`.');
  say(Message.ExpectedPath, 'ParsingError', 'I was expecting the name of a field here, but found {0}.');
  say(Message.ExpectedValue, 'ParsingError', 'I was expecting a value here, but found {0}.', 'A value is a text, a number, `True`, `False`, `null`, `Session.field`, a variant or, in queries, `$parameter`.');
  say(Message.ExpectedPayloadValue, 'ParsingError', 'I was expecting `=` and a value here, but found {0}.');
  say(Message.ExpectedPayloadEnd, 'ParsingError', 'I was expecting `,`, a new line or `}` in this variant, but found {0}.', 'For example: `Blocked { reason = "spam", until = null }`.');
  say(Message.ExpectedCallEnd, 'ParsingError', 'I was expecting `,` or `)` here, but found {0}.');
  say(Message.ExpectedListEnd, 'ParsingError', 'I was expecting `,` or `]` here, but found {0}.');
  say(Message.MixedOperators, 'MixedOperators', 'This mixes `&&` and `||`, which can be read in two ways:\n    {0}\n    {1}', 'Write the one you mean.');
  say(Message.MixedOperatorsAgreeing, 'MixedOperators', 'This mixes `&&` and `||`, and not every reader knows which comes first. I would read it as:\n    {0}', 'Write that.');
  // ---------------------------------------------------------------- query syntax
  say(Message.ExpectedOperationName, 'ParsingError', 'I was expecting the name of the operation here, but found {0}.', 'Names of operations start with a capital: `query ListPosts {`.');
  say(Message.ExpectedOperationBody, 'ParsingError', 'I was expecting the `{` of the operation here, but found {0}.');
  say(Message.ExpectedParam, 'ParsingError', 'I was expecting a parameter here, but found {0}.', 'Parameters start with a small letter: `($id: Int, $title: String?)`. Without any, leave out the parentheses.');
  say(Message.ExpectedParamEnd, 'ParsingError', 'I was expecting `,` or `)` after this parameter, but found {0}.');
  say(Message.ExpectedField, 'ParsingError', 'I was expecting a field here, but found {0}.', 'Fields are separated by blanks or new lines, without commas.');
  say(Message.ExpectedAliased, 'ParsingError', 'I was expecting the name of a field after the alias, but found {0}.');
  say(Message.BlankBeforeColon, 'ParsingError', 'There is a blank before the colon of this alias.', 'Write `alias: field`.');
  say(Message.LimitForm, 'ParsingError', 'I was expecting `@limit(…)` with one number or parameter, but found {0}.');
  say(Message.SortForm, 'ParsingError', 'I was expecting a column and a direction here, but found {0}.', 'For example: `@sort(createdAt, Desc)`.');
  say(Message.WhereForm, 'ParsingError', '`@where` takes its conditions in braces, after a blank; I found {0}.', 'For example: `@where { id == $id }`.');
  say(Message.UnsupportedArgument, 'ParsingError', '{0} is not supported.', 'To show a part of the rows, combine `@sort`, `@limit` and a `@where` on the last row seen.');
  say(Message.UnknownArgument, 'ParsingError', "I don't recognize {0} here.", 'Is it one of these? `@where { … }`, `@sort(…)`, `@limit(…)`.');
  // ---------------------------------------------------------------- definitions
  say(Message.NameIsBuiltIn, 'DefinitionIsBuiltIn', '`{0}` is a type of the language already.', 'Choose another name.');
  say(Message.NameIsTaken, 'DuplicateDefinition', 'There are two definitions of `{0}`.', 'Names of records and types are shared by the whole project: rename one.');
  say(Message.VariantTwice, 'DuplicateVariant', '`{1}` has the variant `{0}` twice.');
  say(Message.SeveralSessions, 'MultipleSessionDefinitions', 'There is more than one session.', 'Put all fields into one `session` block.');
  say(Message.BadNamespace, 'InvalidNamespace', '`{0}` is a folder of schema files, so its name is a namespace and has to start with a capital.', 'Rename the folder.');
  say(Message.NoKey, 'NoPrimaryKey', '`{0}` has no primary key.', "Let's add one: `id Int @id`.");
  say(Message.SeveralKeys, 'MultiplePrimaryKeys', '`{0}` has more than one primary key.', 'Keep `@id` on one column; for the others there is `@unique`.');
  say(Message.SeveralTableNames, 'MultipleTableNames', '`{0}` has more than one table name.');
  say(Message.BadTableName, 'InvalidTypeUsage', '`{0}` cannot be a table name.', 'It may contain letters, digits and underscores, and starts with no digit.');
  say(Message.TableNameIsTaken, 'DuplicateDefinition', '`{0}` and `{1}` would both be stored in the table `{2}`.', 'Give one of them another `@tablename("…")`.');
  say(Message.TableNameIsReserved, 'ReservedName', '`{0}` cannot be a table name: what begins with `{1}` is kept for the database.', 'Give the record another `@tablename("…")`.');
  say(Message.NoPermissions, 'MissingPermissions', '`{0}` does not say who may do what with it.', "Let's add that: `@public` for everybody, or `@allow(*) { … }` with a condition.");
  say(Message.OperationsUncovered, 'MissingPermissionOperations', '`{0}` does not say who may {1}.', 'Each of query, insert, update and delete has to be covered; `{ False }` is for nobody.');
  say(Message.PermissionTwice, 'MultiplePermissions', '`{0}` says more than once who may {1}.', 'Combine the conditions: `Or(…)` if either is enough, `And(…)` if both are needed.');
  say(Message.PermissionsBesideWhole, 'MultiplePermissions', '`{0}` has more permissions beside one that covers everything.', 'Keep `@public` or `@allow(*)` alone, or say it for each operation.');
  // ---------------------------------------------------------------- types and columns
  say(Message.UnknownType, 'UnknownType', "I don't recognize the type `{0}`, is that a typo?", 'Is it one of these?{1}');
  say(Message.TypeMentionsUnknown, 'UnknownType', "The field `{1}` of `{0}` has a type that I don't recognize, so it cannot be a column.");
  say(Message.TypeTakesNoArguments, 'InvalidTypeUsage', '`{0}` takes no type in `<…>`.');
  say(Message.TypeTakesOneArgument, 'InvalidTypeUsage', '`{0}` takes exactly one type in `<…>`.');
  say(Message.CollectionOutsideJson, 'InvalidTypeUsage', '`{0}` may only appear inside `Json<…>`.', 'Make it `Json<{0}>`, or a record of its own with a link.');
  say(Message.RecordAsType, 'InvalidTypeUsage', '`{0}` is a record, which has rows of its own and cannot be the type of a column.', 'To refer to one of its rows, use `{1}` and a link.');
  say(Message.UnionContainsItself, 'InvalidTypeUsage', '`{0}` contains itself, so it has no end as columns of `{1}`.', 'Store it as a document: `Json<{0}>`.');
  say(Message.TooManyColumns, 'InvalidTypeUsage', '`{0}` would have more than {1} columns.', 'Store large types as documents: `Json<…>`.');
  say(Message.ManagedNotDateTime, 'InvalidTypeUsage', '`{0}` is managed by the clock, so it has to be a `DateTime`, but is `{1}`.');
  say(Message.DirectiveOutsideRecord, 'InvalidTypeUsage', '`{0}` is not a column of its own, so it cannot have directives.', 'Keys, indexes and defaults belong to columns of records.');
  say(Message.FieldTwice, 'DuplicateField', '`{1}` has `{0}` twice.', 'Rename one. Columns, links and the payload columns of types share their names.');
  say(Message.ColumnsDifferInCase, 'DuplicateField', '`{1}` has `{0}` and `{2}`, and the database does not tell capitals from small letters in names of columns.', 'Rename one. Every record also has `updatedAt`, and types with payload add columns like `status__reason`.');
  say(Message.ColumnNameIsReserved, 'ReservedName', '`{0}` cannot be a column: what begins with `_pyre_` is kept for the database.', 'Choose another name.');
  say(Message.PayloadFieldTwice, 'DuplicateField', '`{1}` has the field `{0}` twice.');
  say(Message.PayloadTypesCollide, 'VariantFieldTypeCollision', 'The variants of `{1}` do not agree on `{0}`: it is `{3}` in `{2}`, but `{5}` in `{4}`.', 'Variants share the column of a field, so it needs one type; or rename one.');
  say(Message.DefaultOfWrongType, 'InvalidColumnDefault', '`{2}` cannot be the default of `{0}`, which is `{1}`.', 'It takes {3}.');
  say(Message.DefaultNotAllowed, 'InvalidColumnDefault', '`{0}` is `{1}`, and such a column has no default.');
  say(Message.ReferenceToUnknownRecord, 'ForeignKeyToUnknownTable', "I don't see a record `{0}`, is that a typo?", 'Is it one of these?{1}');
  say(Message.ReferenceToUnknownField, 'ForeignKeyToUnknownField', "I don't see `{1}` on `{0}`, is that a typo?", 'Is it one of these?{2}');
  say(Message.ReferenceToPlainField, 'ForeignKeyToNonIdField', '`{0}.{1}` is `{2}`, and only ids can be referred to.', 'Declare it as `Id.Int` or `Id.Uuid`, or use `{2}` here.');
  // ---------------------------------------------------------------- indexes and links
  say(Message.IndexOnUnknownField, 'InvalidRecordIndexField', '`{0}` is no column of `{1}` that an index can use.', 'Is it one of these?{2}');
  say(Message.IndexNeedsLiteral, 'InvalidRecordIndexField', 'An index can compare `{0}` with a literal only.', 'The index is the same for everybody: it knows no session, no parameters and no functions.');
  say(Message.IndexFieldTwice, 'DuplicateRecordIndexField', 'This {0} of `{2}` names `{1}` twice.');
  say(Message.LinkFromUnknownField, 'LinkToUnknownField', 'The link `{0}` starts from `{1}`, which is no column of `{2}`.', 'Is it one of these?{3}');
  say(Message.LinkNeedsId, 'LinkToUnknownField', 'The link `{0}` starts from `{1}`, but `{2}` has no such column.', 'Name the column: `{0} @link(column, Record.field)`. There are:{3}');
  say(Message.LinkToUnknownTable, 'LinkToUnknownTable', 'The link `{0}` leads to `{1}`, which is no record.', 'Is it one of these?{2}');
  say(Message.LinkToUnknownForeignField, 'LinkToUnknownForeignField', 'The link `{0}` leads to `{1}.{2}`, but `{1}` has no such column.', 'Is it one of these?{3}');
  say(Message.LinkToUnknownNamespace, 'LinkToUnknownSchema', 'The link `{0}` leads to the schema `{1}`, which does not exist.', 'Is it one of these?{2}');
  // ---------------------------------------------------------------- permissions and predicates
  say(Message.UnknownField, 'UnknownField', "I don't see `{0}` on `{1}`, is that a typo?", 'Is it one of these?{2}');
  say(Message.WhereOnLink, 'WhereOnLinkIsntAllowed', '`{0}` is a link of `{1}`, and rows cannot be compared by a link.', 'Compare the column that the link starts from.');
  say(Message.FunctionInPermission, 'InvalidPermissionPredicate', 'A permission cannot call `{0}`: live sync judges rows without the database.');
  say(Message.ColumnOnTheRight, 'InvalidPermissionPredicate', '`{0}` is a column, but the right side of a comparison is a literal or `Session.field`.', 'Two columns cannot be compared.');
  say(Message.ParamInPermission, 'InvalidPermissionPredicate', 'A permission has no parameters, so nothing would ever give `${0}` a value.', 'What differs from user to user comes from the session: `Session.{0}`.');
  say(Message.NotAListInQuery, 'TypeMismatch', '`{0} in …` needs a list on the right side.', 'For example `in $ids`, where the parameter is `$ids: Json<List<Int>>`, or `in [1, 2]`.');
  say(Message.SessionIsNoListInQuery, 'TypeMismatch', '`{0}` is `{1}`, but `{2} in …` needs a list.', 'Declare it in the session as `Json<List<…>>`.');
  say(Message.ListOfWrongTypeInQuery, 'TypeMismatch', '`{0}` contains `{1}`, but `{2}` is `{3}`.');
  say(Message.NotAList, 'InvalidPermissionPredicate', '`{0} in …` needs a list on the right side.', 'For example `in Session.ids`, where the session has `ids Json<List<Int>>`, or `in [1, 2]`.');
  say(Message.SessionIsNoList, 'InvalidPermissionPredicate', '`{0}` is `{1}`, but `{2} in …` needs a list.', 'Declare it in the session as `Json<List<…>>`.');
  say(Message.ListOfWrongType, 'InvalidPermissionPredicate', '`{0}` contains `{1}`, but `{2}` is `{3}`.');
  say(Message.NestedExists, 'InvalidRelationalPermission', 'An `exists` cannot contain another one.', 'Follow several links at once: `exists group.members { … }`.');
  say(Message.ExistsOnUnknownLink, 'InvalidRelationalPermission', '`{0}` is not a link that `{1}` declares.', '{2}.');
  say(Message.ExistsInInsert, 'InvalidRelationalPermission', '`exists` cannot decide who may insert: the row is not there yet, so nothing leads from it to others.', 'Say it for query, update and delete, and give insert a condition of its own.');
  say(Message.ExistsInSyncedQuery, 'SyncedRelationalQueryPermission', '`exists` cannot decide who may query a record that is synced: a change elsewhere would change what a client may hold, and nobody would tell it.', 'Repeat the deciding column on this record, or exclude the schema from sync with `@syncable(false)`.');
  // ---------------------------------------------------------------- values
  say(Message.LiteralMismatch, 'LiteralTypeMismatch', 'I found `{0}` here, but `{1}` is `{2}`.');
  say(Message.LiteralForJson, 'LiteralTypeMismatch', '`{1}` is `Json`, and a `{0}` written here is no Json document.', 'In a query, pass it as a parameter; for a document of known shape there is `Json<…>`.');
  say(Message.NullNotAllowed, 'LiteralTypeMismatch', '`{0}` is `{1}` and cannot be null.');
  say(Message.MisplacedList, 'LiteralTypeMismatch', 'This is a list, but `{0}` is `{1}`.', 'Lists stand on the right side of `in`.');
  say(Message.UnknownVariant, 'LiteralTypeMismatchVariant', '`{0}` is no variant of `{1}`.', 'Is it one of these?{2}');
  say(Message.SessionMismatch, 'TypeMismatch', '`{0}` is `{1}`, but `{2}` is `{3}`.');
  say(Message.ParamMismatch, 'TypeMismatch', '`${0}` is declared as `{1}`, but `{2}` is `{3}`.');
  say(Message.UnknownFunction, 'UnknownFunction', "I don't know a function `{0}`.", 'Is it one of these?{1}');
  say(Message.WrongArgumentCount, 'UnknownFunction', '`{0}` takes {1} values, but was given {2}.');
  // ---------------------------------------------------------------- parameters
  say(Message.MissingType, 'MissingType', 'The parameter `${0}` has no type.', 'From its use it is `${0}: {1}`. Hot tip: formatting the file fills it in.');
  say(Message.UnusedParam, 'UnusedParam', 'The parameter `${0}` is never used.', 'Use it, or remove it.');
  say(Message.UndefinedParam, 'UndefinedParam', 'The parameter `${0}` is used, but not declared.', 'Declare it after the name of the operation: `(${0}: {1})`.');
  say(Message.ParamTwice, 'DuplicateParam', 'The parameter `${0}` is declared twice.');
  // ---------------------------------------------------------------- operations
  say(Message.GeneratedNameTaken, 'GeneratedCrudNameCollision', '`{0}` is the name of an operation that every record is given; `{1}` has it already.', 'Choose another name.');
  say(Message.OperationTwice, 'DuplicateDefinition', 'There are two operations `{0}`; the other is in {1}, line {2}.', 'Operations are asked for by their names: rename one.');
  say(Message.UnknownTable, 'UnknownTable', "I don't recognize the record `{0}`, is that a typo?", 'Is it one of these?{1}');
  say(Message.ArgumentAtRoot, 'InvalidArgument', 'This belongs to a record, inside its braces.');
  say(Message.RecordAssigned, 'InvalidArgument', '`{0}` is a record: values are given to its fields, inside its braces.');
  say(Message.KeyTwice, 'DuplicateQueryField', '`{0}` would be in the answer twice.', 'Give one of them an alias: `other: {0}`.');
  say(Message.NoFieldsSelected, 'NoFieldsSelected', '`{0}` does not say which fields it wants.', 'List some in braces: `{0} { id }`.');
  say(Message.WildcardIsNoField, 'InvalidWildcardSelection', '`*` stands for all columns, so it has no value and no fields.');
  say(Message.WildcardInWrite, 'InvalidWildcardSelection', '`*` cannot stand in an insert or update.', 'List the fields.');
  say(Message.ColumnWithBraces, 'InvalidArgument', '`{0}` is a column of type `{1}`: it has no fields to choose from.', 'Remove the braces.');
  say(Message.LinkWithoutFields, 'LinkSelectionIsEmpty', '`{0}` leads to `{1}`, but no fields are chosen.', 'List some in braces: `{0} { id }`.');
  say(Message.LinkAssigned, 'InvalidArgument', '`{0}` is a link and takes no value.', 'Set the column that it starts from: `{1} = …`.');
  say(Message.LinkInInsert, 'LinksDisallowedInInserts', 'Nothing can be inserted through `{0}`: it starts from `{1}`, which has to be known before.', 'Insert the other row first, then set `{1}`. Only links that start from the key of `{2}` can be filled along with it.');
  say(Message.LinkInUpdate, 'LinksDisallowedInUpdates', '`{0}` is a link, and an update does not follow links.');
  say(Message.LinkInDelete, 'LinksDisallowedInDeletes', '`{0}` is a link, and a delete does not follow links.');
  say(Message.SetInQuery, 'NoSetsInSelect', 'A query reads, so it cannot set `{0}`.', 'To compare it, use `@where { {0} == … }`.');
  say(Message.SetInDelete, 'NoSetsInDelete', 'A delete removes rows, so it cannot set `{0}`.', 'To choose the rows, use `@where { {0} == … }`.');
  say(Message.ManagedSet, 'ManagedColumnCannotBeSet', '`{0}` is kept by the database and cannot be set.');
  say(Message.GeneratedKeySet, 'ManagedColumnCannotBeSet', '`{0}` is counted by the database and cannot be set on insert.');
  say(Message.LinkingColumnSet, 'InsertNestedValueAutomaticallySet', '`{0}` is filled in by the link `{1}` and cannot be set.');
  say(Message.AuthorityMoved, 'InvalidRelationalPermission', '`{0}` cannot be updated: the update permission of `{1}` follows a link that starts there.');
  say(Message.ColumnIsNotSet, 'InsertColumnIsNotSet', '`{0}` is listed, but the new `{1}` needs a value for it.', 'Give it one: `{0} = …`.');
  say(Message.ColumnsMissing, 'InsertMissingColumn', 'The new `{0}` needs a value for {1}.', 'Every column has to be set, also those that may be null.');
  say(Message.PayloadMissing, 'InsertMissingColumn', 'The variant `{0}` needs a value for {1}.');
  say(Message.PayloadUnknown, 'UnknownField', "I don't see `{0}` on the variant `{1}`, is that a typo?", 'Is it one of these?{2}');
  say(Message.PayloadTwice, 'DuplicateField', 'The variant `{1}` is given `{0}` twice.', 'Keep one.');
  say(Message.SeveralLimits, 'MultipleLimits', '`{0}` has more than one `@limit`.');
  say(Message.LimitBesideLink, 'LimitOffsetOnlyInFlatRecord', '`@limit` cannot stand beside a link.', 'Limit the linked rows inside its braces, or leave out the link.');
  say(Message.ArgumentInInsert, 'InvalidArgument', 'An insert makes a row; there is nothing to choose or to order.');
  say(Message.SortWithoutLimit, 'InvalidArgument', 'Without `@limit` all chosen rows are written, so their order decides nothing.', 'Remove the `@sort`, or say with `@limit(…)` how many rows to write.');
  say(Message.SeveralNamespaces, 'MultipleSchemaWrites', 'This writes to the schemas `{0}` and `{1}` at once.', 'Make two operations of it.');
}

sayAll();
