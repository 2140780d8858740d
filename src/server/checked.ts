// The control plane's door: what came over the port is checked before anybody acts on it, and refused in words.
import * as v from 'valibot';
import { rowOperation, serverOptions, type Control, type ControlAnswer } from '../protocol/control.ts';
import { rowKey } from '../protocol/rows.ts';
import { sessionValues } from '../protocol/session.ts';

/** Does `work` with what fits `shape`; otherwise tells what does not. */
export async function checked<Value, Result>(
  shape: v.GenericSchema<unknown, Value>,
  given: unknown,
  work: (value: Value) => Promise<ControlAnswer<Result>>,
): Promise<ControlAnswer<Result>> {
  const parsed = v.safeParse(shape, given);
  if (parsed.success) return work(parsed.output);
  const [issue] = parsed.issues;
  return { ok: false, message: `${v.getDotPath(issue) ?? 'the question'}: ${issue.message}` };
}

const part = v.object({ table: v.string(), limit: v.number(), offset: v.number() });
const change = v.object({ session: v.string(), values: sessionValues });
const question = v.object({ table: v.string(), key: rowKey, values: sessionValues, operation: rowOperation });

/** `control`, asked only what fits. */
export function checkedControl(control: Control): Control {
  return {
    status: () => control.status(),
    reset: (options) => checked(serverOptions, options, (good) => control.reset(good)),
    table: (table, limit, offset) =>
      checked(part, { table, limit, offset }, (good) => control.table(good.table, good.limit, good.offset)),
    sessions: () => control.sessions(),
    issueSession: (values) => checked(sessionValues, values, (good) => control.issueSession(good)),
    changeSession: (session, values) =>
      checked(change, { session, values }, (good) => control.changeSession(good.session, good.values)),
    explain: (table, key, values, operation = 'query') =>
      checked(question, { table, key, values, operation }, (good) =>
        control.explain(good.table, good.key, good.values, good.operation),
      ),
  };
}
