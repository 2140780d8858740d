// What the storage in a file does beside the contract of storages: it waits for the disk, and has one writer.
import { writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { openLibsqlStorage } from '../../src/server/libsql-storage.ts';
import { firstCell, type Storage } from '../../src/server/storage.ts';
import { temporaryFile } from './open-storage.ts';

const count = (storage: Storage): unknown =>
  storage.transaction((transaction) => firstCell(transaction.all('select count(*) from things')));

function withThing(file: string): Storage {
  const storage = openLibsqlStorage(file);
  storage.transaction((transaction) => {
    transaction.execute('create table things (id integer primary key)');
    transaction.all('insert into things default values');
  });
  return storage;
}

test('a second writer is refused while the first one lives', () => {
  const file = temporaryFile();
  const first = withThing(file);
  expect(() => openLibsqlStorage(file)).toThrow(/locked/);
  expect(count(first)).toBe(1);
});

test('a file that is no database is refused, and stays as it is', () => {
  const file = temporaryFile();
  writeFileSync(file, 'a letter to a friend'.repeat(100));
  expect(() => openLibsqlStorage(file)).toThrow(/not a database/);
});

test('commits wait for the disk', () => {
  const storage = openLibsqlStorage(temporaryFile());
  const settings = ['journal_mode', 'synchronous', 'recursive_triggers'].map((name) =>
    storage.transaction((transaction) => firstCell(transaction.all(`pragma ${name}`))),
  );
  expect(settings).toEqual(['wal', 2, 1]);
});
