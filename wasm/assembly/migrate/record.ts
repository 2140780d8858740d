// How a migration is recorded: the statements that note its success or its failure.
import { Json } from '../json/index';

function parameters(name: string, sql: string[]): Json {
  return Json.object()
    .set('$name', Json.string(name))
    .set('$sql', Json.string(sql.join(';\n')));
}

/** `{ sql, mark_success, mark_failure }`; the failure's `$error` is for the caller to set. */
export function migration(name: string, source: string, sql: string[]): Json {
  const success = Json.object()
    .set(
      'sql',
      Json.string(
        'insert into _pyre_migrations (name, sql, schema, finished_at) values ($name, $sql, $schema, unixepoch())',
      ),
    )
    .set('params', parameters(name, sql).set('$schema', Json.string(source)));
  const failure = Json.object()
    .set('sql', Json.string('insert into _pyre_migrations (name, sql, error) values ($name, $sql, $error)'))
    .set('params', parameters(name, sql).set('$error', Json.nothing()));
  return Json.object().set('sql', Json.strings(sql)).set('mark_success', success).set('mark_failure', failure);
}
