// A request as text to take along: for a shell, and for a program. Pure.
import type { JsonObject } from '../../base/json.ts';
import { PATH, SESSION_PARAMETER } from '../../protocol/paths.ts';

/** For a shell; `SERVER` and `SESSION` are variables of it: a tab has no address that others could ask. */
export function curlText(query: string, args: JsonObject): string {
  const body = JSON.stringify(args).replaceAll("'", `'\\''`);
  return [
    `curl -X POST "$SERVER${PATH.database(query)}?${SESSION_PARAMETER}=$SESSION"`,
    `-H 'content-type: application/json'`,
    `-d '${body}'`,
  ].join(' \\\n  ');
}

/** For a program, with the same two names. */
export function fetchText(query: string, args: JsonObject): string {
  const body = JSON.stringify(args, null, 2).replaceAll('\n', '\n  ');
  return [
    `const response = await fetch(\`\${server}${PATH.database(query)}?${SESSION_PARAMETER}=\${session}\`, {`,
    `  method: 'POST',`,
    `  headers: { 'content-type': 'application/json' },`,
    `  body: JSON.stringify(${body}),`,
    `});`,
    `console.log(await response.json());`,
  ].join('\n');
}
