// Which columns a permission looks at. Pure.

/** Whether `rule` names `column` itself, not a value of the session or a field of another record that is called alike. */
export function decides(column: string, rule: string): boolean {
  const names: readonly string[] = rule.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').match(/[\w.]+/g) ?? [];
  return names.includes(column);
}
