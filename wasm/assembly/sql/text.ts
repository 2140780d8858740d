// Pieces of SQL text: quoting, and a builder that remembers which parameters the text names.

/** An identifier, always quoted. */
export function quoteName(name: string): string {
  return '"' + name.replaceAll('"', '""') + '"';
}

/** A string literal. */
export function quoteText(text: string): string {
  return "'" + text.replaceAll("'", "''") + "'";
}

/**
 * The name by which an argument is bound: the parameter's own, unless that could be read as a session value (`session_…`) or a
 * flag (`…__is_set`). What the wrapping makes is neither, and no two names become one.
 */
export function argumentName(name: string): string {
  const isOurs = name.startsWith('session_') || name.startsWith('argument_') || name.endsWith('__is_set');
  return isOurs ? 'argument_' + name + '_' : name;
}

/** SQL in the making. */
export class Sql {
  private parts: string[] = [];
  /** Names of the parameters used so far, without `$`, each once, in order of first use. */
  params: string[] = [];

  put(text: string): Sql {
    this.parts.push(text);
    return this;
  }

  name(name: string): Sql {
    return this.put(quoteName(name));
  }

  /** Names a parameter in the text. */
  parameter(name: string): Sql {
    this.noteParameter(name);
    return this.put('$' + name);
  }

  noteParameter(name: string): void {
    if (!this.params.includes(name)) this.params.push(name);
  }

  /** Appends other text with its parameters. */
  append(other: Sql): Sql {
    for (let i = 0; i < other.params.length; i++) this.noteParameter(other.params[i]);
    return this.put(other.text());
  }

  text(): string {
    return this.parts.join('');
  }
}
