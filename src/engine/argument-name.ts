// Arguments, flags and session values share the named parameters of a statement: how an argument is called among them.

/**
 * The name by which statements bind the argument of a parameter (no dollar): the parameter's own, unless that could be read as
 * a session value (`session_…`) or as a flag (`…__is_set`). What the wrapping makes is neither, and no two names become one.
 */
export function argumentName(name: string): string {
  const isOurs = name.startsWith('session_') || name.startsWith('argument_') || name.endsWith('__is_set');
  return isOurs ? `argument_${name}_` : name;
}
