// The steps that a migration refuses, each by the name of what would be lost.
import { Diagnostic, Diagnostics, Range } from '../diagnostic/index';

const PATH: string = 'schema.pyre';

/** Refusals, and what the caller has allowed to be dropped. */
export class Refusals {
  constructor(
    private diagnostics: Diagnostics,
    /** Names of tables (`posts`) and columns (`posts.title`) that may go. */
    private drops: string[],
  ) {}

  /** Whether dropping this was allowed; refused otherwise. */
  mayDropTable(table: string): bool {
    if (this.drops.includes(table)) return true;
    this.refuse(
      'MigrationTableDropped',
      'Table would be dropped',
      'The table ' + table + ' holds data and is no longer in the schema.',
      table,
    );
    return false;
  }

  mayDropColumn(table: string, column: string): bool {
    const name = table + '.' + column;
    if (this.drops.includes(name)) return true;
    this.refuse(
      'MigrationColumnDropped',
      'Column would be dropped',
      'The column ' + name + ' holds data and is no longer in the schema.',
      name,
    );
    return false;
  }

  private refuse(kind: string, title: string, message: string, name: string): void {
    this.add(kind, title, message, 'Put it back, or allow "' + name + '" to be dropped.');
  }

  columnModified(table: string, column: string, change: string): void {
    const message = 'The column ' + table + '.' + column + ' cannot become ' + change + ' while it holds data.';
    this.add(
      'MigrationColumnModified',
      'Column would lose data',
      message,
      'Add a column of the new type beside it, copy what fits, then drop the old one.',
    );
  }

  columnNeedsValue(table: string, column: string): void {
    const message =
      'The new column ' +
      table +
      '.' +
      column +
      ' is required, but the rows that are there already have no value for it.';
    this.add(
      'MigrationColumnNeedsDefault',
      'New column needs a default',
      message,
      'Give it a @default(…), or make it optional with "?".',
    );
  }

  variantRemoved(union: string, variant: string): void {
    const message =
      'The variant ' + variant + ' of ' + union + ' may be stored in rows and is no longer in the schema.';
    this.add('MigrationVariantRemoved', 'Variant would be dropped', message, 'Put it back.');
  }

  /** `column`: `table.column`. */
  variantStored(union: string, variant: string, column: string, count: i64): void {
    const rows = count == 1 ? '1 row' : count.toString() + ' rows';
    const holds = count == 1 ? ' holds' : ' hold';
    const message = rows + ' of ' + column + holds + ' the variant ' + variant + ' of ' + union;
    this.add(
      'MigrationVariantRemoved',
      'Variant would be dropped',
      message + ', which is no longer in the schema.',
      'Give these rows another value or delete them, or put the variant back.',
    );
  }

  private add(kind: string, title: string, message: string, hint: string): void {
    const diagnostic = new Diagnostic(kind, title, PATH, message, hint);
    diagnostic.ranges.push(new Range(1, 1, 1, 1));
    this.diagnostics.items.push(diagnostic);
  }
}
