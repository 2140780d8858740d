// A statement with its values: what crosses the boundary as `{ sql, params }`.
import { Operand } from '../model';
import { Json } from '../json/index';
import { Sql } from '../sql/text';
import { boundValue, sessionOperands, sessionValue } from '../predicate/session';
import { Predicate } from '../model';

/** Values by parameter name, `$` included. */
export class Bindings {
  private json: Json = Json.object();

  set(name: string, value: Json): void {
    if (!this.json.has('$' + name)) this.json.set('$' + name, boundValue(value));
  }

  /** Binds the session values that a predicate names. */
  session(predicate: Predicate, session: Json): void {
    const named: Operand[] = [];
    sessionOperands(predicate, named);
    for (let i = 0; i < named.length; i++) this.set(named[i].name, sessionValue(session, named[i]));
  }

  toJson(): Json {
    return this.json;
  }
}

export function boundStatement(sql: Sql, bindings: Bindings): Json {
  return Json.object().set('sql', Json.string(sql.text())).set('params', bindings.toJson());
}
