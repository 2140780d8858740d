// The yardstick's server: sql.js and prepared statements, nothing in between.
importScripts('sql-wasm-browser.js');

const run = (statement) => {
  statement.step();
  statement.reset();
};

const ready = initSqlJs({ locateFile: () => 'sql-wasm-browser.wasm' }).then(({ Database }) => {
  const database = new Database();
  database.run('pragma journal_mode = memory');
  database.run('pragma synchronous = off');
  database.run(
    'create table posts (id integer primary key autoincrement not null, title text not null, content text not null, authorUserId integer not null, published integer not null, createdAt integer not null, updatedAt integer not null)',
  );
  const json = `returning json_object('id', id, 'title', title, 'content', content, 'authorUserId', authorUserId,
    'published', published, 'createdAt', createdAt, 'updatedAt', updatedAt)`;
  const statements = {
    begin: database.prepare('begin immediate'),
    commit: database.prepare('commit'),
    insert: database.prepare(`insert into posts values (null, ?, ?, 3, 1, unixepoch(), unixepoch()) ${json}`),
    update: database.prepare(`update posts set title = ?, content = ?, updatedAt = unixepoch() where id = ? ${json}`),
  };
  return ({ kind, values }) => {
    run(statements.begin);
    const statement = statements[kind];
    statement.bind(values);
    let text = '';
    while (statement.step()) text = statement.get()[0];
    statement.reset();
    run(statements.commit);
    return text;
  };
});

addEventListener('connect', ({ ports: [port] }) => {
  port.addEventListener('message', async ({ data }) => {
    const write = await ready;
    port.postMessage(data === 'ready?' ? 'ready' : write(data));
  });
  port.start();
});
